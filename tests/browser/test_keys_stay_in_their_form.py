"""Keys on the pages of work: a folded form opens ready to type, and Ctrl+Enter sends that form and no other."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from tests.browser import hands
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _sit(chromium: Browser, url: str, town: Town, username: str, path: str) -> Page:
    client = Client()
    client.force_login(town.person(username), "django.contrib.auth.backends.ModelBackend")
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    session = str(client.cookies[settings.SESSION_COOKIE_NAME].value)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    page = context.new_page()
    page.goto(f"{url}{path}")
    return page


def test_ctrl_enter_sends_the_form_one_types_in_and_never_another(
    chromium: Browser, live_server: LiveServer, town: Town
) -> None:
    ticket = town.ticket(Status.IN_REVIEW)
    page = _sit(chromium, live_server.url, town, "reviewer.wuxi", f"/bench/review/{ticket.number}/")
    expect(page.locator("[data-start]")).to_be_focused()
    hands.reach(page, "b", page.locator("#send-back_reason"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("请补充门牌号")
    hands.press(page, "Control+Enter")
    assert Ticket.objects.get().status == Status.SUPPLEMENT
    page.context.close()


def test_enter_in_a_field_that_knows_no_such_unit_sends_nothing(
    chromium: Browser, live_server: LiveServer, town: Town
) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    page = _sit(chromium, live_server.url, town, "dispatcher.wuxi", f"/bench/dispatch/{ticket.number}/")
    field = page.locator("#id_other")
    hands.reach(page, "0", field)
    page.keyboard.type("没有这个单位")
    expect(page.locator("#id_other_list")).to_contain_text("没有匹配项")
    page.keyboard.press("Enter")
    expect(field).to_have_value("没有这个单位")
    hands.press(page, "Control+Enter")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert Ticket.objects.get().status == Status.TO_DISPATCH
    page.context.close()
