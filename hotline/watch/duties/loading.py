"""The duties a province starts with, read from a data file."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Any

from hotline.lib.datafile import read_yaml

from .models import ReportDuty

DATA = Path(__file__).parent / "data"


def load(path: Path = DATA / "duties.yaml") -> int:
    """Load the duties of a file; how many."""
    content: dict[str, Any] = read_yaml(path)
    rows = [_duty(row, content) for row in content["duties"]]
    ReportDuty.objects.bulk_create(rows)
    return len(rows)


def _duty(row: dict[str, Any], content: dict[str, Any]) -> ReportDuty:
    facts = {name: value for name, value in row.items() if name not in ("zh", "en", "clock")}
    clock = time.fromisoformat(row["clock"])
    return ReportDuty(name=row["zh"], name_en=row["en"], clock=clock, from_on=content["from_on"], **facts)
