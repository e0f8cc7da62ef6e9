"""``hotline apikey``: keys for programs that use the API."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hotline.config import console
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people.words import Actor
from hotline.ground.programs import actions, queries
from hotline.ground.programs.words import KeyScope
from hotline.lib.refusal import Refusal


class Command(BaseCommand):
    """The command."""

    help = "Makes, lists and revokes API keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do."""
        words = parser.add_subparsers(dest="word", required=True)
        create = words.add_parser("create", help="make a key; it is shown once")
        create.add_argument("name", help="what the key is for")
        create.add_argument("--centre", required=True, help="code of the hotline centre, e.g. 320200-rx")
        create.add_argument("--scope", action="append", choices=[scope.value for scope in KeyScope], help="repeatable")
        create.add_argument("--days", type=int, help="expires after so many days; without it, never")
        create.add_argument("--per-minute", type=int, default=actions.PER_MINUTE, help="requests a minute")
        words.add_parser("list", help="show all keys")
        words.add_parser("revoke", help="make a key worthless").add_argument("prefix", help="hl_ and eight characters")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of the three."""
        try:
            {"create": self._create, "list": self._list, "revoke": self._revoke}[options["word"]](options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal

    def _create(self, options: dict[str, Any]) -> None:
        at = timezone.now()
        try:
            centre = organisations.unit_by_code(options["centre"])
        except ObjectDoesNotExist:
            raise CommandError(f"There is no organisation with the code {options['centre']}.") from None
        if centre.kind is not OrganisationKind.CENTRE:
            raise CommandError(f"{centre.name} is not a hotline centre; keys belong to centres.")
        key = actions.create_key(
            options["name"],
            centre.id,
            [KeyScope(code) for code in options["scope"] or [KeyScope.SUBMIT]],
            by=Actor.system(),
            at=at,
            per_minute=options["per_minute"],
            expires_at=at + timedelta(days=options["days"]) if options["days"] else None,
        )
        self.stdout.write(key.secret)
        self.stderr.write("Keep it safe: it is not shown again.")

    def _list(self, options: dict[str, Any]) -> None:
        rows = [
            (row.prefix, row.name, row.organisation.code, ", ".join(row.scopes), row.per_minute, _until(row))
            for row in queries.all_keys()
        ]
        console.show("API keys", ("key", "name", "centre", "scopes", "a minute", "valid"), rows)

    def _revoke(self, options: dict[str, Any]) -> None:
        row = queries.all_keys().filter(prefix=options["prefix"]).first()
        actions.revoke_key(row.pk if row else 0, by=Actor.system(), at=timezone.now())
        self.stdout.write(f"{options['prefix']} is revoked.")


def _until(row: Any) -> str:
    if row.revoked_at:
        return f"revoked {row.revoked_at:%F}"
    return f"until {row.expires_at:%F}" if row.expires_at else "always"
