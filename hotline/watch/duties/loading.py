"""The duties a province starts with, read from a data file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hotline.ground.journal.shipping import Shipped
from hotline.lib.datafile import read_yaml
from hotline.lib.days import civil_day

from .models import ReportDuty

DATA = Path(__file__).parent / "data"


def load(path: Path = DATA / "duties.yaml") -> int:
    """Load the duties of a file; how many."""
    content: dict[str, Any] = read_yaml(path)
    rows = [_duty(row, content) for row in content["duties"]]
    ReportDuty.objects.bulk_create(rows)
    return len(rows)


def shipped(path: Path = DATA / "duties.yaml") -> Iterator[Shipped]:
    """The duties of a file that a loaded province lacks; they hold from the day after they are added."""
    content: dict[str, Any] = read_yaml(path)
    for row in content["duties"]:
        if not ReportDuty.objects.filter(level=row["level"], name=row["zh"]).exists():
            yield Shipped("report_duty", f"{row['level']}/{row['zh']}", row["zh"], partial(_add, row))


def _add(row: dict[str, Any], at: datetime) -> None:
    _duty(row, {"from_on": civil_day(at) + timedelta(days=1)}).save()


def _duty(row: dict[str, Any], content: dict[str, Any]) -> ReportDuty:
    facts = {name: value for name, value in row.items() if name not in ("zh", "en", "clock")}
    clock = time.fromisoformat(row["clock"])
    return ReportDuty(name=row["zh"], name_en=row["en"], clock=clock, from_on=content["from_on"], **facts)
