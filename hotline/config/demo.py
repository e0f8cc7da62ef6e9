"""``hotline demo``: a province to play with, on this machine.

Two modules plug in when they exist: ``hotline.config.province`` (``load(tell)``, and ``accounts()`` with one account a
role) and ``hotline.config.stories`` (``play(tell)``). Both must do nothing when their work is already done.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from hotline.config import (
    console,
    database,
    env,
    refresh,
    replaying,
    rooms,
    samples,
    samples_alerts,
    samples_reports,
    static,
)
from hotline.config.parts import parts
from hotline.config.supervisor import Supervisor
from hotline.ground.journal import seals
from hotline.insight.warehouse import exporting
from hotline.lib import embedded_postgres
from hotline.watch.topics import matching

PROVINCE, STORIES = "hotline.config.province", "hotline.config.stories"
Tell = Callable[[str], None]


class Account(NamedTuple):
    """Somebody the visitor can play."""

    role: str
    username: str
    password: str
    home: str


def prepare() -> None:
    """Everything before the programs start, step by step."""
    steps = console.Steps(10)
    with steps.step("Database"):
        database.reach()
    with steps.step("Tables"):
        call_command("migrate", interactive=False, verbosity=0)
        seals.begin_epoch(at=timezone.now())
    with steps.step("Static files"):
        static.gather()
    with steps.step("Province") as tell:
        hook(PROVINCE, "load", tell)
    if lacking := refresh.hint():
        console.line(lacking)
    with steps.step("Year 2020") as tell:
        replaying.play(tell)
    with steps.step("Stories") as tell:
        hook(STORIES, "play", tell)
    with steps.step("Samples") as tell:
        samples.play(tell)
    with steps.step("Facts") as tell:
        tell(f"{facts():,} tickets")
    with steps.step("Alerts") as tell:
        samples_alerts.play(tell)
    with steps.step("Reports") as tell:
        samples_reports.play(tell)


def facts() -> int:
    """Hold what came against the standing topics, then write the facts of everything; how many tickets were written."""
    now = timezone.now()
    while matching.follow(at=now):
        pass
    return exporting.export(settings.WAREHOUSE_DIR, at=now).rows


def hook(module: str, name: str, tell: Tell) -> None:
    """Call what plugs in, if it is there."""
    if rooms.exists(module):
        getattr(importlib.import_module(module), name)(tell)
    else:
        tell("not built yet")


def accounts() -> list[Account]:
    """One account a role, as the province made them."""
    if not rooms.exists(PROVINCE):
        return []
    return [Account(*row) for row in importlib.import_module(PROVINCE).accounts()]


def supervisor() -> Supervisor:
    """The programs, and the embedded database if it is in use, under one watch."""
    server = database.embedded(env.mode())

    def revive() -> None:
        if server is not None and embedded_postgres.revive(server):
            console.say("The embedded database had fallen; it runs again.")

    return Supervisor(parts(), console.say, [revive])


def address() -> str:
    """Where the pages are."""
    host = env.text("HOST")
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{env.number('PORT')}"  # noqa: S104


def welcome() -> None:
    """Tell the visitor where to go and who to be."""
    rows = accounts()
    if rows:
        console.show("Accounts", ["Role", "User name", "Password", "First page"], rows)
    console.line(f"\n  {address()}   (Ctrl-C ends everything; the data are kept)\n")
