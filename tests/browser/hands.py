"""Hands at a keyboard: every act waits for a stated condition first, because a page under load answers late."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import parse_qs

from playwright.sync_api import Locator, Page, Response, expect

PATIENCE = 60.0
"""Seconds a slow machine is given before a test says that something never happened."""


def go(page: Page, act: Callable[[], object]) -> None:
    """Do what leads to another page, and wait until that page and its scripts are there."""
    with page.expect_navigation(wait_until="load"):
        act()


def press(page: Page, key: str) -> None:
    """A key that leads to another page."""
    go(page, lambda: page.keyboard.press(key))


def reach(page: Page, key: str, field: Locator) -> None:
    """A key that leads to a field: what is typed afterwards lands in it."""
    page.keyboard.press(key)
    expect(field).to_be_focused()


def open_next(page: Page) -> None:
    """The first line of a queue, by ``j`` and Enter."""
    reach(page, "j", page.locator("tbody a.row-link").first)
    press(page, "Enter")


def dial(page: Page, number: str) -> None:
    """Type the caller's number into the field that waits for it, and take the call."""
    field = page.locator("#id_phone")
    expect(field).to_be_focused()
    page.keyboard.type(number)
    expect(field).to_have_value(number)
    press(page, "Enter")


def write(page: Page, text: str) -> None:
    """Write the matter of a call down."""
    field = page.locator("#id_text")
    reach(page, "Alt+m", field)
    page.keyboard.type(text)
    expect(field).to_have_value(text)


def say(page: Page, text: str) -> None:
    """Write the matter down and wait until all of it is kept and the page shows what came back."""
    with page.expect_response(lambda answer: keeps(answer, "text", text)):
        write(page, text)
    quiet(page)


def keeps(answer: Response, name: str, value: str) -> bool:
    """Whether an answer is to the keeping of a call in which a field had this value."""
    sent = parse_qs(answer.request.post_data or "") if answer.url.endswith("/kept/") else {}
    return sent.get(name) == [value]


def quiet(page: Page) -> None:
    """Wait until no part of the page is being fetched."""
    expect(page.locator(".htmx-request")).to_have_count(0)


def fits(page: Page, width: int) -> None:
    """Nothing of the page is wider than the screen."""
    page.wait_for_load_state("load")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"


def until(condition: Callable[[], object]) -> None:
    """Wait for something that no page shows."""
    patience = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < patience, "waited in vain"
        time.sleep(0.05)
