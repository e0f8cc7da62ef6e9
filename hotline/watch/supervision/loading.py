"""The limits and rules a province starts with, read from data files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from hotline.ground.journal.shipping import Shipped
from hotline.ground.organisations import queries as organisations
from hotline.lib.datafile import read_yaml
from hotline.lib.days import civil_day

from .models import OrderLimit, Rule

DATA = Path(__file__).parent / "data"
LISTS = ("words", "categories", "regions", "urgencies", "topics")


def load(path: Path = DATA / "supervision.yaml") -> tuple[int, int]:
    """Load the limits and the rules of a file; how many of each."""
    content: dict[str, Any] = read_yaml(path)
    from_on: date = content["from_on"]
    limits = [OrderLimit(from_on=from_on, **row) for row in content["limits"]]
    OrderLimit.objects.bulk_create(limits)
    rules = [_rule(row, from_on) for row in content["rules"]]
    Rule.objects.bulk_create(rules)
    return len(limits), len(rules)


def shipped(path: Path = DATA / "supervision.yaml") -> Iterator[Shipped]:
    """The limits and rules of a file that a loaded province lacks; they hold from the day they are added."""
    content: dict[str, Any] = read_yaml(path)
    for row in content["limits"]:
        if not OrderLimit.objects.filter(level=row["level"], grade=row["grade"]).exists():
            code = f"{row['level']}/{row['grade']}"
            yield Shipped("order_limit", code, f"{row['sign']} {row['feedback']}", partial(_add_limit, row))
    for row in content["rules"]:
        centre = organisations.known([row["centre"]])
        if centre and not Rule.objects.filter(centre__code=row["centre"], name=row["zh"]).exists():
            yield Shipped("supervision_rule", f"{row['centre']}/{row['zh']}", row["zh"], partial(_add_rule, row))


def _add_limit(row: dict[str, Any], at: datetime) -> None:
    OrderLimit.objects.create(from_on=civil_day(at), **row)


def _add_rule(row: dict[str, Any], at: datetime) -> None:
    _rule(row, civil_day(at)).save()


def _rule(row: dict[str, Any], from_on: date) -> Rule:
    facts = {name: value for name, value in row.items() if name not in (*LISTS, "zh", "en", "centre")}
    lists = {name: [str(each) for each in row.get(name, [])] for name in LISTS}
    centre = organisations.unit_by_code(row["centre"]).id
    return Rule(name=row["zh"], name_en=row["en"], centre_id=centre, from_on=from_on, **facts, **lists)
