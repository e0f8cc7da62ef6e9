"""Hot matters, as a leader looks for them: called about, under supervision, overdue, come back again and again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.people.words import Actor

from .lists import OPEN, seen
from .models import JoinedContact, Ticket
from .rows import Row, rows
from .words import Mark

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Hot:
    """One hot matter and the figure that makes it hot: people, rounds; 0 where there is none."""

    row: Row
    count: int = 0


def since(at: datetime) -> datetime:
    """From when on later calls are counted, and tickets are looked for that are overdue, by the policy in force."""
    return at - timedelta(days=catalogue.bounds(at).hot_days)


def called_about(actor: Actor, *, at: datetime, limit: int = SHOWN) -> list[Row]:
    """Open tickets that the most later calls joined lately."""
    later = JoinedContact.objects.filter(joined_at__gte=since(at), ticket__in=visible(actor).values("pk"))
    counted = later.order_by().values_list("ticket_id").annotate(calls=Count("pk")).order_by("-calls", "-ticket_id")
    wanted = [ticket for ticket, _ in counted[:limit]]
    found = {row.id: row for row in rows(visible(actor).filter(pk__in=wanted), at)}
    return [found[pk] for pk in wanted if pk in found]


def supervised(actor: Actor, *, at: datetime, limit: int = SHOWN) -> list[Hot]:
    """Open tickets under supervision, those under the province's first, then by clock."""
    under = [Mark.SUPERVISED.value, Mark.KEY_SUPERVISED.value]
    found = rows(visible(actor).filter(marks__overlap=under).order_by("due_at", "pk")[: 4 * limit], at)
    return [Hot(row) for row in sorted(found, key=lambda row: Mark.KEY_SUPERVISED not in row.marks)][:limit]


def overdue(actor: Actor, *, at: datetime, limit: int = SHOWN) -> list[Hot]:
    """Open tickets of late whose clock has run out, the longest overdue first."""
    late = visible(actor).filter(due_at__lte=at, registered_at__gte=since(at))
    return [Hot(row) for row in rows(late.order_by("due_at", "pk")[:limit], at)]


def repeated(actor: Actor, *, at: datetime, limit: int = SHOWN) -> list[Hot]:
    """Open tickets that went to their unit more than once, the most rounds first."""
    again = visible(actor).filter(round__gt=1).order_by("-round", "due_at", "pk")
    return [Hot(row, row.round) for row in rows(again[:limit], at)]


def visible(actor: Actor) -> QuerySet[Ticket]:
    """The open tickets the actor sees."""
    return seen(actor).filter(status__in=OPEN)
