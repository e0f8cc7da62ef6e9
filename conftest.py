"""What every test has: a real PostgreSQL, started once, in the state directory of this checkout, and a real browser."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from hotline.config import database, env, translations
from hotline.lib.memo import forget_all
from tools import browser as finder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.town import Town


def pytest_configure(config: pytest.Config) -> None:
    """Compile changed translations; make the test database anew when a migration changed since it was made.

    How long one example takes is no law of the house: a busy machine fails no property. On CI the examples are drawn
    by the test itself, the same each time; elsewhere what failed is drawn again first, and can be carried elsewhere.
    """
    settings.register_profile(
        "house",
        settings.default,
        deadline=None,
        derandomize=os.environ.get("CI") == "true",
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("house")
    translations.compile_all()
    digest = hashlib.sha256()
    for file in sorted(env.ROOT.glob("hotline/**/migrations/*.py")):
        digest.update(file.read_bytes())
    stamp = Path(env.text("HOTLINE_STATE")) / "pg-test.migrations"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        config.option.create_db = True
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(digest.hexdigest())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop running, in which others could not start one.

    Without a browser they are skipped with the reason; where CI=true they run, and fail.
    """
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if finder.usable() or os.environ.get("CI") == "true":
        return
    skip = pytest.mark.skip(reason=f"no browser: {finder.why_missing()}")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Start the embedded server before the first test that needs a database."""
    database.ensure()


@pytest.fixture(autouse=True)
def icons_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a page of any test shows: an icon that the sprite does not have would be an empty square."""
    from hotline.web.kit.templatetags import kit
    from tools.vendor import icon_names

    known, drawing = frozenset(icon_names()), kit.drawing

    def drawn(name: str) -> str:
        assert name in known, f"“{name}” is not in tools/icons.txt"
        return drawing(name)

    monkeypatch.setattr(kit, "drawing", drawn)


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """No reference data remembered from another test."""
    forget_all()


@pytest.fixture
def town(db: None) -> Town:
    """The small province everybody knows, in the database of the test."""
    from tests.town import build

    return build()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real Chromium, started once. Use it in tests marked ``browser``; open a context for each person."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # for a machine that does much else; what is there is not waited for
    path = finder.usable()
    assert path, f"no browser: {finder.why_missing()}"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread that asks the database
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**finder.launch_options(path))
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def tables_may_be_emptied_between_tests() -> Iterator[None]:
    """Tests with real transactions empty every table afterwards, the append-only ones and the queue too."""
    import pgtrigger
    from django.db import connection
    from django.test import TransactionTestCase

    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty_all(case: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            empty(case)
        with connection.cursor() as cursor:
            cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_all)
        yield
