"""The verbs beside the road in their plain form: contested ratings, specialists, clocks that stood under a disaster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hotline.flow.emergency import normal
from hotline.flow.followup import actions as followups
from hotline.flow.followup import contests
from hotline.flow.followup.words import Contesting, ContestVerdict, FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.intake import special
from hotline.flow.tickets.words import NewTicket, Registered, Status, Verb
from hotline.ground.catalogue.words import Kind
from hotline.ground.desks import actions as desks
from hotline.ground.desks import scripts, staff
from hotline.ground.desks.models import Enquiry, Specialism
from hotline.ground.desks.words import Asked, NewDesk, NewScript
from hotline.ground.disaster import actions as disaster
from hotline.ground.disaster import keeping
from hotline.ground.disaster.words import NewLimitSet, NewMode
from hotline.ground.people.models import Role
from hotline.ground.people.words import Actor
from hotline.lib.memo import forget_all
from tests.town import MONDAY, Town

if TYPE_CHECKING:
    from tests.flow.road import Road

Doing = Callable[[str, Actor, datetime], Any]
BEFORE, FIRST = MONDAY - timedelta(days=7), date(2020, 2, 25)
DESK = "enterprise"
BAD = Visit(FollowUpChannel.PHONE, True, True, Solved.PARTLY, Satisfied.DISSATISFIED, "delay", "等太久")
SENT = (Verb.SUBMIT, Verb.ACCEPT, Verb.DISPATCH)
ANSWERED = (*SENT, Verb.SIGN, Verb.CONTACT, Verb.REPLY)
WAYS: dict[Status, tuple[Verb, ...]] = {
    Status.REGISTERED: (),
    Status.IN_REVIEW: (Verb.SUBMIT,),
    Status.SUPPLEMENT: (Verb.SUBMIT, Verb.SEND_BACK),
    Status.MERGED: (Verb.SUBMIT, Verb.MERGE),
    Status.TO_DISPATCH: (Verb.SUBMIT, Verb.ACCEPT),
    Status.ARBITRATION: (Verb.SUBMIT, Verb.ACCEPT, Verb.OPEN_ARBITRATION),
    Status.TO_SIGN: SENT,
    Status.RETURN_REVIEW: (*SENT, Verb.RETURN),
    Status.HANDLING: (*SENT, Verb.SIGN),
    Status.SUSPENDED: (*SENT, Verb.SIGN, Verb.SUSPEND),
    Status.REPLY_REVIEW: ANSWERED,
    Status.FOLLOW_UP: (*ANSWERED, Verb.PASS_REPLY),
    Status.CLOSED: (*ANSWERED, Verb.PASS_REPLY, Verb.CLOSE),
}
"""How a ticket just registered comes to a state."""


def furnish(town: Town) -> None:
    """A desk of Wuxi with specialists at the transport bureau, and essential limits that leave the centre no clock."""
    for code, more in (("unit_handler", "specialist_answer"), ("administrator", "manage_disaster")):
        role = Role.objects.get(code=code)
        Role.objects.filter(code=code).update(permissions=[*role.permissions, more])
    who: dict[str, Any] = {"by": town.actor("admin.js"), "at": BEFORE}
    new = NewDesk(DESK, town.unit("320200-rx").pk, "8", "一企来专席", "Enterprise desk", category="03.01.01")
    desk = desks.add(new, from_on=FIRST, **who)
    scripts.draft(desk.pk, NewScript(FIRST, "您好，请讲。", "Hello."), by=who["by"], at=BEFORE - timedelta(days=1))
    staff.grant(desk.pk, town.person("agent.wuxi").pk, from_on=FIRST, **who)
    staff.add_specialism(desk.pk, "交通", "Transport", town.unit("320200-jt").pk, from_on=FIRST, **who)
    essential = {"sign": "1wd", "contact": "24h", "handle": "5wd"}
    keeping.set_limits(NewLimitSet("essential", "基本", "Essential", essential, 24), **who)
    forget_all()


def deeds(road: Road, assignment: int) -> dict[Verb, Doing]:
    """The actions beside the road, with everything but the actor and the moment filled in."""
    return {
        **_ratings(road, assignment),
        **_specialists(),
        Verb.NORMALISE: lambda n, by, at: normal.settle(at=at),
    }


def _ratings(road: Road, assignment: int) -> dict[Verb, Doing]:
    def contest(number: str, by: Actor, at: datetime) -> None:
        said = Contesting("policy_limit", "按照管养标准，灯杆更换须先报批。", fresh=(road.file(at),))
        contests.contest(number, assignment, said, by=by, at=at)

    def decide(number: str, by: Actor, at: datetime) -> None:
        contests.decide(number, ContestVerdict.GRANTED, "管养标准属实", by=by, at=at)

    return {Verb.CONTEST_RATING: contest, Verb.DECIDE_RATING: decide}


def _specialists() -> dict[Verb, Doing]:
    def ask(number: str, by: Actor, at: datetime) -> None:
        field = Specialism.objects.values_list("pk", flat=True).first() or 0
        special.ask_specialist(number, field, "货车通行证怎么办", by=by, at=at)

    def answer(number: str, by: Actor, at: datetime) -> None:
        rows = Enquiry.objects.filter(number=number).order_by("-pk")
        latest = rows.values_list("pk", flat=True).first() or 0
        special.answer_enquiry(latest, "网上即可申请，当日办结。", by=by, at=at)

    return {Verb.ASK_SPECIALIST: ask, Verb.SPECIALIST_ANSWER: answer}


def prepare(road: Road, verb: Verb) -> None:
    """What a verb beside the road needs besides the state: a rating, a question, a disaster that is over."""
    if verb in (Verb.CONTEST_RATING, Verb.DECIDE_RATING):
        rate_badly(road)
    if verb is Verb.DECIDE_RATING:
        road.do(Verb.CONTEST_RATING)
    if verb is Verb.ASK_SPECIALIST:
        take_at_desk(road)
    if verb is Verb.SPECIALIST_ANSWER:
        give_question(road)
    if verb is Verb.NORMALISE:
        stand_still(road)


def rate_badly(road: Road) -> None:
    """Go on with another closed ticket, whose citizen is not satisfied."""
    road.number = road.town.ticket(Status.FOLLOW_UP).number
    followups.follow_up(road.number, BAD, by=road.system, at=road.at)


def take_at_desk(road: Road) -> None:
    """Lay the ticket on the special desk, as if its call had come in there."""
    agent, ticket = road.town.actor("agent.wuxi"), road.ticket
    matter = NewTicket(kind=Kind.ENQUIRY, title="通行证", text="货车通行证怎么办。")
    matter, ready = special.prepared(matter, Asked(DESK, {}), ticket.centre_id, by=agent, at=road.at)
    special.keep(ready, Registered(ticket.pk, ticket.number, ""), matter, by=agent, at=road.at)


def give_question(road: Road) -> None:
    """Go on with another ticket in the same state, of which specialists have a question."""
    status = Status(road.ticket.status)
    road.number = road.town.ticket(at=road.at).number
    take_at_desk(road)
    road.do(Verb.ASK_SPECIALIST)
    for each in WAYS[status]:
        road.do(each)


def stand_still(road: Road) -> None:
    """Go on with another ticket in the same state, to which it came in a disaster that is over now."""
    status, admin = Status(road.ticket.status), road.town.actor("admin.js")
    storm = NewMode("3202", "太湖流域暴雨", "Storm", "暴雨红色预警", "essential", road.at + timedelta(hours=9))
    mode = disaster.switch_on(storm, by=admin, at=road.at)
    forget_all()
    road.number = road.town.ticket(at=road.at).number
    for each in WAYS[status]:
        road.do(each)
    road.at += timedelta(minutes=1)
    disaster.switch_off(mode.pk, "雨停", by=admin, at=road.at)
    forget_all()
