"""An analyst edits a draft by keys: text is kept as she types, figures stay, a colleague who is late is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from hotline.insight.reports.models import SpecialReport
from tests import briefing
from tests.browser import watched
from tests.town import Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED, LOST = "已保存", "有数字被删去"


def kept(pk: int, key: str) -> str:
    """A block's text as it is kept."""
    content = SpecialReport.objects.get(pk=pk).content
    assert content
    return str(next(block["text"] for block in content["blocks"] if block["key"] == key))


def type_at_end(page: Page, block: str, text: str) -> None:
    """Put the caret behind a paragraph's last word and type."""
    page.locator(f"[data-block='{block}'] .brief-text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


@pytest.fixture
def office(town: Town, tmp_path: Path, settings: Any) -> Town:
    """The town with its facts and everybody a report needs."""
    settings.WAREHOUSE_DIR, settings.MEDIA_ROOT = briefing.facts(tmp_path / "facts"), tmp_path / "media"
    return briefing.furnish(town)


def test_a_draft_is_edited_kept_and_handed_in(chromium: Browser, live_server: LiveServer, office: Town) -> None:
    made = briefing.drafted(office)
    page = watched.seat(chromium, live_server.url, office, "analyst.js")
    late = watched.seat(chromium, live_server.url, office, "analyst2.js")
    address = f"{live_server.url}/briefs/{made}/"
    page.goto(address)
    late.goto(address)
    state = page.locator("#brief-state")

    type_at_end(page, "received.total", "总体平稳。")
    expect(state).to_contain_text(SAVED)
    expect(page.locator("input[name=revision]").first).to_have_value("2")
    assert kept(made, "received.total").endswith("总体平稳。")
    assert "⟦total⟧" in kept(made, "received.total")

    figure = page.locator("[data-block='received.total'] [data-figure='total']")
    before = figure.inner_text()
    figure.click()
    page.keyboard.type("9")
    page.keyboard.press("Control+s")
    expect(figure).to_have_text(before)

    page.locator("#brief-title").focus()
    page.locator("[data-block='received.total'] .brief-text").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("本周情况平稳。")
    expect(page.locator("#flaws-received\\.total")).to_contain_text(LOST)

    type_at_end(late, "handled.direct", "迟到的话。")
    expect(late.locator("#kit-toasts")).to_contain_text("您这次的修改没有保存")
    expect(late.locator("#brief-state")).to_contain_text("没有保存")
    expect(late.locator("[data-block='handled.direct'] .brief-text")).to_contain_text("迟到的话。")
    assert "迟到的话" not in kept(made, "handled.direct")

    type_at_end(page, "handled.direct", "送审前的话。")
    page.get_by_role("button", name="送审").click()
    page.locator("dialog[open]").get_by_role("button", name="送审").click()
    expect(page.locator("h1")).to_have_text("审核专报")
    assert kept(made, "handled.direct").endswith("送审前的话。")
