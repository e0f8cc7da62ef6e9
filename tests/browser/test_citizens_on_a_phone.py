"""A citizen with a narrow phone, in both languages, without scripts: from the home page to her ticket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from hotline.flow.tickets.models import Attachment, Ticket
from tests.browser import hands
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE: ViewportSize = {"width": 360, "height": 740}
SIZE = "parseFloat(getComputedStyle(e).fontSize)"


def fits(page: Page) -> None:
    """Nothing is cut off at the side, every field has its label, letters are large enough for a phone."""
    hands.fits(page, PHONE["width"])
    unlabelled = (
        "[...document.querySelectorAll('input:not([type=hidden]),textarea,select')].filter(e => !e.labels.length)"
    )
    assert page.evaluate(f"{unlabelled}.map(e => e.name)") == []
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 16
    small = f"[...document.querySelectorAll('input,textarea,select')].filter(e => {SIZE} < 16)"
    assert page.evaluate(f"{small}.filter(e => !['radio','checkbox','hidden'].includes(e.type)).map(e => e.name)") == []


@pytest.mark.parametrize(
    ("locale", "entry", "following", "send"),
    [("zh-CN", "我要反映", "下一步", "提交"), ("en-GB", "Tell us", "Next", "Send")],
)
def test_a_citizen_submits_and_follows_on_a_phone_without_scripts(
    chromium: Browser,
    live_server: LiveServer,
    town: Town,
    tmp_path: Path,
    settings: Any,
    locale: str,
    entry: str,
    following: str,
    send: str,
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (40, 30), "green").save(photo)
    context = chromium.new_context(viewport=PHONE, locale=locale)
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(live_server.url)
    fits(page)
    further = page.locator(f"button:has-text('{following}')").click
    hands.go(page, page.locator(f"a.entry:has-text('{entry}')").click)
    hands.go(page, further)
    fits(page)
    assert page.locator(".field-error").count() == 2
    page.check("input[value=help]")
    page.fill("#id_text", "小区门口的路灯一周不亮。<script>document.title = 'evil'</script>")
    page.set_input_files("#id_photos", str(photo))
    hands.go(page, further)
    page.select_option("#id_region", "320211")
    fits(page)
    hands.go(page, further)
    page.fill("#id_phone", "13812345678")
    fits(page)
    hands.go(page, further)
    fits(page)
    hands.go(page, page.locator(f"main button:has-text('{send}')").first.click)
    fits(page)
    number, code = page.locator(".big").all_inner_texts()
    ticket = Ticket.objects.get(number=number)
    assert Attachment.objects.get().ticket_id == ticket.pk
    page.goto(f"{live_server.url}/track/")
    page.fill("#id_number", number)
    page.fill("#id_code", code.lower())
    hands.go(page, page.locator("main button").first.click)
    page.click("summary")
    fits(page)
    assert "<script>document.title" in page.inner_text("details")
    assert "evil" not in page.title()
    context.close()


def test_a_begun_appeal_is_there_after_the_browser_was_closed(
    chromium: Browser, live_server: LiveServer, town: Town
) -> None:
    first = chromium.new_context(viewport=PHONE, locale="zh-CN")
    page = first.new_page()
    page.goto(f"{live_server.url}/submit/")
    page.check("input[value=help]")
    page.fill("#id_text", "写到一半")
    hands.go(page, page.locator("button:has-text('下一步')").click)
    assert page.url.endswith("/submit/where/")
    kept = [each for each in first.cookies() if each["name"] == "draft"]
    first.close()
    second = chromium.new_context(viewport=PHONE, locale="zh-CN")
    second.add_cookies(kept)  # type: ignore[arg-type]  # what the browser itself keeps on disk
    page = second.new_page()
    page.goto(live_server.url)
    hands.go(page, page.locator("text=继续填写").click)
    expect(page.locator("#id_text")).to_have_value("写到一半")
    second.close()
