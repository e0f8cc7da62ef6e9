"""``hotline run``: the platform in production, told everything by its environment."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from hotline.config import console, database, demo, env, preflight, refresh, static
from hotline.ground.journal import seals


class Command(BaseCommand):
    """The command."""

    help = "Starts pages, event stream and worker with production settings."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at everything first, then serve."""
        if problem := preflight.port_problem(env.text("HOST"), env.number("PORT")):
            raise CommandError(problem)
        database.reach()
        if pending():
            raise CommandError("The tables are older than this version: run `HOTLINE_ENV=production hotline migrate`.")
        seals.begin_epoch(at=timezone.now())
        static.gather()
        if lacking := refresh.hint():
            console.say(lacking)
        console.say(
            f"Serving {', '.join(env.words('HOTLINE_HOSTS'))} on {env.text('HOST')}:{os.environ.get('PORT', 8000)}"
        )
        demo.supervisor().run()


def pending() -> int:
    """How many migrations wait."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
