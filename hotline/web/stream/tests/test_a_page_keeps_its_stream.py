"""In a real browser: an old pass is renewed without a word, and who is logged out asks no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.hands import until
from tests.town import Town

from .lines import log_in, note

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AGENT = "agent.wuxi"


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, town: Town, settings: Any, port: int) -> Any:
    """A window of the agent, whose pages listen to the real stream; its clock stands until told to run."""
    settings.STREAM_URL = f"http://localhost:{port}/stream/"
    rules = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    here = {"connect-src": [*rules["connect-src"], f"http://localhost:{port}"]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": rules | here}
    context = chromium.new_context(locale="zh-CN", base_url=live_server.url)
    enter(context, live_server.url, town)
    yield context.new_page()
    context.close()


def enter(context: Any, url: str, town: Town) -> None:
    session = log_in(town, AGENT)
    context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": url}])


def asked_for(page: Page) -> list[str]:
    """The requests for streams and for passes, as they go out."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url) if "/stream/" in request.url else None)
    return found


def test_an_old_pass_is_renewed_and_the_page_goes_on_hearing(page: Page, town: Town) -> None:
    ticket = town.ticket()
    asked = asked_for(page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: 1e9)  # a pass of long ago
        page.goto(f"/tickets/{ticket.number}/")
    until(lambda: page.evaluate("1") and len(asked) >= 3)
    assert ["kit" in each for each in asked[:3]] == [False, True, False]
    with page.expect_response(lambda answer: "parts" in answer.url, timeout=60_000):
        note(ticket, "第二次来电询问")
    expect(page.locator(".timeline")).to_contain_text("第二次来电询问")
    expect(page.locator("#kit-toasts")).to_be_empty()
    assert len(asked) == 3


def test_who_is_logged_out_asks_no_more_until_she_is_back(page: Page, live_server: LiveServer, town: Town) -> None:
    asked = asked_for(page)
    page.clock.install()
    with page.expect_request("**/stream/?pass=*"):
        page.goto("/account/")
    Session.objects.all().delete()
    until(lambda: _goes_on(page) and any("/kit/stream/" in each for each in asked))
    page.wait_for_load_state("networkidle")
    asked.clear()
    page.clock.run_for(600_000)
    assert asked == []
    enter(page.context, live_server.url, town)
    with page.expect_response("**/stream/?pass=*") as back:
        page.evaluate("document.body.dispatchEvent(new CustomEvent('kit:seal', {detail: {token: 'x'}}))")
    assert back.value.status == 200


def _goes_on(page: Page) -> bool:
    page.clock.run_for(500)
    return True
