"""Pictures of the real screens for the README: ``make pictures`` starts a fresh demonstration and photographs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import browser

ROOT = Path(__file__).resolve().parents[1]
STATE = ROOT / ".local" / "pictures"
OUT = ROOT / "docs" / "pictures"
PORT = 8197
BASE = f"http://127.0.0.1:{PORT}"
PATIENCE = 180
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 780}
CALLER = "13800510901"


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page on what, and what she does there first."""

    name: str
    user: str
    path: str
    size: dict[str, int]
    steps: tuple[tuple[str, str, str], ...] = ()


SHOTS = (
    Shot("desk", "agent.wuxi", "/desk/", DESK, (("fill", "[name=phone]", CALLER), ("press", "[name=phone]", "Enter"))),
    Shot("dispatch", "dispatcher.wuxi", "/bench/dispatch/", DESK, (("click", "tbody tr:first-child a", ""),)),
    Shot("office", "handler.binhu", "/office/", DESK),
    Shot("portal", "", "/", PHONE),
)


def main() -> None:
    """Start, photograph, stop."""
    path = browser.find()
    if path is None:
        sys.exit(f"No browser: {browser.why_missing()}")
    OUT.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(STATE, ignore_errors=True)
    with _demo(), _chromium(path) as chromium:
        for language in ("zh", "en"):
            for shot in SHOTS:
                _take(chromium, shot, language)
            _ticket(chromium, language)


@contextmanager
def _demo() -> Iterator[None]:
    environ = os.environ | {"HOTLINE_STATE": str(STATE), "PORT": str(PORT)}
    process = subprocess.Popen([sys.executable, "-m", "hotline", "demo"], cwd=ROOT, env=environ)
    try:
        _wait(process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{BASE}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    sys.exit("The demonstration did not start.")


@contextmanager
def _chromium(path: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**browser.launch_options(path))
        yield chromium
        chromium.close()


def _page(chromium: Any, user: str, size: dict[str, int], language: str) -> Any:
    context = chromium.new_context(viewport=size, locale="en-GB" if language == "en" else "zh-CN")
    context.add_cookies([{"name": "django_language", "value": "en" if language == "en" else "zh-hans", "url": BASE}])
    page = context.new_page()
    if user:
        page.goto(f"{BASE}/account/login/")
        page.fill("[name=username]", user)
        page.fill("[name=password]", (STATE / "demo-password").read_text().strip())
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/account/login" not in url)
        _speak(page, language)
    return page


def _speak(page: Any, language: str) -> None:
    """Choose the language in the person's own menu: it outweighs the browser's."""
    page.goto(f"{BASE}/account/")
    wanted = page.locator(f"button[name=language][value={'en' if language == 'en' else 'zh-hans'}]")
    if wanted.count():
        with page.expect_navigation():
            wanted.first.evaluate("button => button.click()")


def _take(chromium: Any, shot: Shot, language: str) -> None:
    page = _page(chromium, shot.user, shot.size, language)
    page.goto(BASE + shot.path)
    for verb, selector, value in shot.steps:
        getattr(page, verb)(*((selector, value) if value else (selector,)))
    page.wait_for_timeout(1200)
    _save(page, shot.name, language)


def _ticket(chromium: Any, language: str) -> None:
    """The ticket of story A1, found through the tour."""
    page = _page(chromium, "agent.wuxi", DESK, language)
    page.goto(f"{BASE}/tour/a1/")
    page.click("a[href^='/tickets/']")
    page.wait_for_timeout(800)
    _save(page, "ticket", language)


def _save(page: Any, name: str, language: str) -> None:
    file = OUT / f"{name}.{language}.png"
    page.screenshot(path=str(file))
    page.context.close()
    sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
