"""``hotline rescue``: resets an account from the server, where no second administrator exists to approve it."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from hotline.ground.people import actions as people
from hotline.ground.people import locks
from hotline.ground.people import queries as persons
from hotline.ground.people.words import Actor
from hotline.ground.resets import telling
from hotline.ground.resets.words import ResetKind
from hotline.lib.refusal import Refusal


class Command(BaseCommand):
    """The command."""

    help = "Resets password or one-time password of an account without a second person; journaled, the owner is told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, what, why."""
        parser.add_argument("username")
        parser.add_argument("--password", action="store_true", help="give a password for one login; it is shown once")
        parser.add_argument("--second-factor", action="store_true", help="forget the one-time password device")
        parser.add_argument("--why", required=True, help="the reason, for the journal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if not (options["password"] or options["second_factor"]):
            raise CommandError("Say what to reset: --password, --second-factor or both.")
        person = persons.listed(words=options["username"]).filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is no active account “{options['username']}”.")
        try:
            secret = self._reset(person.pk, options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal
        if secret:
            self.stdout.write(secret)
        others = persons.keepers(timezone.localdate())
        if others > 1:
            self.stderr.write(f"{others} people may manage people: next time ask in the console, two of them decide.")

    def _reset(self, person_id: int, options: dict[str, Any]) -> str:
        at, by, secret = timezone.now(), Actor.system(), ""
        why = f"{options['why']} ({getpass.getuser()}, hotline rescue)"
        with transaction.atomic():
            if options["password"]:
                secret = people.reset_password(person_id, by=by, at=at, why=why)
                telling.rescued(person_id, ResetKind.PASSWORD, by=by, at=at)
            if options["second_factor"]:
                locks.reset_second_factor(person_id, by=by, at=at, why=why)
                telling.rescued(person_id, ResetKind.SECOND_FACTOR, by=by, at=at)
        return secret
