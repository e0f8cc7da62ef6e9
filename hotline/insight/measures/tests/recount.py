"""Every measure counted once more, in plain Python over rows and journal: nothing is shared with the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from hotline.flow.delays.models import Extension
from hotline.flow.disputes.models import Return
from hotline.flow.followup.models import Contest, FollowUp
from hotline.flow.groups.models import Member
from hotline.flow.tickets.models import Assignment, Clock, JoinedContact, Ticket
from hotline.ground.calendar import queries as calendar
from hotline.ground.catalogue.models import Reason
from hotline.ground.journal.models import Event
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.words import Fact, Window
from hotline.lib.days import SHANGHAI, civil_day

CONTENT, LOW = {"very", "satisfied", "basically"}, {"dissatisfied", "very_dissatisfied"}
BY_UNITS = {"followed_up", "unreached", "replied", "final"}
Two = tuple[float, int]
Keeps = Callable[[Any], bool]


def share(rows: Iterable[Any], keeps: Keeps) -> Two:
    """How many of how many."""
    every = list(rows)
    return sum(bool(keeps(row)) for row in every), len(every)


@dataclass
class Recount:
    """One period of everything that is in the database."""

    period: Period

    def __post_init__(self) -> None:
        self.end = datetime.combine(self.period.until, time(), SHANGHAI)
        self.visits = sorted(FollowUp.objects.filter(is_contacted=True), key=lambda each: (each.asked_at, each.pk))
        self.struck = set(Contest.objects.filter(verdict="granted").values_list("visit_id", flat=True))
        self.blames = {r.code: r.blame for r in Reason.objects.filter(purpose="dissatisfaction")}
        self.tickets = list(Ticket.objects.all())
        self.registered = [each for each in self.tickets if self.holds(each.registered_at)]
        self.closed = [each for each in self.tickets if self.holds(each.closed_at)]

    def holds(self, at: datetime | None) -> bool:
        """Whether a moment lies in the period, by the day where the hotline is."""
        return at is not None and self.period.since <= civil_day(at) < self.period.until

    def last(self, ticket: Ticket) -> Any:
        """The last time the citizen was reached at all."""
        return next((each for each in reversed(self.visits) if each.ticket_id == ticket.pk), None)

    def asked(self) -> list[FollowUp]:
        """The last time each citizen was reached in the period."""
        found = {each.ticket_id: each for each in self.visits if self.holds(each.asked_at)}
        return list(found.values())

    def blame(self, visit: FollowUp) -> str:
        """What somebody dissatisfied is dissatisfied with."""
        return self.blames.get(visit.cause, "") if visit.satisfied in LOW else ""

    def due(self, kinds: set[str], done: Callable[[Clock], datetime | None]) -> list[tuple[Clock, datetime | None]]:
        """The limits that had to be kept in the period, each with when it was."""
        last: dict[Any, Clock] = {}
        clocks = Clock.objects.filter(kind__in=kinds, started_at__lt=self.end, assignment__isnull="dispatch" in kinds)
        for clock in clocks.order_by("started_at", "pk"):
            last[clock.assignment_id or -clock.ticket_id] = clock
        found = []
        for clock in last.values():
            at = done(clock)
            taken_back = at is None and clock.stopped_at is not None and clock.stopped_at <= clock.due_at
            if not clock.is_paused and not taken_back and self.holds(min(at or clock.due_at, clock.due_at)):
                found.append((clock, at))
        return found

    def figure(self, fact: Fact, window: Window) -> Two:
        """Numerator and denominator of a measure; of a count the denominator is 1."""
        if window is Window.SETTLED:
            return self._limits(fact)
        if window is Window.ASKED:
            return self._asked(fact)
        if window is Window.SENT:
            return self._returns()
        rows = self.registered if window is Window.REGISTERED else self.closed
        return self._times(fact, rows) if fact.value.startswith(("hours", "days")) else self._tickets(fact, rows)

    def _limits(self, fact: Fact) -> Two:
        if fact is Fact.ON_TIME_DISPATCH:
            found = self.due({"dispatch"}, lambda clock: clock.stopped_at)
        else:
            kinds, name = {
                Fact.ON_TIME_SIGN: ({"sign"}, "signed_at"),
                Fact.RESPONSE: ({"contact"}, "contacted_at"),
            }.get(fact, ({"handle", "rework"}, "replied_at"))
            work = {each.pk: each for each in Assignment.objects.all()}
            found = self.due(kinds, lambda clock: getattr(work[clock.assignment_id or 0], name))
        if fact is Fact.CONCLUSION:
            return share(found, lambda pair: pair[1] is not None and pair[1] < self.end)
        return share(found, lambda pair: pair[1] is not None and pair[1] <= pair[0].due_at)

    def _asked(self, fact: Fact) -> Two:
        every = self.asked()
        rated = [each for each in every if each.pk not in self.struck]
        again = {each.ticket_id for each in self.visits if self.holds(each.asked_at) and each.result == "rework"}
        if fact is Fact.SOLVED:
            return share(every, lambda visit: visit.solved == "solved")
        if fact is Fact.REWORK:
            return share(every, lambda visit: visit.ticket_id in again)
        return self._ratings(fact, rated)

    def _ratings(self, fact: Fact, rated: list[Any]) -> Two:
        if fact is Fact.DISSATISFIED:
            return sum(visit.satisfied in LOW for visit in rated), 1
        if fact is Fact.SATISFIED_HANDLING:
            rated = [visit for visit in rated if self.blame(visit) not in ("policy", "wish")]
        elif fact is not Fact.SATISFACTION:
            return share(rated, lambda visit: self.blame(visit) == fact.value.removeprefix("blamed_"))
        return share(rated, lambda visit: visit.satisfied in CONTENT)

    def _returns(self) -> Two:
        events = Event.objects.filter(topic="ticket", verb="return")
        back = {event.facts.get("assignment") for event in events}
        sent = [each for each in Assignment.objects.all() if self.holds(each.sent_at)]
        return share(sent, lambda each: each.pk in back)

    def _tickets(self, fact: Fact, rows: list[Ticket]) -> Two:
        if fact in (Fact.APPEALS, Fact.CLOSED):
            return len(rows), 1
        last = [visit for visit in map(self.last, rows) if visit is not None]
        if fact is Fact.SOLVED:
            return share(last, lambda visit: visit.solved == "solved")
        told = {Fact.SATISFACTION, Fact.DISSATISFIED, Fact.SATISFIED_HANDLING}
        if fact in told or fact.value.startswith("blamed"):
            return self._ratings(fact, [visit for visit in last if visit.pk not in self.struck])
        return self._roads(fact, rows)

    def _roads(self, fact: Fact, rows: list[Ticket]) -> Two:
        def named(model: Any, **which: Any) -> set[int]:
            return set(model.objects.filter(**which).values_list("ticket_id", flat=True))

        sent = [each for each in rows if each.pk in named(Assignment)]
        answered = [each for each in rows if each.closing in BY_UNITS]
        asked, reworked = named(FollowUp), named(FollowUp, result="rework")
        reached = named(FollowUp, is_contacted=True)
        again = named(JoinedContact) | named(Member, left_at__isnull=True)
        ways: dict[Fact, tuple[list[Ticket], Keeps]] = {
            Fact.DIRECT: (rows, lambda each: each.closing == "answered"),
            Fact.REPEAT: (rows, lambda each: each.pk in again),
            Fact.WRONGLY_DISPATCHED: (sent, lambda each: each.pk in named(Return, is_wrong_dispatch=True)),
            Fact.EXTENSION: (sent, lambda each: each.pk in named(Extension, verdict="granted")),
            Fact.FOLLOW_UP: (answered, lambda each: each.pk in asked),
            Fact.VALID_FOLLOW_UP: ([e for e in answered if e.pk in asked], lambda each: each.pk in reached),
            Fact.ONE_GO: (answered, lambda each: each.round == 1 and each.pk not in reworked),
            Fact.REWORK: ([e for e in rows if e.pk in reached], lambda each: each.pk in reworked),
        }
        return share(*ways[fact])

    def _times(self, fact: Fact, rows: list[Ticket]) -> Two:
        is_hours = fact.value.startswith("hours")
        ended = [(each.registered_at, each.closed_at) for each in rows if each.closed_at is not None]
        times = sorted(
            (end - start).total_seconds() / 3600 if is_hours else calendar.workdays_between("office", start, end)
            for start, end in ended
        )
        if not times or fact in (Fact.HOURS, Fact.DAYS):
            return sum(times), len(times)
        place = (len(times) - 1) * (0.5 if fact.value.endswith("median") else 0.9)
        low = int(place)
        high = min(low + 1, len(times) - 1)
        return times[low] + (times[high] - times[low]) * (place - low), len(times)


def days(since: str, until: str) -> Period:
    """From ISO dates."""
    return Period(date.fromisoformat(since), date.fromisoformat(until))
