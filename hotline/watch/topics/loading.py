"""The topics a province starts with, read from a data file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
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
    until_on: date | None = None
    """Tickets registered before this day are watched; none: without end."""


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
    """The topics of a file that a loaded province lacks, and the ends that those which it never changed lack.

    They run, or end, from the moment they are added; what was matched stays.
    """
    content: dict[str, Any] = read_yaml(path)
    if not organisations.known([content["centre"]]):
        return
    known = set(Topic.objects.values_list("code", flat=True))
    endless = _endless()
    for row in rows(path):
        if row.code not in known:
            yield Shipped(TABLE, row.code, row.name, partial(_write, row, content))
        elif row.until_on is not None and endless.get(row.code) == row.expression:
            yield Shipped(TABLE, f"{row.code}:until", row.name, partial(_end, row, content))


def _rows(found: list[dict[str, Any]], umbrella: str = "", until_on: date | None = None) -> Iterator[Row]:
    for each in found:
        yield Row(each["code"], each["zh"], each["en"], each["expression"], umbrella, until_on)
        yield from _rows(each.get("topics", []), each["code"], each.get("until_on"))


def _endless() -> dict[str, str]:
    """The expressions of topics as they were shipped: with their first version as the last, and without an end."""
    changed = TopicVersion.objects.filter(version__gt=1).values("topic_id")
    running = TopicVersion.objects.exclude(topic_id__in=changed).filter(topic__state=TopicState.RUNNING)
    rows = running.filter(set_by=Actor.system().name, until_on__isnull=True)
    return dict(rows.values_list("topic__code", "expression"))


def _end(row: Row, content: dict[str, Any], at: datetime) -> None:
    """Another version with the end that ships now."""
    first = TopicVersion.objects.select_related("topic").get(topic__code=row.code, version=1)
    _version(first.topic, 2, row, content, at)


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
    _version(topic, 1, row, content, at)


def _version(topic: Topic, number: int, row: Row, content: dict[str, Any], at: datetime) -> None:
    TopicVersion.objects.create(
        topic=topic,
        version=number,
        expression=row.expression,
        until_on=row.until_on,
        why=content["why"],
        from_at=at,
        set_by=Actor.system().name,
    )
