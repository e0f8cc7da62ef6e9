"""Supervision orders: given, signed for, reported on, judged. Each is a verb on every ticket the order is about."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import said
from hotline.flow.tickets.actions import Step
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.calendar import queries as calendars
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import clause

from . import errors, limits, queries, rules, telling
from .models import Feedback, Firing, Judgement, Order, OrderTicket, Series
from .words import Grade, Judging, NewOrder, OrderState, Verdict

MOST_TICKETS = 50
DEMAND, REPORT, OPINION = 2_000, 5_000, 500
MARKS = {Grade.ORDINARY: Mark.SUPERVISED, Grade.KEY: Mark.KEY_SUPERVISED}
OUTCOMES = {
    Verdict.ACCEPTED: OrderState.ACCEPTED,
    Verdict.FAILED: OrderState.FAILED,
    Verdict.CANCELLED: OrderState.CANCELLED,
}


def supervise(numbers: Collection[str], new: NewOrder, *, by: Actor, at: datetime) -> Order:
    """Give an order about one or several tickets to a centre one level below or to a unit that has them.

    :raises NoTicket: none named, or ``TooManyTickets``; ``NoDemand``, ``UnlistedReason``, ``NoDue``, ``DueInPast``.
    :raises NoSupervisingCentre: the actor supervises for no centre; ``OutOfLine``: not for one above the target.
    :raises GradeNotGiven: such a centre gives no such order.
    :raises NotHolding: the target has not got the ticket; ``AlreadySupervised``: it is supervised for it.
    """
    demand, due = _checked(numbers, new, at)
    with transaction.atomic(), ExitStack() as stack:
        steps = _steps(stack, numbers, Verb.SUPERVISE, by, at)
        target = queries.target(new.target_id, at)
        centre = queries.centre_over(target, by, new.centre_id)
        for step in steps:
            _refuse_ticket(step, centre, target, new.grade)
        written = limits.of(centre, new.grade, at)
        order = _insert(centre, target, new, demand, due, written.sign, written.feedback, by, at)
        OrderTicket.objects.bulk_create(OrderTicket(order=order, ticket=step.ticket) for step in steps)
        for step in steps:
            step.mark(MARKS[new.grade])
            step.facts |= _facts(order) | {"grade": order.grade, "reason": order.reason, "due": due.isoformat()}
        if new.firing_id is not None:
            _confirm(new.firing_id, order, by, at)
        telling.tell(order, "opened", [order.target_id], at)
    return order


def sign(order_id: int, *, by: Actor, at: datetime) -> None:
    """Sign for an order: the target has read it.

    :raises OrderNotFound: hidden or absent; ``NotYourOrder``: it is another's to sign.
    :raises SignedAlready: a colleague did; ``OrderOver``: it was judged.
    """
    with _moving(order_id, Verb.SUPERVISION_RECEIPT, by=by, at=at) as moving:
        order = moving.order
        _require_target(order, Verb.SUPERVISION_RECEIPT, by)
        if order.signed_at is not None:
            raise errors.SignedAlready(order=order.number, who=order.signed_by, at=minute(order.signed_at))
        _sign(order, by, at)


def feed_back(order_id: int, text: str, *, by: Actor, at: datetime) -> int:
    """Report what was done; several reports may follow each other. The report's id.

    :raises OrderNotFound: hidden or absent; ``NotYourOrder``: it is another's to report on.
    :raises NotSigned: sign first; ``OrderOver``: it was judged; ``NoFeedbackText``.
    """
    text = said.words(text, REPORT, clause("落实情况"))
    if not text:
        raise errors.NoFeedbackText
    with _moving(order_id, Verb.SUPERVISION_FEEDBACK, by=by, at=at) as moving:
        order = moving.order
        _require_target(order, Verb.SUPERVISION_FEEDBACK, by)
        if order.signed_at is None:
            raise errors.NotSigned(order=order.number)
        row = Feedback.objects.create(order=order, text=text, given_at=at, given_by=by.name)
        moving.note(feedback=row.pk)
        telling.tell(order, "feedback", [order.centre_id], at, once=row.pk)
    return int(row.pk)


def judge(order_id: int, judging: Judging, *, by: Actor, at: datetime) -> None:
    """Accept what was reported, send it back, call the order failed, or cancel it.

    :raises OrderNotFound: hidden or absent; ``NotYourOrder``: another centre gave it.
    :raises NothingToJudge: no feedback waits; ``OrderOver``: it was judged; ``NoOpinion``.
    :raises NoDue: sent back after the limit without a new one; ``DueInPast``: the new one lies behind.
    """
    opinion = said.words(judging.opinion, OPINION, clause("意见"))
    if judging.verdict is not Verdict.ACCEPTED and not opinion:
        raise errors.NoOpinion
    with _moving(order_id, Verb.JUDGE_SUPERVISION, by=by, at=at) as moving:
        order = moving.order
        _require_centre(order, by)
        waiting = Feedback.objects.filter(order=order, judgement__isnull=True)
        if not rules.may_judge(judging.verdict, has_waiting=waiting.exists(), is_late=order.due_at <= at):
            raise errors.NothingToJudge(order=order.number, verdict=judging.verdict)
        due = _new_due(order, judging, at)
        row = Judgement.objects.create(
            order=order, verdict=judging.verdict, opinion=opinion, due_at=due, judged_at=at, judged_by=by.name
        )
        waiting.update(judgement=row)
        moving.note(verdict=judging.verdict, judgement=row.pk)
        if judging.verdict in OUTCOMES:
            _close(moving, OUTCOMES[judging.verdict])
        telling.tell(order, judging.verdict, [order.target_id], at, once=row.pk)


@dataclass(slots=True)
class Moving:
    """An order under way: its locked row, and the step on each of its tickets."""

    order: Order
    steps: list[Step]

    def note(self, **facts: object) -> None:
        """Say the same in the journal of every ticket."""
        for step in self.steps:
            step.facts |= facts


@contextmanager
def _moving(order_id: int, verb: Verb, *, by: Actor, at: datetime) -> Iterator[Moving]:
    """Do a verb on every ticket of an open order: the tickets are locked before the order, always in one sequence."""
    numbers = queries.numbers_of(order_id, by)
    with transaction.atomic(), ExitStack() as stack:
        steps = _steps(stack, numbers, verb, by, at)
        order = Order.objects.select_for_update().get(pk=order_id)
        if order.outcome and order.closed_at:
            facts = {"who": order.closed_by, "at": minute(order.closed_at), "verdict": OrderState(order.outcome)}
            raise errors.OrderOver(order=order.number, verb=verb, **facts)
        for step in steps:
            step.facts |= _facts(order)
        yield Moving(order, steps)


def _steps(stack: ExitStack, numbers: Collection[str], verb: Verb, by: Actor, at: datetime) -> list[Step]:
    """A step on each of the tickets, all locked first in the one order in which everybody locks several."""
    stack.enter_context(tickets.holding(*numbers))
    return [stack.enter_context(tickets.moving(number, verb, by=by, at=at)) for number in sorted(set(numbers))]


def _checked(numbers: Collection[str], new: NewOrder, at: datetime) -> tuple[str, datetime]:
    if not numbers:
        raise errors.NoTicket
    if len(set(numbers)) > MOST_TICKETS:
        raise errors.TooManyTickets(count=len(set(numbers)), limit=MOST_TICKETS)
    demand = said.words(new.demand, DEMAND, clause("督办要求"))
    if not demand:
        raise errors.NoDemand
    queries.require_reason(new.reason, at)
    if new.due_at is None:
        raise errors.NoDue
    if new.due_at <= at:
        raise errors.DueInPast(due=minute(new.due_at))
    return demand, new.due_at


def _refuse_ticket(step: Step, centre: Unit, target: Unit, grade: Grade) -> None:
    if not queries.holds(step.ticket, target):
        raise errors.NotHolding(unit=target.name, number=step.ticket.number)
    same = Order.objects.filter(centre_id=centre.id, target_id=target.id, grade=grade, outcome="")
    held = same.filter(links__ticket=step.ticket).first()
    if held is not None:
        facts = {"grade": grade, "order": held.number, "unit": target.name}
        raise errors.AlreadySupervised(number=step.ticket.number, **facts)


def _insert(
    centre: Unit,
    target: Unit,
    new: NewOrder,
    demand: str,
    due: datetime,
    sign: str,
    feedback: str,
    by: Actor,
    at: datetime,
) -> Order:
    year = civil_day(at).year
    series = _next(centre.id, year)
    yellow = calendars.yellow(feedback, target.calendar, due)
    return Order.objects.create(
        number=rules.number(queries.place_of(centre), new.grade, year, series.last),
        centre_id=centre.id,
        year=year,
        serial=series.last,
        grade=new.grade,
        target_id=target.id,
        reason=new.reason,
        demand=demand,
        ordered_at=at,
        ordered_by=by.name,
        sign_due_at=min(due, calendars.deadline(sign, target.calendar, at)[0].at),
        yellow_at=min(due, max(at, yellow)),
        due_at=due,
    )


def _next(centre_id: int, year: int) -> Series:
    """The centre's series with its next number; whoever comes second waits, so no number is given twice or left out."""
    Series.objects.bulk_create([Series(centre_id=centre_id, year=year)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(centre_id=centre_id, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series


def _facts(order: Order) -> dict[str, object]:
    target = organisations.unit(order.target_id)
    return {"order": order.pk, "order_number": order.number, "centre": order.centre_id} | {
        "to_unit": target.id,
        "to_name": target.name,
    }


def _confirm(firing_id: int, order: Order, by: Actor, at: datetime) -> None:
    firing = Firing.objects.select_for_update().filter(pk=firing_id, rule__centre_id=order.centre_id).first()
    if firing is None or not OrderTicket.objects.filter(order=order, ticket_id=firing.ticket_id).exists():
        raise errors.SuggestionNotFound
    if firing.decided_at is not None:
        raise errors.SuggestionDecided(who=firing.decided_by, at=minute(firing.decided_at))
    firing.order, firing.decided_at, firing.decided_by = order, at, by.name
    firing.save(update_fields=["order", "decided_at", "decided_by"])


def _require_target(order: Order, verb: Verb, by: Actor) -> None:
    if not queries.speaks_for(order.target_id, verb, by):
        raise errors.NotYourOrder(order=order.number, unit=organisations.unit(order.target_id).name, verb=verb)


def _require_centre(order: Order, by: Actor) -> None:
    verb = Verb.JUDGE_SUPERVISION
    if not queries.speaks_for(order.centre_id, verb, by):
        raise errors.NotYourOrder(order=order.number, unit=organisations.unit(order.centre_id).name, verb=verb)


def _sign(order: Order, by: Actor, at: datetime) -> None:
    order.signed_at, order.signed_by = at, by.name
    order.save(update_fields=["signed_at", "signed_by"])


def _new_due(order: Order, judging: Judging, at: datetime) -> datetime | None:
    """Until when an order goes on that is sent back; its warnings begin anew with another moment."""
    if judging.verdict is not Verdict.SENT_BACK:
        return None
    due = judging.due_at or order.due_at
    if due <= at:
        raise errors.NoDue if judging.due_at is None else errors.DueInPast(due=minute(due))
    if judging.due_at is not None:
        order.yellow_at = max(at, due - (order.due_at - order.yellow_at))
        order.due_at, order.yellow_told_at, order.red_told_at = due, None, None
        order.save(update_fields=["due_at", "yellow_at", "yellow_told_at", "red_told_at"])
    return due


def _close(moving: Moving, outcome: OrderState) -> None:
    """End the order; the badge goes where no other order of its grade is open on the ticket."""
    order, first = moving.order, moving.steps[0]
    order.outcome, order.closed_at, order.closed_by = outcome, first.at, first.by.name
    order.save(update_fields=["outcome", "closed_at", "closed_by"])
    for step in moving.steps:
        if not _still_open(step, Grade(order.grade)):
            step.unmark(MARKS[Grade(order.grade)])


def _still_open(step: Step, grade: Grade) -> bool:
    return Order.objects.filter(links__ticket=step.ticket, grade=grade, outcome="").exists()


def dismiss(firing_id: int, why: str, *, by: Actor, at: datetime) -> None:
    """Let a suggestion be: no order comes of it.

    :raises SuggestionNotFound: hidden or absent; ``SuggestionDecided``: a colleague decided; ``NoReason``.
    """
    why = said.reason(why)
    with transaction.atomic():
        firing = queries.suggestions(by, open_only=False).select_for_update(of=("self",)).filter(pk=firing_id).first()
        if firing is None:
            raise errors.SuggestionNotFound
        if firing.decided_at is not None:
            raise errors.SuggestionDecided(who=firing.decided_by, at=minute(firing.decided_at))
        firing.decided_at, firing.decided_by, firing.why = at, by.name, why
        firing.save(update_fields=["decided_at", "decided_by", "why"])
