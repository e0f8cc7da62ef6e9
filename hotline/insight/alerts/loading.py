"""The thresholds a province starts with, read from a data file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from hotline.ground.journal.shipping import Shipped
from hotline.lib.datafile import read_yaml
from hotline.lib.days import civil_day

from .models import ThresholdRule

DATA = Path(__file__).parent / "data" / "thresholds.yaml"


def load(path: Path = DATA) -> int:
    """Load the thresholds of a file; how many."""
    content = read_yaml(path)
    ThresholdRule.objects.bulk_create([_rule(row, content["from_on"]) for row in content["rules"]])
    return len(content["rules"])


def shipped(path: Path = DATA) -> Iterator[Shipped]:
    """The thresholds of a file that a loaded province lacks; they hold from the day they are added."""
    for row in read_yaml(path)["rules"]:
        if not ThresholdRule.objects.filter(name=row["zh"]).exists():
            yield Shipped("alert_threshold", row["zh"], row["zh"], partial(_add, row))


def _add(row: dict[str, Any], at: datetime) -> None:
    _rule(row, civil_day(at)).save()


def _rule(row: dict[str, Any], from_on: date) -> ThresholdRule:
    named = {"name": row["zh"], "name_en": row["en"], "categories": [str(each) for each in row["categories"]]}
    return ThresholdRule(from_on=from_on, likeness=row["likeness"], amount=row["amount"], days=row["days"], **named)
