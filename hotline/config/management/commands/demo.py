"""``hotline demo``: a province to play with; ``ONCE=1`` looks at every main page and ends."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hotline.config import console, database, demo, env, preflight, visit


class Command(BaseCommand):
    """The command."""

    help = "Starts a province to play with: database, data, pages, event stream, worker (PORT=…, ONCE=1)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --once, like ONCE=1."""
        parser.add_argument("--once", action="store_true", help="fetch the main pages as every role, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, start, serve."""
        if problem := preflight.port_problem(env.text("HOST"), env.number("PORT")):
            raise CommandError(problem)
        database.ensure()
        demo.prepare()
        supervisor = demo.supervisor()
        try:
            supervisor.start()
            visit.wait_until_ready(demo.address(), supervisor.look_after)
            if options["once"] or env.flag("ONCE"):
                self._once()
            else:
                demo.welcome()
                supervisor.run()
                console.say("Everything has ended.")
        except TimeoutError as fault:
            raise CommandError(str(fault)) from None
        finally:
            supervisor.stop()

    def _once(self) -> None:
        pages = list(visit.visit(demo.address(), demo.accounts()))
        rows = [(page.role, page.path, page.status, page.title, page.size, page.milliseconds) for page in pages]
        console.show("Pages", ["Role", "Page", "Status", "Title", "Bytes", "ms"], rows)
        bad = [f"{page.path} as {page.role}: {page.status or 'no answer'}" for page in pages if not page.is_good]
        if bad:
            raise CommandError(f"{len(bad)} of {len(pages)} pages did not come as they should: {'; '.join(bad)}")
        console.line(f"{len(pages)} pages, all as they should be.")
