"""In a real browser: dialogs, keys, a session that expires in mid-form, a change somebody else makes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from tests.browser import hands
from tests.town import PASSWORD, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A fresh window that fails the test on any error of our scripts, and on anything the CSP forbids."""
    context = chromium.new_context(locale="zh-CN", base_url=live_server.url)
    window = context.new_page()
    faults: list[str] = []
    window.on("pageerror", lambda error: faults.append(str(error)))
    window.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield window
    context.close()
    assert faults == []


def enter(page: Page, username: str) -> None:
    page.goto("/account/login/?next=/account/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    hands.go(page, page.locator("main button.btn-primary").click)
    expect(page.locator("h1")).to_be_visible()


def test_an_expired_session_keeps_the_open_form(page: Page, town: Town) -> None:
    ticket = town.ticket()
    enter(page, "agent.wuxi")
    page.goto(f"/tickets/{ticket.number}/")
    page.keyboard.press("Alt+n")
    page.fill("#kit-dialog textarea", "来电人补充：路灯编号 A-17")
    Session.objects.all().delete()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#kit-login")).to_contain_text("登录已过期")
    page.fill("#kit-login #id_username", "agent.wuxi")
    page.fill("#kit-login #id_password", PASSWORD)
    page.click("#kit-login button.btn-primary")
    expect(page.locator("#kit-login dialog")).not_to_be_visible()
    expect(page.locator("#kit-dialog textarea")).to_have_value("来电人补充：路灯编号 A-17")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline")).to_contain_text("路灯编号 A-17")


def test_who_is_slower_reads_it_beside_her_form(page: Page, town: Town) -> None:
    ticket = town.ticket(Status.IN_REVIEW)
    enter(page, "reviewer.wuxi")
    page.goto(f"/tickets/{ticket.number}/")
    page.keyboard.press("Alt+b")
    page.fill("#kit-dialog textarea", "请补充具体门牌号")
    Ticket.objects.filter(pk=ticket.pk).update(moves=ticket.moves + 1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#ask-problem")).to_contain_text("在您打开后已变动")
    assert page.input_value("#kit-dialog textarea") == "请补充具体门牌号"


def test_the_question_mark_lists_the_keys_of_the_page(page: Page, town: Town) -> None:
    ticket = town.ticket(Status.IN_REVIEW)
    enter(page, "reviewer.wuxi")
    page.goto(f"/tickets/{ticket.number}/")
    page.keyboard.press("?")
    expect(page.locator("#kit-keys")).to_contain_text("审核通过")


def test_a_dispatcher_finds_a_unit_by_typing(page: Page, town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    enter(page, "dispatcher.wuxi")
    page.goto(f"/tickets/{ticket.number}/")
    page.keyboard.press("Alt+s")
    page.fill("#id_joint_more", "民政")
    page.keyboard.press("Enter")  # before the list is there
    expect(page.locator("[data-units] .choices")).to_contain_text("滨湖区民政局")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".tree")).to_contain_text("滨湖区民政局")


def test_a_slow_list_of_other_units_is_not_chosen_from(page: Page, town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    enter(page, "dispatcher.wuxi")
    page.goto(f"/tickets/{ticket.number}/")
    page.keyboard.press("Alt+s")
    field = page.locator("#id_joint_more")
    expect(page.locator("#kit-dialog :focus")).to_have_count(1)  # the dialog has placed the cursor
    field.click()
    expect(field).to_be_focused()
    expect(page.locator("#id_joint_more_list [role=option]")).not_to_have_count(1)  # every unit
    expect(page.locator("#id_joint_more_list")).to_be_visible()
    page.keyboard.insert_text("民政")
    page.keyboard.press("Enter")
    expect(page.locator("[data-units] .choices label")).to_have_text("滨湖区民政局")


def test_a_login_half_typed_outlives_other_requests_without_a_session(page: Page, town: Town) -> None:
    enter(page, "agent.wuxi")
    Session.objects.all().delete()
    ask = "window.htmx.trigger('#bar-count', 'kit:changed')"
    page.evaluate(ask)
    page.fill("#kit-login #id_username", "agent.wuxi")
    with page.expect_response("**/kit/notices/count/"):
        page.evaluate(ask)
    hands.quiet(page)
    expect(page.locator("#kit-login #id_username")).to_have_value("agent.wuxi")
    page.fill("#kit-login #id_password", "not-the-password")
    page.keyboard.press("Enter")
    expect(page.locator("#kit-login [role=alert]")).to_be_visible()


def test_a_login_nobody_asked_for_waits_for_a_pause_in_the_typing(page: Page, town: Town) -> None:
    ticket = town.ticket()
    enter(page, "agent.wuxi")
    page.goto(f"/tickets/{ticket.number}/")
    page.keyboard.press("Alt+n")
    page.locator("#kit-dialog textarea").focus()
    Session.objects.all().delete()
    page.clock.install()
    with page.expect_response("**/kit/notices/count/"):
        page.keyboard.insert_text("来电人")
        page.evaluate("window.htmx.trigger('#bar-count', 'kit:changed')")
    hands.quiet(page)
    page.keyboard.insert_text("补充")
    expect(page.locator("#kit-dialog textarea")).to_have_value("来电人补充")
    expect(page.locator("#kit-login dialog")).to_be_hidden()
    page.clock.run_for(2000)
    expect(page.locator("#kit-login dialog")).to_be_visible()


def test_the_field_that_waits_has_the_cursor_before_the_page_is_painted(page: Page, town: Town) -> None:
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => { window.first = document.activeElement.id })"
    )
    enter(page, "agent.wuxi")
    page.goto("/desk/")
    assert page.evaluate("window.first") == "id_phone"


def test_on_a_phone_nothing_is_wider_than_the_screen(chromium: Browser, live_server: LiveServer, town: Town) -> None:
    ticket = town.ticket(Status.CLOSED, joint=("320211-mz",))
    context = chromium.new_context(locale="zh-CN", base_url=live_server.url, viewport={"width": 360, "height": 740})
    window = context.new_page()
    enter(window, "handler.binhu-cg")
    for path in (f"/tickets/{ticket.number}/", "/account/", "/tickets/?q=路灯"):
        window.goto(path)
        hands.fits(window, 360)
    context.close()
