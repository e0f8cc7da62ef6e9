"""Writing the sets of essential limits and the prepared answers into an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from hotline.ground.journal.shipping import Shipped
from hotline.lib.datafile import read_yaml
from hotline.lib.days import civil_day

from .models import LimitSet, Template

DATA = Path(__file__).parent / "data" / "disaster.yaml"


def load() -> int:
    """Write what a province starts with; 0 when there is something already."""
    if LimitSet.objects.exists():
        return 0
    content = read_yaml(DATA)
    LimitSet.objects.bulk_create(LimitSet(**{**row, "from_on": content["from_on"]}) for row in content["limits"])
    Template.objects.bulk_create(
        Template(**{**row, "from_on": content["from_on"], "ordinal": number})
        for number, row in enumerate(content["templates"], start=1)
    )
    return len(content["limits"])


def shipped() -> Iterator[Shipped]:
    """The sets and answers a loaded province lacks."""
    content = read_yaml(DATA)
    for row in content["limits"]:
        if not LimitSet.objects.filter(code=row["code"]).exists():
            yield Shipped("disaster_limits", row["code"], row["name"], partial(_add_limits, row))
    for number, row in enumerate(content["templates"], start=1):
        if not Template.objects.filter(title=row["title"]).exists():
            yield Shipped("disaster_template", row["title"], row["title"], partial(_add_template, row, number))


def _add_limits(row: dict[str, Any], at: datetime) -> None:
    LimitSet.objects.create(**{**row, "from_on": civil_day(at)})


def _add_template(row: dict[str, Any], ordinal: int, at: datetime) -> None:
    Template.objects.create(**{**row, "from_on": civil_day(at), "ordinal": ordinal})
