"""The topics a province starts with, read from a data file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from hotline.ground.journal import readers
from hotline.ground.journal.shipping import Shipped
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.lib.datafile import read_yaml

from .filling import TABLE, midnight
from .matching import READER
from .models import Topic, TopicVersion
from .words import TopicState

DATA = Path(__file__).parent / "data"
FILE = DATA / "topics.yaml"


@dataclass(frozen=True, slots=True)
class Row:
    """One topic of a file."""

    code: str
    name: str
    name_en: str
    expression: str
    umbrella: str = ""


def rows(path: Path = FILE) -> list[Row]:
    """Every topic of a file, an umbrella before its own."""
    return list(_rows(read_yaml(path)["topics"]))


def load(path: Path = FILE) -> int:
    """Load the topics of a file; how many. They run since the day the file names."""
    content: dict[str, Any] = read_yaml(path)
    found = rows(path)
    readers.begin(READER)
    for row in found:
        _write(row, content, midnight(content["from_on"]))
    return len(found)


def shipped(path: Path = FILE) -> Iterator[Shipped]:
    """The topics of a file that a loaded province lacks; they run from the moment they are added."""
    content: dict[str, Any] = read_yaml(path)
    if not organisations.known([content["centre"]]):
        return
    known = set(Topic.objects.values_list("code", flat=True))
    for row in rows(path):
        if row.code not in known:
            yield Shipped(TABLE, row.code, row.name, partial(_write, row, content))


def _rows(found: list[dict[str, Any]], umbrella: str = "") -> Iterator[Row]:
    for each in found:
        yield Row(each["code"], each["zh"], each["en"], each["expression"], umbrella)
        yield from _rows(each.get("topics", []), each["code"])


def _write(row: Row, content: dict[str, Any], at: datetime) -> None:
    by = Actor.system().name
    topic = Topic.objects.create(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        centre_id=organisations.unit_by_code(content["centre"]).id,
        umbrella=Topic.objects.filter(code=row.umbrella).first() if row.umbrella else None,
        state=TopicState.RUNNING,
        entered_at=at,
        entered_by=by,
    )
    TopicVersion.objects.create(
        topic=topic, version=1, expression=row.expression, why=content["why"], from_at=at, set_by=by
    )
