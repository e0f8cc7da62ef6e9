"""The agent's desk in a real browser: keys alone, nothing lost, nothing twice, everything in one glance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.flow.intake.models import Answer, Draft
from hotline.flow.tickets.models import JoinedContact, Ticket
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.knowledge import actions as knowledge
from hotline.ground.knowledge.words import NewEntry
from hotline.web.kit.doors import now
from tests.browser import hands
from tests.town import PASSWORD, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "13912345678"
LAMP = "蠡湖街道夏家边小区门口的路灯一周不亮，老人出门不便。"


class Seat:
    """An agent before a screen of 1440 × 900."""

    def __init__(self, chromium: Browser, live_server: LiveServer, town: Town, username: str = "agent.wuxi") -> None:
        self.chromium, self.url, self.town, self.username = chromium, live_server.url, town, username
        self.told: list[str] = []
        self.sit_down()

    def sit_down(self, **options: Any) -> None:
        """A fresh browser, logged in."""
        shape: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"} | options
        self.context: BrowserContext = self.chromium.new_context(**shape)
        self.context.add_cookies([{"name": "sessionid", "value": self._session(), "url": self.url}])
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda fault: self.told.append(f"fault: {fault}"))
        self.page.goto(f"{self.url}/desk/")

    def _session(self) -> str:
        client = Client()
        client.force_login(self.town.person(self.username), "django.contrib.auth.backends.ModelBackend")
        return str(client.cookies[settings.SESSION_COOKIE_NAME].value)

    def press(self, key: str) -> None:
        """A key that leads to another page."""
        hands.press(self.page, key)

    def ring(self, number: str = NUMBER) -> None:
        """Take a call."""
        hands.dial(self.page, number)

    def say(self, text: str) -> None:
        """Write the matter down and wait until it is kept and heard."""
        hands.say(self.page, text)


@pytest.fixture
def seat(chromium: Browser, live_server: LiveServer, town: Town) -> Iterator[Seat]:
    agent = Seat(chromium, live_server, town)
    yield agent
    agent.context.close()
    assert [line for line in agent.told if "Content Security Policy" in line or line.startswith("fault")] == []


def test_a_call_is_taken_from_the_number_to_the_ticket_without_a_mouse(seat: Seat) -> None:
    seat.ring()
    expect(seat.page.locator("#id_name")).to_be_focused()
    seat.page.keyboard.type("张建国")
    expect(seat.page.locator("#id_name")).to_have_value("张建国")
    seat.page.keyboard.press("Enter")
    expect(seat.page.locator("#id_identity")).to_be_focused()
    seat.say(LAMP)
    expect(seat.page.locator(".offer[data-category]").first).to_contain_text("路灯")
    seat.page.keyboard.press("Alt+1")
    expect(seat.page.locator("#id_category")).to_have_value("路灯")
    expect(seat.page.locator(".offer[data-place]").first).to_be_visible()
    with seat.page.expect_response(lambda answer: hands.keeps(answer, "region", "320211004")):
        seat.page.keyboard.press("Alt+4")
    expect(seat.page.locator("#id_region_2")).to_have_value("320211004")
    expect(seat.page.locator("#desk-units")).to_contain_text("滨湖区城市管理局")
    seat.press("Alt+Enter")
    ticket = Ticket.objects.get()
    expect(seat.page.locator(".done-number")).to_have_text(ticket.number)
    assert (ticket.status, ticket.category_id, ticket.region_id) == (Status.IN_REVIEW, "01.01.01", "320211004")
    assert ticket.contact.name == "张建国"
    seat.press("Alt+q")
    expect(seat.page.locator(".desk-today")).to_contain_text(ticket.number)
    assert Draft.objects.count() == 0


def test_a_second_matter_of_the_same_call_is_a_second_ticket(seat: Seat) -> None:
    seat.ring()
    seat.say(LAMP)
    seat.press("Alt+r")
    seat.press("Alt+n")
    seat.say("公交班次太少")
    seat.press("Alt+r")
    assert Ticket.objects.count() == 2
    assert Ticket.objects.values("contact").distinct().count() == 1


def test_a_closed_browser_loses_nothing(seat: Seat) -> None:
    seat.ring()
    seat.say(LAMP)
    seat.context.close()
    seat.sit_down()
    expect(seat.page.locator(".desk-side")).to_contain_text("139****5678")
    seat.ring("139-1234-5678")
    expect(seat.page.locator("#id_text")).to_have_value(LAMP)


def test_a_session_that_ends_in_mid_call_asks_for_a_login_and_keeps_the_form(seat: Seat) -> None:
    seat.ring()
    seat.context.clear_cookies(name="sessionid")
    hands.write(seat.page, LAMP)
    dialog = seat.page.locator("#kit-login dialog")
    expect(dialog).to_be_visible()
    dialog.locator("input[name=username]").fill("agent.wuxi")
    dialog.locator("input[name=password]").fill(PASSWORD)
    dialog.locator("input[name=password]").press("Enter")
    expect(dialog).to_be_hidden()
    expect(seat.page.locator("#id_text")).to_have_value(LAMP)
    with seat.page.expect_response(lambda answer: hands.keeps(answer, "text", f"{LAMP}快") and answer.ok):
        seat.page.locator("#id_text").press("End")
        seat.page.keyboard.type("快")
    seat.press("Alt+r")
    assert Ticket.objects.get().words.text == f"{LAMP}快"


def test_a_cookie_brought_back_by_a_late_answer_loses_nothing(seat: Seat) -> None:
    seat.ring()
    seat.context.add_cookies([{"name": "csrftoken", "value": "a" * 32, "url": seat.url}])
    with seat.page.expect_response(lambda answer: hands.keeps(answer, "text", LAMP) and answer.ok):
        hands.write(seat.page, LAMP)
    seat.press("Alt+r")
    assert Ticket.objects.get().words.text == LAMP


def test_a_double_click_registers_one_ticket(seat: Seat) -> None:
    seat.ring()
    seat.say(LAMP)
    hands.go(seat.page, seat.page.locator("button[value=register]").dblclick)
    expect(seat.page.locator(".done-number")).to_be_visible()
    assert Ticket.objects.count() == 1


def test_what_is_missing_is_said_beside_its_field_and_the_cursor_goes_there(seat: Seat) -> None:
    seat.ring()
    hands.write(seat.page, "你好")
    seat.press("Alt+Enter")
    expect(seat.page.locator("#id_category_error")).to_contain_text("提交前请选择分类")
    expect(seat.page.locator("#id_category")).to_be_focused()
    expect(seat.page.locator("#id_text")).to_have_value("你好")


def test_a_direct_answer_is_written_and_closed_by_keys(seat: Seat) -> None:
    seat.ring()
    seat.say("公交几点收班")
    answer = seat.page.locator("#id_answer")
    hands.reach(seat.page, "Alt+a", answer)
    seat.page.keyboard.type("末班车二十二点发车。")
    expect(answer).to_have_value("末班车二十二点发车。")
    seat.press("Alt+Enter")
    assert Answer.objects.get().text == "末班车二十二点发车。"
    assert Ticket.objects.get().closing == Closing.ANSWERED


def test_knowledge_is_found_by_keys_and_cited_in_the_answer(seat: Seat) -> None:
    lamps = NewEntry("路灯不亮怎么报修", "请提供灯杆编号，24 小时内到场。", "市政府办公室", date(2020, 1, 1))
    knowledge.load([("lamps", lamps)], at=now())
    seat.ring()
    seat.say(LAMP)
    hands.reach(seat.page, "Alt+k", seat.page.locator("input[name=knowledge]"))
    with seat.page.expect_response(re.compile(quote("报修"))):
        seat.page.keyboard.type("报修")
    hands.quiet(seat.page)
    seat.page.keyboard.press("Tab")
    entry = seat.page.locator(".entry summary")
    entry.focus()
    seat.page.keyboard.press("Enter")
    seat.page.locator("[data-use]").press("Enter")
    expect(seat.page.locator("#id_answer")).to_have_value("请提供灯杆编号，24 小时内到场。")
    expect(seat.page.locator("#id_answer")).to_be_focused()
    seat.press("Alt+Enter")
    assert [each.code for each in Answer.objects.get().entries.all()] == ["lamps"]


def test_an_answer_is_quoted_in_both_languages_each_once(seat: Seat) -> None:
    lamps = NewEntry("路灯不亮怎么报修", "请提供灯杆编号。", "市政府办公室", date(2020, 1, 1))
    english = replace(lamps, title_en="A street light is out", answer_en="Tell us the number on the pole.")
    knowledge.load([("lamps", english)], at=now())
    seat.ring()
    seat.say(LAMP)
    hands.reach(seat.page, "Alt+k", seat.page.locator("input[name=knowledge]"))
    with seat.page.expect_response(re.compile("street")):
        seat.page.keyboard.type("street")
    hands.quiet(seat.page)
    for summary, button in ((".entry > summary", "引用到答复"), (".entry-other > summary", "引用英文")):
        seat.page.locator(summary).press("Enter")
        for _ in range(2):
            seat.page.get_by_role("button", name=button).press("Enter")
            expect(seat.page.locator("#id_answer")).to_be_focused()
            seat.page.keyboard.press("Escape")
    expect(seat.page.locator("#id_answer")).to_have_value("请提供灯杆编号。\n\nTell us the number on the pole.")
    expect(seat.page.locator("[data-cited] [data-code]")).to_have_count(1)


def test_what_is_typed_in_the_last_moment_is_kept(seat: Seat) -> None:
    seat.ring()
    hands.write(seat.page, "刚写完就走")
    hands.go(seat.page, seat.page.locator(".wordmark").click)
    hands.until(lambda: "刚写完就走" in Draft.objects.get().content)
    seat.page.goto(f"{seat.url}/desk/calls/{Draft.objects.get().pk}/")
    expect(seat.page.locator("#id_text")).to_have_value("刚写完就走")


def test_an_emergency_is_handed_over_before_a_word_is_written(seat: Seat) -> None:
    seat.ring()
    hands.reach(seat.page, "Alt+t", seat.page.locator("#id_transfer_reason"))
    seat.page.select_option("#id_transfer_reason", "110")
    seat.press("Alt+Enter")
    assert Ticket.objects.get().closing == Closing.TRANSFERRED


def test_a_thank_you_call_joins_the_callers_ticket_by_keys(seat: Seat) -> None:
    seat.ring()
    seat.say(LAMP)
    seat.press("Alt+r")
    seat.press("Alt+q")
    seat.ring()
    expect(seat.page.locator(".desk-left")).to_contain_text(Ticket.objects.get().number)
    seat.say("路灯亮了，谢谢。")
    first = seat.page.locator("#dialog-join input[name=join_number]").first
    hands.reach(seat.page, "Alt+j", first)
    seat.page.keyboard.press("Space")
    expect(first).to_be_checked()
    seat.press("Alt+Enter")
    assert JoinedContact.objects.get().note == "路灯亮了，谢谢。"


def test_a_colleague_on_the_same_number_is_shown(seat: Seat, chromium: Browser, live_server: LiveServer) -> None:
    seat.ring()
    other = Seat(chromium, live_server, seat.town, "agent2.wuxi")
    other.ring()
    expect(other.page.locator(".desk-left")).to_contain_text("王敏 也在记录这个号码的来电")
    other.context.close()


def test_a_ticket_that_came_back_is_mended_and_handed_in_by_keys(seat: Seat) -> None:
    from hotline.flow.intake import actions as intake

    ticket = seat.town.ticket(Status.IN_REVIEW, at=now())
    intake.send_back(ticket.number, "place", "哪一盏灯？", by=seat.town.actor("lead.wuxi"), at=now())
    seat.page.reload()
    expect(seat.page.locator(".desk-held")).to_contain_text("哪一盏灯？")
    hands.go(seat.page, lambda: seat.page.locator(".desk-held a.row-link").press("Enter"))
    seat.page.locator("#id_place").fill("3 号灯杆")
    seat.press("Alt+Enter")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.words.place) == (Status.IN_REVIEW, "3 号灯杆")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_whole_desk_is_seen_at_one_glance(seat: Seat, language: str) -> None:
    seat.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": seat.url}])
    seat.ring()
    seat.say(LAMP)
    seat.page.keyboard.press("Alt+b")
    expect(seat.page.locator(".desk-needy")).to_have_attribute("open", "")
    size = "() => [document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    assert seat.page.evaluate(size) == [900, 1440]
    form = "() => { const f = document.querySelector('.desk-form'); return f.scrollHeight <= f.clientHeight; }"
    assert seat.page.evaluate(form)
    verbs = seat.page.locator(".verbs").bounding_box()
    assert verbs is not None
    assert verbs["height"] < 60
    assert verbs["y"] + verbs["height"] <= 900


def test_a_phone_shows_the_desk_without_scrolling_sideways(seat: Seat) -> None:
    seat.context.close()
    seat.sit_down(viewport={"width": 360, "height": 780})
    for _ in range(2):
        hands.fits(seat.page, 360)
        if "/calls/" not in seat.page.url:
            seat.ring()


def test_english_leaves_no_chinese_word_on_the_buttons(seat: Seat) -> None:
    seat.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": seat.url}])
    seat.ring()
    part = "main :is(button, label, legend, h2, h3, dt, option, .mini-none, .line-note, .form-hint)"
    words = seat.page.locator(part).all_inner_texts()
    assert [word for word in words if re.search("[\u4e00-\u9fff]", word)] == []
