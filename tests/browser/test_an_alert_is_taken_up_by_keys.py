"""In a real browser: an analyst acknowledges an alert and makes a topic of it without a mouse; on a phone it fits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from hotline.insight.alerts import queries, raising
from hotline.insight.alerts.models import Alert
from hotline.insight.alerts.raising import Found
from hotline.insight.alerts.tests.watched import analyst
from hotline.insight.alerts.words import USUAL, AlertKind, Series
from hotline.watch.topics.models import Topic
from hotline.web.kit.doors import now
from tests.browser import hands, watched
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def raised() -> Alert:
    """A burst of lamps in Binhu, today."""
    today = now().date()
    days = [
        {"day": f"{today - timedelta(back)}", "seen": 20 + 40 * (not back), "mean": 21.0, "low": 12.0, "high": 31.0}
        for back in range(9, -1, -1)
    ]
    found = Found(AlertKind.BURST, Series("01.01.01", "320211"), today, today, 60, 21.0, 12.0, 31.0, {"days": days})
    alert = raising.raise_alert(found, USUAL, at=now())
    assert alert is not None
    return alert


def test_an_alert_is_acknowledged_and_becomes_a_topic_without_a_mouse(
    chromium: Browser, live_server: LiveServer, town: Town
) -> None:
    analyst(town, "analyst.wuxi", "320200-rx")
    alert = raised()
    page = watched.seat(chromium, live_server.url, town, "analyst.wuxi")
    page.goto(f"{live_server.url}/alerts/")
    hands.reach(page, "j", page.locator("tbody a.row-link").first)
    hands.press(page, "Enter")
    expect(page.locator("h1")).to_contain_text("路灯")
    expect(page.locator("[data-chart] canvas")).to_be_visible()
    hands.press(page, "Alt+s")
    expect(page.locator(".page-head")).to_contain_text("已确认")
    hands.press(page, "t")
    expect(page.locator("h1")).to_have_text("新专题")
    page.locator("input[name=name_en]").fill("Lamps of Binhu")
    page.locator("input[name=code]").fill("lamps-binhu")
    page.locator("textarea[name=expression]").fill("路灯")
    hands.press(page, "Control+Enter")
    expect(page.locator(".page-head")).not_to_contain_text("新专题")
    topic = Topic.objects.get()
    page.goto(f"{live_server.url}/alerts/{alert.pk}/")
    expect(page.locator(".page-head")).to_contain_text("已处置")
    hands.go(page, lambda: page.locator(".alarm-steps a").press("Enter"))
    assert page.url.endswith(f"/{topic.code}/")
    assert [each.verb for each in queries.steps(alert.pk)] == ["raise", "acknowledge", "act"]


def test_the_alerts_fit_a_phone(chromium: Browser, live_server: LiveServer, town: Town) -> None:
    analyst(town, "analyst.wuxi", "320200-rx")
    alert = raised()
    page = watched.seat(chromium, live_server.url, town, "analyst.wuxi", width=360)
    for address in ("/alerts/", f"/alerts/{alert.pk}/"):
        page.goto(f"{live_server.url}{address}")
        assert page.url.endswith(address)
        hands.fits(page, 360)
