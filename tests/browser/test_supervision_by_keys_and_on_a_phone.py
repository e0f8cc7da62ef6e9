"""A day of supervision without a mouse, and a leader with her phone in one hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.flow.tickets.words import Status
from hotline.watch.instructions.models import Instruction
from hotline.watch.supervision.models import Order
from hotline.web.kit.doors import now
from tests import employing, supervised
from tests.browser import hands, watched
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "请市中心牵头，两日内修复并反馈。"
DONE = "已派人修复，路灯恢复照明。"


def test_an_order_is_given_signed_reported_and_judged_without_a_mouse(
    chromium: Browser, live_server: LiveServer, town: Town
) -> None:
    supervised.furnish(town)
    town.ticket(Status.HANDLING, at=now() - timedelta(hours=2))
    province = watched.seat(chromium, live_server.url, town, "supervisor.js")
    city = watched.seat(chromium, live_server.url, town, "supervisor.wuxi")
    _give(province, live_server.url)
    order = Order.objects.get()
    assert (order.grade, order.demand) == ("key", SAID)
    _report(city, live_server.url)
    province.reload()
    expect(province.locator("#h-judge")).to_be_focused()
    province.keyboard.press("Tab")
    province.keyboard.press("Tab")
    _write(province, "办理及时。")
    expect(province.locator(".page-head")).to_contain_text("已办结")
    order.refresh_from_db()
    assert order.outcome == "accepted"


def _give(page: Page, url: str) -> None:
    """From the watch: pick the line, fill in the order, send it."""
    page.goto(f"{url}/oversight/watch/")
    hands.reach(page, "j", page.locator("tbody a.row-link").first)
    page.keyboard.press("x")
    expect(page.locator("tbody input[type=checkbox]").first).to_be_checked()
    hands.press(page, "Alt+o")
    expect(page.locator("h1")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("重点督办")).to_be_checked()
    for _ in range(3):
        page.keyboard.press("Tab")
    _write(page, SAID)


def _report(page: Page, url: str) -> None:
    """From the wall: open the order, sign, say what was done."""
    page.goto(f"{url}/oversight/")
    hands.open_next(page)
    hands.press(page, "Alt+s")
    expect(page.locator("#h-next")).to_be_focused()
    page.keyboard.press("Tab")
    _write(page, DONE)
    expect(page.locator(".said")).to_contain_text(DONE)


def _write(page: Page, text: str) -> None:
    field = page.locator("textarea:focus")
    expect(field).to_be_visible()
    page.keyboard.type(text)
    expect(field).to_have_value(text)
    hands.press(page, "Control+Enter")


def test_a_leader_instructs_from_her_phone_and_follows_it(
    chromium: Browser, live_server: LiveServer, town: Town
) -> None:
    employing.leader(town, watched.LEADER)
    ticket = town.ticket(Status.HANDLING, at=now() - timedelta(hours=2))
    page = watched.seat(chromium, live_server.url, town, watched.LEADER, width=360)
    page.goto(f"{live_server.url}/tickets/{ticket.number}/")
    first = page.locator(".verbs .btn-primary")
    expect(first).to_contain_text("批示")
    first.tap()
    dialog = page.locator("#kit-dialog dialog")
    dialog.locator("textarea").fill(SAID)
    hands.fits(page, 360)
    box = dialog.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["height"] <= 740
    hands.go(page, dialog.locator("button[type=submit]").tap)
    assert Instruction.objects.get().text == SAID
    page.goto(f"{live_server.url}/lead/")
    hands.fits(page, 360)
    hands.go(page, page.locator("#mine a.slip-head").tap)
    expect(page.locator("h1")).to_contain_text(SAID)
    hands.fits(page, 360)
    hands.go(page, page.locator(".page-head a").tap)
    expect(page.locator("#mine")).to_contain_text("督办员正在分解任务")
