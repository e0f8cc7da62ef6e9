"""Disaster mode: who switches it, what runs while it is on, and that nothing is lost when it is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hotline.flow.emergency import bulk, callbacks, errors, normal
from hotline.flow.emergency.models import CallBack
from hotline.flow.emergency.words import TryResult
from hotline.flow.groups.models import Member
from hotline.flow.intake import actions as intake
from hotline.flow.tickets.models import Clock, Ticket
from hotline.flow.tickets.words import Mark, NewTicket, Status
from hotline.ground.catalogue.models import LimitPolicy
from hotline.ground.catalogue.words import ClockKind, Kind
from hotline.ground.disaster import actions as disaster
from hotline.ground.disaster import errors as refusals
from hotline.ground.disaster import keeping, queries
from hotline.ground.disaster.models import Mode
from hotline.ground.disaster.words import ModeState, NewLimitSet, NewMode, NewTemplate
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.ground.people.models import Role
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted
from tests.town import LONG_AGO, MONDAY, Town

LATER = MONDAY + timedelta(hours=6)
FLOOD = NewMode("3202", "太湖流域暴雨", "Storm over lake Tai", "气象台发布暴雨红色预警", "essential", LATER, "01.01.02")


class Storm:
    """A town where disaster mode can be switched."""

    def __init__(self, town: Town) -> None:
        self.town = town
        for code, more in (
            ("shift_lead", ["manage_disaster", "merge", "link", "normalise"]),
            ("administrator", ["manage_disaster"]),
        ):
            role = Role.objects.get(code=code)
            Role.objects.filter(code=code).update(permissions=[*role.permissions, *more])
        self._second_admin()
        forget_all()
        limits = {"dispatch": "30min", "sign": "15min", "handle": "24h"}
        keeping.set_limits(NewLimitSet("essential", "基本", "Essential", limits, 24), by=self.admin, at=MONDAY)
        self.lead, self.agent = town.actor("lead.wuxi"), town.actor("agent.wuxi")

    @property
    def admin(self) -> Any:
        return self.town.actor("admin.js")

    def _second_admin(self) -> None:
        from hotline.ground.people.models import Person, Posting

        hashed = self.town.person("admin.js").password
        person = Person.objects.create(username="admin2.js", name="省管理员乙", password=hashed, created_at=MONDAY)
        unit = self.town.unit("320000-rx")
        Posting.objects.create(person=person, role_id="administrator", organisation=unit, from_on=LONG_AGO)

    def on(self, **changes: Any) -> Mode:
        row = disaster.switch_on(replace(FLOOD, **changes), by=self.lead, at=MONDAY)
        forget_all()
        return row

    def off(self, row: Mode, at: Any = LATER - timedelta(hours=1)) -> None:
        disaster.switch_off(row.pk, "雨停", by=self.lead, at=at)
        forget_all()


@pytest.fixture
def storm(town: Town) -> Storm:
    return Storm(town)


@pytest.mark.parametrize(
    ("changes", "refusal", "words"),
    [
        ({"expires_at": None}, refusals.NoExpiry, "结束时间"),
        ({"expires_at": MONDAY - timedelta(minutes=1)}, refusals.ExpiryPast, "已经过去"),
        ({"expires_at": MONDAY + timedelta(hours=25)}, refusals.ExpiryTooFar, "24 小时"),
        ({"reason": "  "}, refusals.NoReason, "理由"),
        ({"name": ""}, refusals.Impossible, "事件名称"),
        ({"limit_set": "none"}, refusals.Impossible, "时限方案"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_switched(
    storm: Storm, changes: dict[str, Any], refusal: type[Exception], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        storm.on(**changes)
    assert not Mode.objects.exists()
    assert not Event.objects.filter(topic="disaster").exists()


def test_a_region_has_one_switch_and_the_second_person_is_told_who_was_faster(storm: Storm) -> None:
    first = storm.on()
    with pytest.raises(refusals.AlreadyOn, match=r"太湖流域暴雨.*周班长"):
        disaster.switch_on(FLOOD, by=storm.admin, at=MONDAY)
    assert Mode.objects.get().pk == first.pk
    assert Notice.objects.filter(kind="disaster").count() == 2, "the centres of the city and of its county"


@pytest.mark.parametrize("who", ["agent.wuxi", "dispatcher.wuxi", "auditor.js"])
def test_who_may_not_switch_is_refused(storm: Storm, who: str) -> None:
    with pytest.raises(NotPermitted):
        disaster.switch_on(FLOOD, by=storm.town.actor(who), at=MONDAY)


@pytest.mark.parametrize("region", ["3205", "320505", "32"])
def test_a_shift_lead_switches_her_own_centres_region_only(storm: Storm, region: str) -> None:
    with pytest.raises(NotPermitted):
        storm.on(region=region)


def test_the_whole_province_needs_two_people(storm: Storm) -> None:
    whole = replace(FLOOD, region="32")
    row = disaster.switch_on(whole, by=storm.admin, at=MONDAY)
    forget_all()
    assert row.state is ModeState.PROPOSED
    assert queries.in_force("3202", MONDAY) is None
    with pytest.raises(refusals.SamePerson):
        disaster.confirm(row.pk, by=storm.admin, at=MONDAY)
    disaster.confirm(row.pk, by=storm.town.actor("admin2.js"), at=MONDAY + timedelta(minutes=3))
    forget_all()
    assert queries.in_force("320505", MONDAY + timedelta(minutes=4)) is not None
    with pytest.raises(refusals.NotProposed):
        disaster.confirm(row.pk, by=storm.town.actor("admin2.js"), at=MONDAY)
    assert list(Event.objects.filter(topic="disaster").values_list("verb", flat=True)) == ["propose", "confirm"]


def test_a_proposal_nobody_confirms_is_dropped(storm: Storm) -> None:
    row = disaster.switch_on(replace(FLOOD, region="32"), by=storm.admin, at=MONDAY)
    assert disaster.expire(at=MONDAY + timedelta(hours=2)) == 1
    row.refresh_from_db()
    assert row.state is ModeState.DROPPED
    assert not Notice.objects.filter(kind__startswith="disaster").exists()


def test_how_long_a_proposal_waits_and_a_set_may_last_is_the_policys(storm: Storm) -> None:
    LimitPolicy.objects.update(confirm_minutes=30, disaster_days=1)
    forget_all()
    disaster.switch_on(replace(FLOOD, region="32"), by=storm.admin, at=MONDAY)
    assert disaster.expire(at=MONDAY + timedelta(minutes=29)) == 0
    assert disaster.expire(at=MONDAY + timedelta(minutes=30)) == 1
    new = NewLimitSet("short", "短", "Short", {"sign": "15min"}, 25)
    with pytest.raises(refusals.Impossible, match="24 小时"):
        keeping.set_limits(new, by=storm.admin, at=MONDAY)
    assert keeping.set_limits(replace(new, longest_hours=24), by=storm.admin, at=MONDAY).pk == "short"


def test_tickets_of_the_region_carry_the_mark_and_only_essential_clocks(storm: Storm) -> None:
    storm.on()
    ticket = storm.town.ticket(Status.TO_DISPATCH)
    assert ticket.marks == [Mark.DISASTER]
    clocks = {clock.kind: clock.limit for clock in Clock.objects.filter(ticket=ticket)}
    assert clocks == {ClockKind.DISPATCH: "30min"}, "the review clock stands still"
    elsewhere = storm.town.ticket(Status.IN_REVIEW, region="320505")
    assert elsewhere.marks == []
    assert Clock.objects.filter(ticket=elsewhere, stopped_at=None).count() == 1


def test_when_it_is_over_clocks_begin_by_the_usual_policy_and_past_ones_stay(storm: Storm) -> None:
    row = storm.on()
    review, sent = storm.town.ticket(Status.IN_REVIEW), storm.town.ticket(Status.TO_DISPATCH)
    before = Clock.objects.filter(ticket=sent).values_list("kind", "due_at", "policy").get()
    assert (review.due_at, Clock.objects.filter(ticket=review).count()) == (None, 0)
    assert normal.settle(at=MONDAY + timedelta(hours=1)) == 0, "not while it is on"
    storm.off(row)
    assert normal.settle(at=LATER) == 1
    assert normal.settle(at=LATER) == 0
    clock = Clock.objects.get(ticket=review)
    assert (clock.kind, clock.limit, clock.policy, clock.started_at) == (ClockKind.REVIEW, "30min", "v1", LATER)
    assert Clock.objects.filter(ticket=sent).values_list("kind", "due_at", "policy").get() == before
    last = Event.objects.filter(topic="ticket", subject=review.pk).latest("seq")
    assert (last.verb, last.by_name) == ("normalise", "系统")
    row.refresh_from_db()
    assert row.settled_at == LATER
    assert Notice.objects.filter(kind="disaster_ended").count() == 2


def test_it_ends_by_itself_and_by_hand_only_once(storm: Storm) -> None:
    row = storm.on()
    assert disaster.expire(at=LATER - timedelta(minutes=1)) == 0
    with pytest.raises(refusals.NoReason):
        disaster.switch_off(row.pk, " ", by=storm.lead, at=LATER)
    disaster.extend(row.pk, LATER + timedelta(hours=2), "水位未退", by=storm.lead, at=MONDAY)
    assert disaster.expire(at=LATER) == 0
    assert disaster.expire(at=LATER + timedelta(hours=2)) == 1
    with pytest.raises(refusals.NotActive, match="系统"):
        disaster.switch_off(row.pk, "雨停", by=storm.lead, at=LATER + timedelta(hours=3))
    again = disaster.switch_on(
        replace(FLOOD, expires_at=LATER + timedelta(hours=9)), by=storm.lead, at=LATER + timedelta(hours=4)
    )
    assert again.state is ModeState.ACTIVE


def test_short_tickets_are_listed_until_they_are_complete(storm: Storm) -> None:
    row = storm.on()
    short = storm.town.ticket(Status.IN_REVIEW, category="", place="")
    assert [each.pk for each in normal.to_complete(row, storm.agent)] == [short.pk]
    assert not normal.to_complete(row, storm.town.actor("agent.suzhou")).exists()
    from hotline.flow.intake import corrections

    corrections.amend(short.number, {"category": "01.01.02", "place": "蠡湖大道"}, by=storm.agent, at=LATER)
    assert not normal.to_complete(row, storm.agent).exists()
    assert [each.pk for each in normal.taken_under(row, storm.agent)] == [short.pk]


EVENT = NewTicket(
    Kind.HELP, "蠡湖大道涵洞积水", "涵洞积水半米，车辆被困。", category="01.01.02", region="320211", place="蠡湖大道"
)


def test_many_callers_of_one_event_each_get_a_ticket_under_the_first(storm: Storm) -> None:
    storm.on()
    said = "13800001111 张三 蠡湖大道3号\n13800002222，李四，蠡湖大道5号\n\n12ab\n13800001111 又是张三"
    told = bulk.register(bulk.callers(said), EVENT, by=storm.lead, at=MONDAY)
    assert [bool(each.number) for each in told] == [True, True, False, False]
    assert told[2].refusal is not None
    assert told[3].refusal is not None
    assert "无效" in told[2].refusal.sentence()
    assert told[0].number in told[3].refusal.sentence()
    main = Ticket.objects.get(number=told[0].number)
    assert Member.objects.get().main_id == main.pk
    assert sorted(main.marks) == [Mark.DISASTER, Mark.MAIN]
    second = Ticket.objects.get(number=told[1].number)
    assert (second.status, second.words.place, second.contact.name) == (Status.MERGED, "蠡湖大道5号", "李四")
    third = bulk.register(bulk.callers("13800003333"), EVENT, main.number, by=storm.lead, at=MONDAY)
    assert Member.objects.filter(main=main).count() == 2
    assert third[0].number


@pytest.mark.parametrize(("said", "refusal"), [("", errors.NobodyListed), ("1\n" * 101, errors.TooMany)])
def test_a_list_of_nobody_or_of_too_many_is_refused(said: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        bulk.callers(said)


def test_without_a_disaster_or_with_a_wrong_main_nothing_is_registered_in_bulk(storm: Storm) -> None:
    with pytest.raises(errors.NotInDisaster):
        bulk.register(bulk.callers("13800001111"), EVENT, by=storm.lead, at=MONDAY)
    storm.on()
    closed = storm.town.ticket(Status.REGISTERED).number
    for main in (closed, "20000000000000"):
        with pytest.raises(errors.WrongMain):
            bulk.register(bulk.callers("13800001111"), EVENT, main, by=storm.lead, at=MONDAY)
    assert Ticket.objects.count() == 1


def test_who_could_not_be_served_is_rung_back_and_each_try_is_noted(storm: Storm) -> None:
    row = storm.on()
    noted = callbacks.note("13800001111", "张三", "占线挂断", by=storm.agent, at=MONDAY)
    with pytest.raises(errors.AlreadyListed):
        callbacks.note("138 0000 1111", "", "", by=storm.lead, at=MONDAY)
    with pytest.raises(errors.NoNumber):
        callbacks.note("", "", "", by=storm.agent, at=MONDAY)
    assert callbacks.waiting(row.pk, storm.agent) == 1
    callbacks.tried(noted.pk, TryResult.UNREACHED, by=storm.agent, at=MONDAY + timedelta(minutes=5))
    assert callbacks.waiting(row.pk, storm.agent) == 1
    callbacks.tried(noted.pk, TryResult.SERVED, by=storm.agent, at=MONDAY + timedelta(minutes=9))
    assert (callbacks.waiting(row.pk, storm.agent), noted.tries.count()) == (0, 2)
    with pytest.raises(errors.AlreadyDone, match="王敏"):
        callbacks.tried(noted.pk, TryResult.SERVED, by=storm.lead, at=MONDAY)
    verbs = list(Event.objects.filter(topic="disaster").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["switch_on", "note_call_back", "try_call_back", "try_call_back"]


def test_another_citys_list_is_not_there(storm: Storm) -> None:
    storm.on()
    noted = callbacks.note("13800001111", "", "", by=storm.agent, at=MONDAY)
    stranger = storm.town.actor("agent.suzhou")
    assert not callbacks.listed(noted.mode_id, stranger).exists()
    with pytest.raises(errors.CallBackNotFound):
        callbacks.tried(noted.pk, TryResult.SERVED, by=stranger, at=MONDAY)
    with pytest.raises(errors.NotInDisaster):
        callbacks.note("13800002222", "", "", by=stranger, at=MONDAY)
    assert CallBack.objects.count() == 1


def test_prepared_answers_and_limits_are_kept_by_who_keeps_the_area(storm: Storm) -> None:
    own = NewTemplate("绕行", "Detour", "请绕行。", "Please take another way.", region="3202")
    row = keeping.set_template(None, own, by=storm.admin, at=MONDAY)
    assert [each.pk for each in queries.templates(["320211"], MONDAY.date())] == [row.pk]
    assert queries.templates(["3205"], MONDAY.date()) == []
    keeping.retire_template(row.pk, MONDAY.date(), by=storm.admin, at=MONDAY)
    assert queries.templates(["3202"], date(2020, 3, 2)) == []
    with pytest.raises(NotPermitted):
        keeping.set_template(None, own, by=storm.lead, at=MONDAY)
    for limits in ({"handle": "soon"}, {"rework": "1h"}):
        with pytest.raises(refusals.Impossible):
            keeping.set_limits(NewLimitSet("bad", "坏", "Bad", limits), by=storm.admin, at=MONDAY)


def test_a_ticket_of_the_portal_is_marked_too(storm: Storm) -> None:
    storm.on()
    [new] = intake.take(storm.town.appeal(), by=storm.agent, at=MONDAY, submitted=True)
    assert Ticket.objects.get(number=new.number).marks == [Mark.DISASTER]
