"""The big screen in a real browser: it fits, it follows what happens, it says what it does not know, it turns."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.flow.tickets.words import Status
from hotline.insight.warehouse import exporting, latest
from hotline.web.kit import doors
from hotline.web.stream.tests.conftest import port
from tests.analysing import hire, root
from tests.browser import watched
from tests.browser.hands import until
from tests.town import MONDAY, Town

__all__ = ["port", "root"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHO, WIDE, HIGH = "analyst.js", 1920, 1080
LONGEST = 40_000
EVERY = (
    "[...document.querySelectorAll('.board :is(section, header, li, p, a, h1, h2, b, span, time, button, .plot-face)')]"
)
CUT = """(each) => each.getClientRects().length && !each.closest('.visually-hidden') && (
    (each.clientWidth && each.scrollWidth > each.clientWidth + 1)
    || each.getBoundingClientRect().bottom > innerHeight || each.getBoundingClientRect().right > innerWidth)"""
MAPPED = """() => echarts.getInstanceByDom(document.getElementById("board-chart-places")).getZr().storage
    .getDisplayList().filter(each => each.style && each.style.text).map(each => each.style.text)"""
SMALL = """(each) => each.getClientRects().length && !each.closest('.visually-hidden')
    && parseFloat(getComputedStyle(each).fontSize) < 20"""


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, town: Town, root: Path) -> Iterator[Page]:
    """A wall of the province; one ticket of today is in the facts."""
    hire(town)
    town.ticket(Status.TO_DISPATCH, at=doors.now() - timedelta(seconds=2))
    exporting.export(root)
    latest.forget()
    seat = watched.seat(chromium, live_server.url, town, WHO)
    seat.set_viewport_size({"width": WIDE, "height": HIGH})
    yield seat
    seat.context.close()


@pytest.fixture
def listening(page: Page, settings: Any, port: int) -> Page:
    """The same, whose pages hear the real stream."""
    settings.STREAM_URL = f"http://localhost:{port}/stream/"
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    here = {"connect-src": [*rules["connect-src"], f"http://localhost:{port}"]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": rules | here}
    return page


def state(page: Page, wanted: str) -> None:
    """Wait for what the wall says of its line."""
    expect(page.locator("#board-wall")).to_have_attribute("data-state", wanted, timeout=LONGEST)


def appeals(page: Page) -> Locator:
    """Today's appeals."""
    return page.locator(".board-tile").first.locator("b")


def test_nothing_scrolls_nothing_is_cut_and_nothing_is_too_small(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/board/")
    expect(page.locator("canvas")).to_have_count(5)  # no topic was matched
    root = "document.documentElement"
    assert page.evaluate(f"[{root}.scrollWidth, {root}.scrollHeight]") == [WIDE, HIGH]
    assert page.evaluate(f"{EVERY}.filter({CUT}).map((each) => each.outerHTML.slice(0, 80))") == []
    assert page.evaluate(f"{EVERY}.filter({SMALL}).map((each) => each.outerHTML.slice(0, 80))") == []


def test_a_new_appeal_changes_the_number_and_the_pictures_stay(
    listening: Page, live_server: LiveServer, town: Town
) -> None:
    page = listening
    page.goto(f"{live_server.url}/board/")
    expect(appeals(page)).to_have_text("1")
    state(page, "live")
    expect(page.locator("#board-chart-minutes canvas")).to_be_visible()
    page.evaluate("document.querySelector('#board-chart-minutes canvas').kept = true")
    town.ticket(Status.TO_DISPATCH, at=doors.now())
    expect(appeals(page)).to_have_text("2", timeout=LONGEST)
    assert page.evaluate("document.querySelector('#board-chart-minutes canvas').kept")
    counted = "echarts.getInstanceByDom(document.getElementById('board-chart-minutes')).getOption().series"
    total = f"{counted}[0].data.reduce((sum, each) => sum + (each || 0), 0)"
    until(lambda: page.evaluate(total) == 2)
    assert page.evaluate(f"{counted}.length") == 1
    assert page.evaluate("document.querySelectorAll('canvas').length") == 5


def test_a_line_that_is_cut_is_said_and_what_was_missed_is_caught_up(
    listening: Page, live_server: LiveServer, town: Town
) -> None:
    page = listening
    page.goto(f"{live_server.url}/board/")
    state(page, "live")
    page.context.set_offline(True)
    state(page, "cut")
    expect(page.get_by_text("连接中断，下面的数字已不是最新")).to_be_visible()
    assert float(page.evaluate("getComputedStyle(document.querySelector('.board-grid')).opacity")) < 0.5
    town.ticket(Status.TO_DISPATCH, at=doors.now())
    latest.forget()
    page.context.set_offline(False)
    expect(appeals(page)).to_have_text("2", timeout=LONGEST)
    state(page, "live")
    page.route("**/board/parts/**", lambda route: route.fulfill(status=500, body="<p>broken</p>"))
    page.evaluate("dispatchEvent(new Event('online'))")
    state(page, "cut")
    expect(appeals(page)).to_have_text("2")  # an answer that is none takes no place of figures
    page.unroute("**/board/parts/**")
    state(page, "live")


def test_a_login_that_ended_is_said_and_nobody_is_asked_twice(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/board/")
    expect(appeals(page)).to_have_text("1")
    Session.objects.all().delete()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/board/parts/" in request.url else None)
    page.evaluate("dispatchEvent(new Event('online'))")
    state(page, "out")
    expect(page.locator("#kit-login dialog")).to_be_visible()
    page.wait_for_timeout(11_500)
    assert len(asked) == 1


def test_at_midnight_nothing_of_yesterday_stays(
    page: Page, live_server: LiveServer, town: Town, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.ticket(Status.TO_DISPATCH, at=MONDAY)
    exporting.export(root)
    began, midnight = time.monotonic(), MONDAY.replace(hour=0, minute=0) + timedelta(days=1)

    def now() -> datetime:
        return midnight - timedelta(seconds=12) + timedelta(seconds=time.monotonic() - began)

    page.goto(f"{live_server.url}/account/")
    monkeypatch.setattr(timezone, "now", now)
    began = time.monotonic()
    latest.forget()
    page.goto(f"{live_server.url}/board/")
    expect(appeals(page)).to_have_text("1")
    expect(page.locator("#board-day")).to_have_text("2020-03-02")
    until(lambda: now() > midnight)
    expect(page.locator("#board-day")).to_have_text("2020-03-03")
    expect(appeals(page)).to_have_text("0", timeout=6_000)
    expect(page.locator(".board-categories")).to_contain_text("今天还没有受理")


def test_the_map_turns_by_itself_until_somebody_takes_it_in_hand(page: Page, live_server: LiveServer) -> None:
    page.clock.install()
    page.goto(f"{live_server.url}/board/")
    title = page.locator("#b-places")
    expect(title).to_have_text("各市受理量")
    page.clock.run_for(21_000)
    expect(title).to_contain_text("无锡市各区县受理量")
    page.clock.run_for(21_000)
    expect(title).to_contain_text("苏州市各区县受理量")
    page.keyboard.press("p")
    expect(page.locator("#board-pause")).to_have_attribute("aria-pressed", "true")
    page.clock.run_for(45_000)
    expect(title).to_contain_text("苏州市各区县受理量")
    page.keyboard.press("[")
    expect(title).to_contain_text("无锡市各区县受理量")
    page.locator(".board-drill a", has_text="滨湖区").click()
    expect(title).to_contain_text("滨湖区各单位受理量")
    page.keyboard.press("p")
    page.clock.run_for(21_000)
    expect(title).not_to_contain_text("滨湖区")
    expect(page.locator("canvas")).to_have_count(5)


def test_the_map_of_a_city_draws_its_counties_by_their_outlines(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/board/?area=32&place=3202")
    expect(page.locator("#board-chart-places canvas")).to_be_visible()
    written = page.evaluate(MAPPED)
    assert "滨湖区 1" in written
    assert {"江阴市", "宜兴市", "新吴区"} <= set(written)  # nobody called from there; the town does not even know them
    assert "鼓楼区" not in written


def test_on_a_phone_it_is_one_column_and_stands_still(page: Page, live_server: LiveServer) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/board/")
    expect(page.locator("canvas")).to_have_count(5)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    expect(page.locator("#board-pause")).to_have_attribute("aria-pressed", "true")
