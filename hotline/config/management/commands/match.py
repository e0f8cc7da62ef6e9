"""``hotline match``: holds new tickets against the topics; one of the programs the platform consists of."""

from __future__ import annotations

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from hotline.jobs import matcher


class Command(BaseCommand):
    """The command."""

    help = "Holds new and changed tickets against the running topics, until it is stopped."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until a signal."""
        stopped = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        matcher.run(stopped)
