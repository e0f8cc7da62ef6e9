"""In a real browser: every bar and column has its name, nothing lies over the unit, a saved picture says what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.web.kit.doors import today
from tests.analysing import fact, hire, rated, stored
from tests.browser import hands, watched
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WRITTEN = """() => echarts.getInstanceByDom(document.querySelector("[data-chart]")).getZr().storage.getDisplayList()
    .filter(each => each.style && each.style.text && !each.ignore && each.style.opacity !== 0)
    .map(each => [each.style.text, each.getPaintRect()])
    .map(([text, { x, y, width, height }]) => [text, x + 11, y + 11, width - 22, height - 22])"""
"""Texts with their places, less the margin that is kept for painting them."""
NOTED = """() => { const own = CanvasRenderingContext2D.prototype.fillText; window.noted = [];
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        window.noted.push(text);
        return own.call(this, text, ...rest);
    }; }"""
UNITS = [f"unit-of-a-long-name-{number:02d}" for number in range(24)]
CITIES = [f"32{number:02d}" for number in range(1, 14)]


@pytest.fixture
def now() -> None:
    """The moment is today's: a browser has no other."""


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, town: Town, root: Path) -> Page:
    """An analyst's, over units of long names in all cities."""
    hire(town)
    rows = [
        rated(100 * at + number, today(), "satisfied", unit=unit, city=CITIES[at % 13])
        for at, unit in enumerate(UNITS)
        for number in range(at + 1)
    ]
    stored(root, [*rows, fact(9_999, today())], "live")
    return watched.seat(chromium, live_server.url, town, "analyst.js")


def drawn(page: Page, live_server: LiveServer, asked: str, width: int = 1440) -> list[list[Any]]:
    """What is written in the picture: each text with its place."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/explore/?period=this_year&{asked}")
    expect(page.locator("[data-chart] canvas").first).to_be_visible()
    found: list[list[Any]] = page.evaluate(WRITTEN)
    return found


@pytest.mark.parametrize("width", [1440, 360])
def test_every_bar_and_column_is_named_and_nothing_lies_over_the_unit(
    page: Page, live_server: LiveServer, width: int
) -> None:
    for asked in ("by=unit&picture=bar", "by=unit&picture=pareto", "by=city&by=unit&picture=heat"):
        texts = "".join(each[0] for each in drawn(page, live_server, f"measure=appeals&{asked}", width))
        assert [unit for unit in UNITS if unit not in texts] == []
    written = drawn(page, live_server, "measure=appeals&by=month&by=city&picture=line", width)
    [(_, x, y, across, high)] = [each for each in written if each[0] == "件"]
    over = [
        (text, left, top, wide, tall)
        for text, left, top, wide, tall in written
        if text != "件" and left < x + across and x < left + wide and top < y + high and y < top + tall
    ]
    assert over == [], (x, y, across, high)
    assert {each[0] for each in written} >= {"无锡市", "苏州市"}
    hands.fits(page, width)


def test_a_saved_picture_says_what_it_shows_of_when_and_from_where(page: Page, live_server: LiveServer) -> None:
    drawn(page, live_server, "measure=satisfaction&measure=appeals&by=city&picture=bar")
    page.evaluate(NOTED)
    with page.expect_download() as kept:
        page.locator("[data-chart-png]").click()
    said = "".join(page.evaluate("window.noted"))
    assert "满意率（按设区市" in said
    assert f"单位：% · {today():%Y}-01-01 至 " in said
    assert "实时数据 · 含合成数据" in said
    assert "图中没有画受理量，见表。" in said
    face = page.locator("[data-chart]").bounding_box()
    header = Path(kept.value.path()).read_bytes()[16:24]
    assert face is not None
    wide, high = int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")
    assert wide > 2 * face["width"]
    assert high > 2 * face["height"] + 100


def test_a_fifth_measure_cannot_be_ticked_and_the_form_says_why(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/explore/?measure=appeals&measure=closed&measure=direct&by=city")
    expect(page.locator("#builder-most")).to_be_hidden()
    page.locator("input[name=measure][value=solved]").check()
    expect(page.locator("input[name=measure][value=repeat]")).to_be_disabled()
    expect(page.locator("#builder-most")).to_be_visible()
    page.locator("input[name=measure][value=closed]").uncheck()
    expect(page.locator("input[name=measure][value=repeat]")).to_be_enabled()
    expect(page.locator("#builder-most")).to_be_hidden()
