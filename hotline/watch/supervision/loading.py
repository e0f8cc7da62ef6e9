"""The limits and rules a province starts with, read from data files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hotline.ground.organisations import queries as organisations
from hotline.lib.datafile import read_yaml

from .models import OrderLimit, Rule

DATA = Path(__file__).parent / "data"
LISTS = ("words", "categories", "regions", "urgencies")


def load(path: Path = DATA / "supervision.yaml") -> tuple[int, int]:
    """Load the limits and the rules of a file; how many of each."""
    content: dict[str, Any] = read_yaml(path)
    from_on: date = content["from_on"]
    limits = [OrderLimit(from_on=from_on, **row) for row in content["limits"]]
    OrderLimit.objects.bulk_create(limits)
    rules = [_rule(row, from_on) for row in content["rules"]]
    Rule.objects.bulk_create(rules)
    return len(limits), len(rules)


def _rule(row: dict[str, Any], from_on: date) -> Rule:
    facts = {name: value for name, value in row.items() if name not in (*LISTS, "zh", "en", "centre")}
    lists = {name: [str(each) for each in row.get(name, [])] for name in LISTS}
    centre = organisations.unit_by_code(row["centre"]).id
    return Rule(name=row["zh"], name_en=row["en"], centre_id=centre, from_on=from_on, **facts, **lists)
