"""From the cases of a replay to tickets with their whole road: one part of it, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.handling.words import NewReply, Outcome
from hotline.flow.tickets import bulk as tickets
from hotline.flow.tickets.bulk import Past, Written
from hotline.flow.tickets.words import REPLAYED, Channel, Closing, NewContact, NewTicket
from hotline.flow.transfer import history
from hotline.flow.transfer.history import Road
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, ReasonPurpose
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, ActorKind
from hotline.insight.replay import phrasing
from hotline.insight.replay.words import Case
from hotline.watch.topics import bulk as topics
from hotline.watch.topics.words import Found

SOURCE = REPLAYED
BY = Actor(ActorKind.SYSTEM, "合成数据")
PHONED = 7
"""Of ten citizens who are asked, how many are phoned; the others get a link."""
OTHER = "other"
OUTCOMES = {Solved.SOLVED: Outcome.SOLVED, Solved.PARTLY: Outcome.PARTLY, Solved.UNSOLVED: Outcome.EXPLAINED}


@dataclass(frozen=True, slots=True)
class Part:
    """What a part came to: how many tickets were written, how many were there already."""

    written: int = 0
    present: int = 0


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes parts of one replay.

    :param name: which; with a case's number it identifies a ticket.
    :param on: the day whose reasons are used.
    """

    name: str
    on: date
    at: datetime

    def write(self, cases: list[Case]) -> Part:
        """Write cases in one transaction; those that are there already are passed over."""
        identifiers = {self._identifier(case): case for case in cases}
        known = tickets.known(SOURCE, list(identifiers))
        fresh = [case for identifier, case in identifiers.items() if identifier not in known]
        units = organisations.by_codes(code for case in fresh for code in (case.unit, case.centre))
        with transaction.atomic():
            written = history.write([self._road(case, units) for case in fresh], by=BY, at=self.at)
            topics.note_matches(_found(fresh, written))
        return Part(len(fresh), len(known))

    def _identifier(self, case: Case) -> str:
        return f"{self.name}-{case.number}"

    def _road(self, case: Case, units: Mapping[str, Unit]) -> Road:
        past, visit = self._past(case, units), self._visit(case)
        if case.steps is None:
            return Road(past, answer=case.matter.answer)
        internal, note = phrasing.handled()
        outcome = OUTCOMES.get(visit.solved, Outcome.SOLVED) if visit and visit.solved else Outcome.SOLVED
        return Road(past, note=note, reply=NewReply(outcome, internal, case.matter.answer), visit=visit)

    def _past(self, case: Case, units: Mapping[str, Unit]) -> Past:
        closing = Closing.FOLLOWED_UP if case.satisfied else Closing.REPLIED
        return Past(
            _contact(case, units[case.centre]),
            self._ticket(case),
            case.registered_at,
            units.get(case.unit),
            case.closed_at,
            closing=closing if case.steps else Closing.ANSWERED,
            steps=case.steps,
        )

    def _ticket(self, case: Case) -> NewTicket:
        said = case.matter
        return NewTicket(
            Kind(case.kind),
            said.title,
            said.text,
            case.category,
            case.street,
            wish=said.wish,
            place=said.place,
            source=SOURCE,
            source_id=self._identifier(case),
        )

    def _visit(self, case: Case) -> Visit | None:
        if not case.satisfied:
            return None
        channel = FollowUpChannel.PHONE if case.number % 10 < PHONED else FollowUpChannel.SMS
        answers = Solved(case.solved), Satisfied(case.satisfied)
        return Visit(channel, True, True, *answers, self._cause(case), case.said, wants_rework=False)

    def _cause(self, case: Case) -> str:
        """A listed cause of the kind that was drawn."""
        if not case.blame:
            return ""
        listed = catalogue.reasons(ReasonPurpose.DISSATISFACTION, self.on)
        fitting = [each.code for each in listed if each.blame == case.blame and each.code != OTHER]
        return fitting[case.number % len(fitting)]


def _contact(case: Case, centre: Unit) -> NewContact:
    return NewContact(centre.id, Channel(case.channel), name=case.matter.name, phone=case.matter.phone)


def _found(cases: Iterable[Case], written: Iterable[Written]) -> Iterator[Found]:
    for case, done in zip(cases, written, strict=True):
        for topic in case.topics:
            yield Found(done.id, topic, case.registered_at, case.registered_at)
