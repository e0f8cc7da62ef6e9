"""How a test does any verb to any ticket, and what must hold of a ticket at every moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import F

from hotline.flow.delays import actions as delays
from hotline.flow.delays import lanes, suspensions
from hotline.flow.delays.models import Extension
from hotline.flow.delays.words import NewExtension
from hotline.flow.dispatch import actions as dispatching
from hotline.flow.disputes import actions as returns
from hotline.flow.disputes import arbitration
from hotline.flow.disputes.words import Meeting, Objection, Ruling
from hotline.flow.followup import actions as followups
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.flow.intake import actions as intake
from hotline.flow.intake import additions, corrections, overrides
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import attention, moments, rules
from hotline.flow.tickets.models import Assignment, Clock, Contact, Ticket
from hotline.flow.tickets.words import (
    AT_UNITS,
    AssignmentRole,
    Attention,
    Channel,
    NewContact,
    Status,
    Verb,
)
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.desks import enquiries
from hotline.ground.files.models import StoredFile
from hotline.ground.journal.models import Event
from hotline.ground.journal.words import START, payload
from hotline.ground.people.words import Actor
from hotline.lib import chains, statements
from tests.flow import road_aside, road_hard
from tests.town import MONDAY, Town

MINUTE = timedelta(minutes=1)
REPLY = NewReply(Outcome.SOLVED, "已派人修复。", "您好，路灯已于今日修复。")
CONTENT = Visit(FollowUpChannel.PHONE, True, True, Solved.SOLVED, Satisfied.SATISFIED)
UNSOLVED = Visit(FollowUpChannel.PHONE, True, True, Solved.UNSOLVED, Satisfied.DISSATISFIED, "delay", "仍不亮")
SILENT = Visit(FollowUpChannel.PHONE, is_contacted=False)
Doing = Callable[[str, Actor, datetime], Any]

HANDS = {  # who does what the platform itself may not
    Verb.CONCLUDE: "followup.wuxi",
    Verb.FEED_RECEIPT: "handler.wuxi-cg",
    Verb.FEED_BACK: "handler.wuxi-cg",
    Verb.SPECIALIST_ANSWER: "handler.wuxi-jt",
}


class Road:
    """One ticket on its way, with somebody who can do anything to it."""

    def __init__(self, town: Town, ticket: Ticket, *, at: datetime = MONDAY + 30 * MINUTE) -> None:
        self.town, self.number, self.at = town, ticket.number, at
        self.system = Actor.system()
        self._others: dict[str, str] = {}

    @property
    def ticket(self) -> Ticket:
        """The ticket as it is now."""
        return Ticket.objects.get(number=self.number)

    def lead(self) -> Assignment:
        """The latest assignment of the leading unit."""
        roots = Assignment.objects.filter(ticket__number=self.number, parent=None, role=AssignmentRole.LEAD)
        return roots.order_by("-pk")[0]

    def of(self, unit: str) -> Assignment:
        """The latest assignment of a unit."""
        return Assignment.objects.filter(ticket__number=self.number, unit__code=unit).order_by("-pk")[0]

    def do(
        self, verb: Verb, *, by: Actor | None = None, on: Assignment | None = None, after: timedelta = MINUTE
    ) -> Any:
        """Do a verb in its plain form a while later, to the leading unit's assignment unless told otherwise."""
        self.at += after
        return self.doing(verb, on)(self.number, by or self.hand(verb), self.at)

    def hand(self, verb: Verb) -> Actor:
        """Who does a verb where the test names nobody: the platform, but for what only a person or a unit may do."""
        return self.town.actor(HANDS[verb]) if verb in HANDS else self.system

    def doing(self, verb: Verb, on: Assignment | None = None) -> Doing:
        """The action behind a verb, with everything but the actor and the moment filled in."""
        unit, other = self.town.unit("320211-cg").pk, self.town.unit("320211-mz").pk
        street = self.town.unit("320211004-jd").pk
        rows = Assignment.objects.filter(ticket__number=self.number)
        mine = on or rows.filter(parent=None, role=AssignmentRole.LEAD).order_by("-pk").first()
        pk = mine.pk if mine else 0
        child = rows.filter(parent_id=pk, is_open=True).order_by("-pk").values_list("pk", flat=True).first() or 0
        table: dict[Verb, Doing] = {
            **road_hard.deeds(self),
            **road_aside.deeds(self, pk),
            **self._disputes(pk, unit, other, pk if _is_beside(mine) else None),
            **self._delays(pk),
            Verb.AMEND: lambda n, by, at: corrections.amend(n, {"title": "新标题"}, by=by, at=at),
            Verb.ANSWER_DIRECTLY: lambda n, by, at: intake.answer_directly(n, "请拨打供电热线。", [], by=by, at=at),
            Verb.PROPOSE_REFUSAL: lambda n, by, at: intake.propose_refusal(n, "litigation", "", by=by, at=at),
            Verb.REFUSE: lambda n, by, at: intake.refuse(n, "litigation", "", by=by, at=at),
            Verb.OVERRIDE_REFUSAL: lambda n, by, at: overrides.override_refusal(n, "同意", by=by, at=at),
            Verb.PROPOSE_OVERRIDE: lambda n, by, at: overrides.propose_override(n, "涉及民生", by=by, at=at),
            Verb.DECLINE_OVERRIDE: lambda n, by, at: overrides.decline_override(n, "可诉讼解决", by=by, at=at),
            Verb.TRANSFER: lambda n, by, at: intake.transfer(n, "110", "", by=by, at=at),
            Verb.SUBMIT: lambda n, by, at: intake.submit(n, by=by, at=at),
            Verb.SEND_BACK: lambda n, by, at: intake.send_back(n, "place", "门牌号", by=by, at=at),
            Verb.ACCEPT: lambda n, by, at: intake.accept(n, by=by, at=at),
            Verb.DISPATCH: lambda n, by, at: dispatching.dispatch(n, unit, by=by, at=at),
            Verb.RECALL: lambda n, by, at: dispatching.recall(n, "派错单位", by=by, at=at),
            Verb.TAKE_BACK: lambda n, by, at: dispatching.take_back(n, "另行安排", by=by, at=at),
            Verb.URGE: lambda n, by, at: dispatching.urge(n, "请抓紧办理", by=by, at=at),
            Verb.SIGN: lambda n, by, at: handling.sign(n, pk, by=by, at=at),
            Verb.CONTACT: lambda n, by, at: handling.contact(n, pk, ContactResult.REACHED, "", by=by, at=at),
            Verb.SEND_DOWN: lambda n, by, at: handling.send_down(n, pk, street, "", by=by, at=at),
            Verb.ADD_JOINT: lambda n, by, at: handling.add_joint(n, pk, other, "", by=by, at=at),
            Verb.WITHDRAW: lambda n, by, at: handling.withdraw(n, pk, child, "不需要了", by=by, at=at),
            Verb.REPLY: lambda n, by, at: handling.reply(n, pk, REPLY, by=by, at=at),
            Verb.PASS_REPLY: lambda n, by, at: handling.pass_reply(n, "", by=by, at=at),
            Verb.REJECT_REPLY: lambda n, by, at: handling.reject_reply(n, "vague", "请写明措施", by=by, at=at),
            Verb.FOLLOW_UP: lambda n, by, at: followups.follow_up(n, SILENT, by=by, at=at),
            Verb.REWORK: lambda n, by, at: followups.rework(n, "问题未解决", by=by, at=at),
            Verb.CLOSE: lambda n, by, at: tickets.move(n, Verb.CLOSE, by=by, at=at),
            Verb.REOPEN: lambda n, by, at: followups.reopen(n, "又不亮了", by=by, at=at),
            Verb.JOIN_CONTACT: lambda n, by, at: tickets.join_contact(n, self.call(at), "致谢", by=by, at=at),
            Verb.ADD_NOTE: lambda n, by, at: additions.add_note(n, "补充说明", by=by, at=at),
            Verb.UNPUBLISH: lambda n, by, at: tickets.unpublish(n, "含个人信息", by=by, at=at),
            Verb.DRAW_ATTENTION: lambda n, by, at: attention.draw(n, Attention.MEDIA, "电视台采访", by=by, at=at),
            Verb.END_ATTENTION: lambda n, by, at: attention.end(n, Attention.MEDIA, "报道已结束", by=by, at=at),
            Verb.ATTACH: lambda n, by, at: tickets.attach(n, self.file(at), "evidence", by=by, at=at),
        }
        return table[verb]

    def _disputes(self, pk: int, unit: int, other: int, beside: int | None) -> dict[Verb, Doing]:
        """Whose it is; ``beside``: the assignment of a unit other than the lead."""
        objection = Objection("not_ours", "三定规定", suggested=other)
        ruling = Ruling("会商纪要一份", "路灯由区城管局养护", liable=unit)
        return {
            Verb.RETURN: lambda n, by, at: returns.return_(n, pk, objection, by=by, at=at),
            Verb.GRANT_RETURN: lambda n, by, at: returns.grant(n, "同意", by=by, at=at, assignment_id=beside),
            Verb.DENY_RETURN: lambda n, by, at: returns.deny(n, "属其职责", by=by, at=at, assignment_id=beside),
            Verb.OPEN_ARBITRATION: lambda n, by, at: arbitration.open_arbitration(
                n, "各执一词", Meeting(), by=by, at=at
            ),
            Verb.DISPUTE: lambda n, by, at: arbitration.dispute(n, "权属不清", by=by, at=at),
            Verb.HANDLE_FIRST: lambda n, by, at: arbitration.handle_first(n, unit, "先解决问题", by=by, at=at),
            Verb.ARBITRATE: lambda n, by, at: arbitration.arbitrate(n, ruling, by=by, at=at),
            Verb.SETTLE: lambda n, by, at: arbitration.settle(n, unit, "养护移交协议", by=by, at=at),
        }

    def _delays(self, pk: int) -> dict[Verb, Doing]:
        """More time, standing still, a level up, faster."""
        return {
            Verb.EXTEND: lambda n, by, at: delays.ask_extension(n, pk, self.more_time(pk), by=by, at=at),
            Verb.GRANT_EXTENSION: lambda n, by, at: delays.grant_extension(n, self.asked(), by=by, at=at),
            Verb.DENY_EXTENSION: lambda n, by, at: delays.deny_extension(n, self.asked(), "可按期办结", by=by, at=at),
            Verb.SUSPEND: lambda n, by, at: suspensions.suspend(n, "weather", "等汛期过去", by=by, at=at),
            Verb.REVIEW_SUSPENSION: lambda n, by, at: suspensions.review_suspension(n, "汛期未过", by=by, at=at),
            Verb.RESUME: lambda n, by, at: suspensions.resume(n, "汛期已过", by=by, at=at),
            Verb.ESCALATE: lambda n, by, at: lanes.escalate(n, "wider", "涉及多市", by=by, at=at),
            Verb.EXPEDITE: lambda n, by, at: lanes.expedite(n, "群众生活受困", by=by, at=at),
        }

    def more_time(self, assignment: int) -> NewExtension:
        """A request for a day more than there is."""
        work = moments.work(assignment)
        return NewExtension("complex", "需更换电缆", (work.due if work else self.at) + timedelta(days=1))

    def asked(self) -> int:
        """The latest request for more time that nobody has decided; 0 where there is none."""
        rows = Extension.objects.filter(ticket__number=self.number, verdict="")
        return rows.order_by("-pk").values_list("pk", flat=True).first() or 0

    def main(self) -> str:
        """The number of a ticket this one may lie under."""
        return self._beside("main")

    def another(self) -> str:
        """The number of a ticket this one may be linked with."""
        return self._beside("another")

    def _beside(self, what: str) -> str:
        """A ticket beside this one, made when it is first asked for."""
        made = self._others.get(what)
        if made is None or not Ticket.objects.filter(number=made).exists():
            made = self._others[what] = self.town.ticket(Status.TO_DISPATCH).number
        return made

    def call(self, at: datetime) -> Contact:
        """A later call."""
        new = NewContact(self.town.unit("320200-rx").pk, Channel.PHONE)
        return tickets.record_contact(new, by=self.system, at=at)

    def file(self, at: datetime) -> int:
        """A stored file."""
        fields = {"name": "a.jpg", "media_type": "image/jpeg", "size": 1, "path": "a", "stored_at": at}
        return int(StoredFile.objects.create(sha256=b"x" * 32, **fields).pk)


def _is_beside(mine: Assignment | None) -> bool:
    return mine is not None and (mine.parent_id is not None or mine.role != AssignmentRole.LEAD)


def in_order(ticket: Ticket) -> None:
    """What must hold of a ticket at every moment."""
    ticket.refresh_from_db()
    _journal_in_order(ticket)
    _tree_in_order(ticket)
    _clocks_in_order(ticket)


def _journal_in_order(ticket: Ticket) -> None:
    events = list(Event.objects.filter(topic="ticket", subject=ticket.pk).order_by("seq"))
    assert [event.seq for event in events] == list(range(1, ticket.moves + 2)), "one event a move, none missing"
    before = START
    for event in events:
        before = chains.link(before, payload(event))
        assert bytes(event.hash) == before, "the chain is whole"
    state = None
    for event in events:
        verb = Verb(event.verb)
        if state is not None:
            assert any(rules.legal(verb, state, is_lead=each) for each in (True, False)), f"{verb} in {state}"
        if "from" in event.facts:
            assert event.facts["from"] == state != event.facts["to"], "each row begins where the one before ended"
        state = Status(event.facts["to"]) if "to" in event.facts else state
    assert state == ticket.status, "no status without a journal row"


def _tree_in_order(ticket: Ticket) -> None:
    rows = Assignment.objects.filter(ticket=ticket)
    assert not rows.filter(is_open=True, parent__is_open=False).exists(), "no open child under a concluded parent"
    roots = rows.filter(is_open=True, parent=None, role=AssignmentRole.LEAD)
    under_way = ticket.status in AT_UNITS
    assert roots.count() == int(under_way), "one leading unit while the units have it, none otherwise"
    if under_way:
        assert roots[0].unit_id == ticket.lead_unit_id
        assert (roots[0].signed_at is None) == (ticket.status in (Status.TO_SIGN, Status.RETURN_REVIEW))
    else:
        assert not rows.filter(is_open=True).exists()


def _clocks_in_order(ticket: Ticket) -> None:
    clocks = Clock.objects.filter(ticket=ticket)
    running = clocks.filter(stopped_at__isnull=True)
    asked = (ClockKind.OVERRIDE_REVIEW, ClockKind.CONTEST_REVIEW)  # what waits for a decision on a closed ticket
    centre = [clock.kind for clock in running.filter(assignment=None).exclude(kind__in=asked)]
    expected = rules.STATUS_CLOCK.get(Status(ticket.status))
    if not (centre == [] and enquiries.is_waiting(ticket.pk)):  # it stands while specialists have a question
        assert centre == ([expected] if expected else []), "the centre's clock is that of the state"
    assert not running.filter(assignment__is_open=False).exists(), "who is done owes nothing"
    assert not clocks.filter(stopped_at__lt=F("started_at")).exists()
    spans: dict[tuple[int | None, str], list[tuple[datetime, datetime]]] = {}
    for clock in clocks.order_by("started_at", "pk"):
        span = (clock.started_at, clock.stopped_at or datetime.max.replace(tzinfo=clock.started_at.tzinfo))
        spans.setdefault((clock.assignment_id, clock.kind), []).append(span)
    for each in spans.values():
        assert all(first[1] <= second[0] for first, second in pairwise(each)), "clocks never run twice"
    if ticket.status == Status.CLOSED:
        assert not running.exclude(kind__in=asked).exists(), "closed: no running clock but of what was asked for since"
        assert ticket.due_at is None
    else:
        assert not running.filter(kind__in=asked).exists(), "taken up again, nothing waits for it any more"
    _children_in_order(ticket)


def _children_in_order(ticket: Ticket) -> None:
    work = (ClockKind.HANDLE, ClockKind.REWORK)
    for clock in Clock.objects.filter(ticket=ticket, assignment__parent__isnull=False, kind__in=work, stopped_at=None):
        assert clock.assignment is not None
        above = Clock.objects.filter(
            assignment_id=clock.assignment.parent_id or 0, kind__in=work, started_at__lte=clock.started_at
        ).order_by("-started_at")[0]
        assert clock.due_at <= above.due_at or above.due_at <= clock.started_at, "a child has no longer than its parent"


def snapshot(ticket: Ticket) -> tuple[Any, ...]:
    """All there is of a ticket in the tables of the house."""
    return (
        Ticket.objects.filter(pk=ticket.pk).values_list().get(),
        Event.objects.filter(topic="ticket", subject=ticket.pk).count(),
        *statements.run(_ALL_ABOUT, [ticket.pk] * _ALL_ABOUT.count("%s")),
    )


def _about() -> str:
    """One statement that reads every row of every table that refers to a ticket: assignments, clocks, returns …"""
    ties = [tie for tie in Ticket._meta.related_objects if tie.related_model is not Ticket]
    found = sorted({(tie.related_model._meta.db_table, tie.field.column) for tie in ties})
    rows = "SELECT '{0}' AS what, string_agg(t::text, chr(10) ORDER BY t::text) FROM {0} t WHERE t.{1} = %s"
    return " UNION ALL ".join(rows.format(*each) for each in found) + " ORDER BY 1"


_ALL_ABOUT = _about()
