"""Whole chains at once, for subjects that are new: imports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from hotline.ground.people.words import Actor
from hotline.lib import chains, copying

from .models import Event
from .words import START, payload

ENCODER = DjangoJSONEncoder(ensure_ascii=False, separators=(",", ":"))
COLUMNS = "topic subject seq verb at by_id by_name by_kind facts hash"


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One event of a chain to be written."""

    verb: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)


def append(topic: str, new: Iterable[tuple[int, list[NewEvent]]], *, by: Actor) -> None:
    """Write the whole chains of new subjects; the caller holds the transaction."""
    copying.copy(Event, COLUMNS, _rows(topic, new, by))


def _rows(topic: str, new: Iterable[tuple[int, list[NewEvent]]], by: Actor) -> Iterator[tuple[Any, ...]]:
    name, kind = by.name[:60], by.kind.value
    for subject, events in new:
        previous = START
        for seq, event in enumerate(events, start=1):
            written = ENCODER.encode(dict(event.facts))
            verb = str(event.verb)
            covered = SimpleNamespace(
                topic=topic,
                subject=subject,
                seq=seq,
                verb=verb,
                at=event.at,
                by_id=by.person_id,
                by_name=name,
                by_kind=kind,
                facts=json.loads(written),
            )
            previous = chains.link(previous, payload(covered))
            yield topic, subject, seq, verb, event.at, by.person_id, name, kind, written, previous
