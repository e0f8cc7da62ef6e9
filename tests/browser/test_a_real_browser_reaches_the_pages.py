"""The browser the other browser tests stand on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_page_opens_in_chromium(chromium: Browser, live_server: LiveServer) -> None:
    page = chromium.new_page()
    answer = page.goto(f"{live_server.url}/healthz")
    assert answer is not None
    assert answer.status == 200
    assert page.inner_text("body").strip() == "ok"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    page.close()


def test_chinese_is_drawn_with_a_chinese_font(chromium: Browser) -> None:
    """Without such a font every sign is the same box, so pictures of pages would be worthless."""
    page = chromium.new_page()
    draw = """sign => { const c = document.createElement('canvas'); const x = c.getContext('2d');
        x.font = '40px sans-serif'; x.fillText(sign, 5, 45); return c.toDataURL() }"""
    assert page.evaluate(draw, "热") != page.evaluate(draw, "线")
    page.close()
