"""Opening the facts for a report's readers, and the text of a question for a link."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings

from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, ActorKind, Grant, Scope
from hotline.insight.measures import sights
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.warehouse import engines
from hotline.insight.warehouse.store import Store

LIVE = "live"
READS = frozenset({"add_note"})
"""A verb of the road, by which a posting sees the tickets of its area; confidential ones are not among them."""


def reader(centre: Unit) -> Actor:
    """Those a centre's reports are for: they see what their area's tickets tell, and no confidential one.

    Whoever makes a report, its figures and cases are these, so that two people cannot count differently.
    """
    grant = Grant("report_reader", READS, Scope.AREA, centre.id, centre.path, centre.region)
    return Actor(ActorKind.PROGRAM, centre.name, grants=(grant,))


def seen(centre: Unit, source: str) -> Seen:
    """The facts a centre's readers may count.

    :raises NothingStored: and its kind, where the facts are not there or not whole.
    """
    store = Store(settings.WAREHOUSE_DIR, source, "hotline export" if source == LIVE else "hotline replay")
    return sights.seen(engines.tickets(store, settings.WAREHOUSE_DIR / "scratch"), reader(centre))


def text(question: Question, source: str) -> str:
    """A question as a link carries it."""
    period = question.period
    where = sorted((name, ",".join(codes)) for name, codes in question.where.items())
    pairs = [("fact", question.fact.value), ("since", period.since), ("until", period.until), *where]
    return urlencode([*pairs, *([("source", source)] if source != LIVE else [])])


def is_synthetic(seen: Seen, period: Period, source: str) -> bool:
    """Whether any of the facts of a period was made by a replay."""
    return source != LIVE
