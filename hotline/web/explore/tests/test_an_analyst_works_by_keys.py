"""In a real browser: an analyst asks, saves, exports and looks behind a figure without a mouse; on a phone it fits."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.insight.questions.models import StoredQuestion
from hotline.web.kit.doors import today
from tests.analysing import fact, hire, rated, stored
from tests.browser import hands, watched
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).resolve().parents[4] / "node_modules" / "axe-core" / "axe.min.js"
LAWS = """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], resultTypes: ["violations"]})
    .then(found => found.violations.map(each => each.id + " " + each.nodes[0].target.join(" ")))"""


@pytest.fixture
def now() -> None:
    """The moment is today's: a browser has no other."""


def lay_out(town: Town, root: Path, on: date) -> None:
    """Facts of two cities over some weeks, some of them rated, as live figures."""
    hire(town)
    there = {"city": "3205", "county": "320505", "centre": "320500-rx", "unit": "320505-cg"}
    rows = [fact(number, on - timedelta(days=number % 20)) for number in range(60)]
    rows += [fact(100 + number, on - timedelta(days=number % 9), **there) for number in range(20)]
    rows += [rated(200 + number, on, "dissatisfied", blame="handling") for number in range(8)]
    rows += [rated(300 + number, on, "dissatisfied", blame="policy", **there) for number in range(6)]
    rows += [rated(400 + number, on, "satisfied") for number in range(40)]
    stored(root, [row | {"is_synthetic": False} for row in rows], "live")


def answered(page: Page) -> None:
    """Wait for the answer and its picture."""
    expect(page.locator(".answer-card").first).to_be_visible()
    quiet(page)


def quiet(page: Page) -> None:
    """Wait until nothing is being fetched; the page's policy forbids asking it in JavaScript."""
    expect(page.locator(".htmx-request")).to_have_count(0)
    expect(page.locator(".explore-waiting")).to_have_count(0)


def test_an_analysts_day_without_a_mouse(chromium: Browser, live_server: LiveServer, town: Town, root: Path) -> None:
    lay_out(town, root, today())
    page = watched.seat(chromium, live_server.url, town, "analyst.js")
    page.goto(f"{live_server.url}/explore/?measure=appeals&by=city&period=this_year&picture=map")
    answered(page)
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    page.keyboard.press("f")
    expect(page.locator("input[name=measure]").first).to_be_focused()
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.value") != "satisfaction":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    hands.press(page, "Control+Enter")
    answered(page)
    expect(page.locator(".answer-card")).to_have_count(2)
    assert page.url.endswith("?measure=appeals&measure=satisfaction&by=city&period=this_year&picture=map")
    _save(page)
    with page.expect_download() as kept:
        page.keyboard.press("x")
    assert kept.value.suggested_filename.endswith(".xlsx")
    with page.expect_download() as picture:
        page.locator("[data-chart-png]").press("Enter")
    assert picture.value.suggested_filename.endswith(".png")
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")
    hands.go(page, lambda: page.locator(".answer-value a").first.press("Enter"))
    expect(page.locator("h1")).to_have_text("数字背后的工单")


def _save(page: Page) -> None:
    name = page.locator(".explore-pop #id_name")
    hands.reach(page, "s", name)
    page.keyboard.type("各市受理与满意")
    hands.press(page, "Control+Enter")
    expect(page.locator("h1")).to_have_text("各市受理与满意")
    assert StoredQuestion.objects.get().name == "各市受理与满意"
    answered(page)


def test_the_screens_keep_the_laws_of_access_and_fit_a_phone(
    chromium: Browser, live_server: LiveServer, town: Town, root: Path
) -> None:
    lay_out(town, root, today())
    page = watched.seat(chromium, live_server.url, town, "analyst.js")
    found = list[str]()
    for path in (
        "/explore/?measure=appeals&measure=satisfaction&by=city&period=this_year&against=year_before&picture=bar",
        "/explore/?measure=appeals&by=weekday&by=hour&period=this_year&picture=heat",
        "/explore/dissatisfaction/?period=this_year",
        "/explore/dissatisfaction/?period=this_year&field_of=01",
        f"/explore/tickets/?measure=appeals&from={today():%Y}-01-01&until={today() + timedelta(days=1):%Y-%m-%d}",
        "/explore/questions/",
    ):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{live_server.url}{path}")
        quiet(page)
        page.evaluate(AXE.read_text())
        found += [f"{path} {law}" for law in page.evaluate(LAWS)]
        page.set_viewport_size({"width": 360, "height": 740})
        hands.fits(page, 360)
    assert found == []
