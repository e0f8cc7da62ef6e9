"""Asking for a report's readers: what they may count, and the text of a question for the link behind its figure."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, ActorKind, Grant, Scope
from hotline.insight.measures import asking, facts, register
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen

LIVE = asking.LIVE
SOURCE = "source"
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

    :raises NothingStored: and its kind, where the facts are not there or not whole; ``UnknownSource``: there is none.
    """
    return asking.seen(reader(centre), source)


def text(question: Question, source: str) -> str:
    """A question as a link carries it, with its source where that is not the running database."""
    told = facts.to_query(replace(question, version=version_of(question)))
    return told if source == LIVE else f"{told}&{urlencode({SOURCE: source})}"


def version_of(question: Question) -> int:
    """The version of the definition a question is answered by."""
    return register.definition(question.fact, question.period.last, question.version).version
