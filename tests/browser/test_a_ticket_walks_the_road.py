"""One ticket walks the whole road in a real browser, through the hands of everybody on it, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.flow.intake import actions as intake
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.web.kit.doors import now
from tests.browser import hands
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HAN = re.compile("[\u4e00-\u9fff]")
LAMP = "蠡湖街道夏家边小区门口的路灯一周不亮，老人出门不便。"
BUTTONS = "main :is(button, summary, legend, h2, .form-label, .tab, .form-hint)"


class House:
    """The house with its doors, and whoever is at a screen."""

    def __init__(self, chromium: Browser, url: str, town: Town, language: str) -> None:
        self.chromium, self.url, self.town, self.language = chromium, url, town, language
        self.told: list[str] = []

    def enter(self, username: str, path: str) -> Page:
        """Somebody before a screen of 1440 × 900, in her language."""
        client = Client()
        client.force_login(self.town.person(username), "django.contrib.auth.backends.ModelBackend")
        context = self.chromium.new_context(viewport={"width": 1440, "height": 900})
        cookies = {
            "sessionid": client.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.LANGUAGE_COOKIE_NAME: self.language,
        }
        context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", lambda message: self.told.append(message.text))
        page.on("pageerror", lambda fault: self.told.append(f"fault: {fault}"))
        page.goto(f"{self.url}{path}")
        return page

    def leave(self, page: Page) -> None:
        """Look the page over, and go."""
        hands.fits(page, 1440)
        if self.language == "en":
            words = [text for text in page.locator(BUTTONS).all_inner_texts() if HAN.search(text)]
            assert [text for text in words if not _is_data(text)] == [], page.url
        page.context.close()


def _is_data(text: str) -> bool:
    """Words of the town itself, which has no English names."""
    return bool(re.search("局|路灯|小区|街道|您好|政府", text))


@pytest.fixture(params=["zh-hans", "en"])
def house(request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer, town: Town) -> Iterator[House]:
    found = House(chromium, live_server.url, town, request.param)
    yield found
    assert [line for line in found.told if "Content Security Policy" in line or line.startswith("fault")] == []


def test_a_ticket_walks_the_road(house: House) -> None:
    number = agent_takes_the_call(house)
    reviewer_accepts(house, number)
    dispatcher_sends(house, number)
    unit_signs_contacts_and_answers(house, number)
    reviewer_passes_the_reply(house, number)
    follow_up_agent_rings(house, number)
    assert Ticket.objects.get(number=number).status == Status.CLOSED


def agent_takes_the_call(house: House) -> str:
    """The number, the matter, the category and the place that the desk offers, and off to review."""
    page = house.enter("agent.wuxi", "/desk/")
    hands.dial(page, "13912345678")
    hands.say(page, LAMP)
    expect(page.locator(".offer[data-category]").first).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(page.locator("#id_category")).not_to_have_value("")
    expect(page.locator(".offer[data-place]").first).to_be_visible()
    with page.expect_response(lambda answer: hands.keeps(answer, "region", "320211004")):
        page.keyboard.press("Alt+4")
    expect(page.locator("#id_region_2")).to_have_value("320211004")
    hands.press(page, "Alt+Enter")
    number = page.locator(".done-number").inner_text()
    page.context.close()
    return number


def reviewer_accepts(house: House, number: str) -> None:
    """From the queue by keys: the next one, read, accepted."""
    page = house.enter("reviewer.wuxi", "/bench/review/")
    expect(page.locator("tbody")).to_contain_text(number)
    hands.press(page, "n")
    expect(page.locator(".ticket-number")).to_contain_text(number)
    hands.press(page, "Control+Enter")
    expect(page.locator(".banner-success")).to_contain_text(number)
    house.leave(page)


def dispatcher_sends(house: House, number: str) -> None:
    """The directory's first choice is chosen already; another choice asks for a reason."""
    page = house.enter("dispatcher.wuxi", "/bench/dispatch/")
    hands.open_next(page)
    expect(page.locator("[data-why]")).to_be_hidden()
    page.keyboard.press("0")
    expect(page.locator("[data-why]")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("1")
    expect(page.locator("[data-why]")).to_be_hidden()
    expect(page.locator(".joint input").first).to_be_visible()
    expect(page.locator(".joint input:checked")).to_have_count(0)  # suggested, not ticked
    page.locator("textarea[name=note]").fill("请今晚修好")
    hands.press(page, "Control+Enter")
    expect(page.locator(".banner-success")).to_contain_text(number)
    house.leave(page)


def unit_signs_contacts_and_answers(house: House, number: str) -> None:
    """Signed, the citizen rung up, an answer with a telephone number in it warned about and mended."""
    page = house.enter("handler.binhu-cg", "/office/")
    hands.open_next(page)
    hands.press(page, "Control+Enter")
    page.locator("input[name=result][value=reached]").check()
    page.locator("form[action*='/contact/'] textarea").fill("约好今晚上门。")
    hands.go(page, page.locator("form[action*='/contact/'] button.btn-primary").click)
    answer = page.locator("form[data-reply]")
    answer.locator("input[name=outcome][value=solved]").check()
    answer.locator("textarea[name=internal_text]").fill("更换灯泡，已恢复照明。")
    public = answer.locator("textarea[name=public_text]")
    public.press_sequentially("您好，路灯已修复，有事请拨 13812345678。")
    expect(page.locator("#preview .public")).to_contain_text("138****5678")
    expect(page.locator("#preview [role=alert]")).to_be_visible()
    public.fill("")
    public.press_sequentially("您好，路灯已修复。")
    expect(page.locator("#preview [role=alert]")).to_have_count(0)
    answer.locator("input[name=may_publish]").check()
    house_url = page.url
    hands.press(page, "Control+Enter")
    assert page.url != house_url
    expect(page.locator(".banner-success")).to_be_visible()
    house.leave(page)


def reviewer_passes_the_reply(house: House, number: str) -> None:
    """Every point of the checklist, and passed."""
    page = house.enter("reviewer.wuxi", "/bench/replies/next/")
    expect(page.locator(".reply .public")).to_have_text("您好，路灯已修复。")
    page.keyboard.press("a")
    expect(page.locator("input[name=is_fit_for_public]")).to_be_checked()
    page.locator("input[name=publish]").check()
    hands.press(page, "Control+Enter")
    expect(page.locator(".banner-success")).to_contain_text(number)
    house.leave(page)


def follow_up_agent_rings(house: House, number: str) -> None:
    """Two answers; the page says beforehand what they lead to."""
    page = house.enter("followup.wuxi", "/bench/follow-up/next/")
    page.locator("input[name=is_contacted][value=yes]").check()
    page.locator("input[name=solved][value=unsolved]").check()
    page.locator("input[name=satisfied][value=dissatisfied]").check()
    expect(page.locator("#outlook b")).to_contain_text(re.compile("城市管理局|320211-cg"))
    page.locator("input[name=solved][value=solved]").check()
    page.locator("input[name=satisfied][value=very]").check()
    expect(page.locator("#outlook b")).to_have_count(0)
    hands.press(page, "Control+Enter")
    expect(page.locator(".banner-success")).to_contain_text(number)
    house.leave(page)


@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_of_the_road_scrolls_sideways(
    chromium: Browser, live_server: LiveServer, town: Town, width: int
) -> None:
    house = House(chromium, live_server.url, town, "en")
    at = now() - timedelta(minutes=20)
    waiting = [town.ticket(status, at=at) for status in (Status.IN_REVIEW, Status.TO_DISPATCH, Status.REPLY_REVIEW)]
    intake.accept(waiting[0].number, by=town.actor("reviewer.wuxi"), at=at + timedelta(minutes=15))
    town.ticket(Status.HANDLING, at=at)
    for who, path in (
        ("reviewer.wuxi", "/bench/review/"),
        ("dispatcher.wuxi", "/bench/dispatch/"),
        ("dispatcher.wuxi", "/bench/dispatch/next/"),
        ("reviewer.wuxi", "/bench/replies/next/"),
        ("handler.binhu-cg", "/office/?tab=handling"),
        ("leader.binhu", "/office/lead/"),
    ):
        page = house.enter(who, path)
        page.set_viewport_size({"width": width, "height": 780})
        hands.fits(page, width)
        page.context.close()
