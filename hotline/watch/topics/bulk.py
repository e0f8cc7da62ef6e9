"""Matches written in bulk, for tickets that come in bulk: imports and replays that know what a ticket is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max

from hotline.lib import copying

from .errors import TopicNotFound
from .models import Match, Topic
from .words import Found

COLUMNS = "ticket_id topic version registered_at matched_at"


def note_matches(found: Iterable[Found]) -> int:
    """Note by COPY that new tickets are of topics; how many rows, those of umbrellas among them.

    ``Found(ticket_id, topic, matched_at, registered_at)``: the topic is its code (``epidemic``, ``flood-drains``); a
    match of a topic under an umbrella is noted for the umbrella as well. The tickets must be in the database and have
    no matches yet; the caller may hold the transaction.

    :raises TopicNotFound: there is no topic of that code.
    """
    known = _known()
    with transaction.atomic():
        rows = list(_rows(found, known))
        copying.copy(Match, COLUMNS, rows)
    return len(rows)


def _known() -> dict[str, tuple[str, int]]:
    """Of each topic by code: its umbrella's code and the number of its latest version."""
    rows = Topic.objects.annotate(latest=Max("versions__version")).values_list("code", "umbrella__code", "latest")
    return {code: (umbrella or "", latest or 1) for code, umbrella, latest in rows}


def _rows(found: Iterable[Found], known: dict[str, tuple[str, int]]) -> Iterator[tuple[Any, ...]]:
    said: set[tuple[int, str]] = set()
    for one in found:
        if one.topic not in known:
            raise TopicNotFound
        umbrella, _ = known[one.topic]
        for code in filter(None, (one.topic, umbrella)):
            if (one.ticket_id, code) not in said:
                said.add((one.ticket_id, code))
                yield one.ticket_id, code, known[code][1], one.registered_at, one.matched_at
