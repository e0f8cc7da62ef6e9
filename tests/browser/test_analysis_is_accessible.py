"""The screens of analysis as axe-core sees them, in both languages, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import access, analysed
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUIET = """!document.querySelector(".htmx-request") &&
    [...document.querySelectorAll("[data-chart]")].every(each => each.querySelector("svg, canvas"))"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_screen_of_analysis_breaks_a_law_of_access(
    chromium: Browser, live_server: LiveServer, town: Town, tmp_path: Path, settings: Any, language: str
) -> None:
    settings.WAREHOUSE_DIR, settings.MEDIA_ROOT = tmp_path / "facts", tmp_path / "media"
    analysed.lay_out(town, settings.WAREHOUSE_DIR)
    found = list[str]()
    for username, paths in analysed.screens(town):
        page = access.seat(chromium, live_server.url, access.cookies(town, username, language))
        for path in paths:
            answer = page.goto(f"{live_server.url}{path}")
            assert answer is not None
            assert answer.status == (422 if path == analysed.REFUSED else 200), path
            _still(page)
            found += access.faults(page, path)
        page.context.close()
    assert not found, "\n".join(found)


def _still(page: Page) -> None:
    """Wait until what the page asks for afterwards is there, and its pictures are drawn."""
    page.wait_for_timeout(100)
    page.wait_for_function(QUIET)
