"""``hotline figures --replay 2020``: the published figures of a year, counted from its replay."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from hotline.config import province, replaying
from hotline.ground.people.words import Actor
from hotline.insight.measures import asking, sights
from hotline.insight.replay import actions, figures
from hotline.insight.warehouse import exporting
from hotline.lib.refusal import Refusal

EVERYBODY = Actor.system()  # whoever holds the machine sees everything


class Command(BaseCommand):
    """The command."""

    help = "Counts the figures that were published of 2020 from a replay, making the replay where there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the replay and the form of the answer."""
        parser.add_argument("--replay", type=int, required=True, metavar="YEAR")
        parser.add_argument("--scale", default="0.001")
        parser.add_argument("--seed", type=int, default=actions.SEED)
        parser.add_argument(
            "--to", help="database or warehouse; by default wherever that replay is, else the warehouse"
        )
        parser.add_argument("--json", action="store_true", help="a list of {key, value, numerator, denominator, query}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and tell."""
        try:
            found = self._found(options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence()) from refusal
        if options["json"]:
            told = [asdict(each) | {"query": asking.spelled(each.query)} for each in found]
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        table = Table("figure", "value", "numerator", "denominator")
        for each in found:
            value = "—" if each.value is None else f"{each.value:,.2f}"
            table.add_row(each.key, value, f"{each.numerator:,.2f}", f"{each.denominator:,.2f}")
        Console().print(table)

    def _found(self, options: dict[str, Any]) -> list[figures.Told]:
        year, seed = options["replay"], actions.seed_of(options["seed"])
        scale, wanted = actions.scale_of(options["scale"]), options["to"] and replaying.target(options["to"])
        province.ensure(lambda text: None)  # before anything is looked for in the journal
        target = wanted or replaying.where(year, scale, seed)
        if target == replaying.DATABASE:
            replaying.to_database(year, scale, seed=seed, on=timezone.localdate(), at=timezone.now())
            exporting.export(settings.WAREHOUSE_DIR, at=timezone.now())
            return figures.of_2020(sights.synthetic(asking.seen(EVERYBODY)))
        store = actions.store(settings.WAREHOUSE_DIR, year, scale, seed)
        if store.holding() is None or store.damaged():
            actions.to_warehouse(settings.WAREHOUSE_DIR, year, scale, seed=seed, on=timezone.localdate())
        return figures.of_2020(asking.seen(EVERYBODY, store.source))
