"""What may be long on a ticket's page: the story, the files, the later calls; the latest first, more when asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hotline.flow.tickets import hanging, queries
from hotline.ground.files import queries as files
from hotline.ground.journal import queries as journal
from hotline.ground.people.words import Actor
from hotline.lib import text
from hotline.lib.refusal import BadInput, NotFound, clause
from hotline.web.kit.doors import actor, door

from . import timeline

TOPIC = "ticket"
LINES = 50
MOST = 1000
"""What a page unfolds at most when it is loaded anew; what lies beyond is asked for again."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows, how many there are in all, where the next begin (empty at the end), how many were unfolded before."""

    rows: list[Any]
    total: int
    next: str = ""
    before: int = 0

    @property
    def seen(self) -> int:
        """How many are unfolded with these."""
        return self.before + len(self.rows)

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.rows)


class Read(Protocol):
    """How a part is read: from where, and how much of it."""

    def __call__(self, ticket: Any, by: Actor, *, limit: int, cursor: str = "") -> Part:
        """Some of its rows."""
        ...


def lines(ticket: Any, by: Actor, *, limit: int, cursor: str = "") -> Part:
    """The story; nothing is read of the journal but what is shown."""
    before = text.number(cursor)
    if cursor and before is None:
        raise BadInput(problem=clause("翻页标记无效，请从第一页重新打开"))
    events = journal.latest_of(TOPIC, ticket.pk, limit=limit, before=before)
    told = timeline.lines(events, hides_people=not queries.sees_people(ticket, by))
    last = events[-1].seq if events else 1
    return Part(told, ticket.moves + 1, str(last) if last > 1 else "")


def attachments(ticket: Any, by: Actor, *, limit: int, cursor: str = "") -> Part:
    """The files, each with what is stored of it."""
    page = hanging.attachments(ticket, by, cursor=cursor, limit=limit)
    kept = files.files([each.file_id for each in page.rows])
    total = hanging.seen_attachments(ticket, by).count() if page.next or cursor else len(page.rows)
    return Part([(each, kept[each.file_id]) for each in page.rows if each.file_id in kept], total, page.next)


def joined(ticket: Any, by: Actor, *, limit: int, cursor: str = "") -> Part:
    """Later calls about the same matter."""
    page = hanging.joined(ticket, by, cursor=cursor, limit=limit)
    total = hanging.seen_joined(ticket, by) if page.next or cursor else len(page.rows)
    return Part(list(page.rows), total, page.next)


PARTS: Mapping[str, Read] = {"lines": lines, "attachments": attachments, "joined": joined}
STEPS = {"lines": LINES, "attachments": hanging.SHOWN, "joined": hanging.SHOWN}


def shown(request: HttpRequest) -> dict[str, int]:
    """How many rows of each part the reader has unfolded; the live page says so when it asks for itself anew."""
    return {name: _unfolded(request, name, step) for name, step in STEPS.items()}


def _unfolded(request: HttpRequest, name: str, step: int) -> int:
    said = [found for each in request.GET.getlist(name) if (found := text.number(each)) is not None]
    return min(max([step, *said]), MOST)


@door()
@require_GET
def more(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The next rows of a part, with the link to those after them."""
    by = actor(request)
    ticket = queries.ticket(number, by)
    if name not in PARTS:
        raise NotFound
    part = PARTS[name](ticket, by, limit=STEPS[name], cursor=request.GET.get("cursor", ""))
    part = replace(part, before=_unfolded(request, name, 0))
    context = {"ticket": ticket, name: part, "is_further": True}
    return render(request, f"ticket/{name}.html", context)
