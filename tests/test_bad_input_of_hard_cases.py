"""Bad input of the hard cases, at the doors: each is told in a clear sentence, and not one row of any table changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from hotline.flow.followup import actions as followups
from hotline.flow.groups import actions as groups
from hotline.flow.groups import following
from hotline.flow.rewards.tests import safety
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.disaster import keeping
from hotline.ground.disaster.words import NewLimitSet
from hotline.ground.people.models import Role
from hotline.ground.people.words import Actor
from hotline.insight.evaluation import actions as evaluation
from hotline.insight.evaluation import queries as schemes
from hotline.insight.evaluation.words import Group
from hotline.lib import statements
from hotline.lib.memo import forget_all
from hotline.watch.feeds import delivering
from hotline.watch.feeds.models import Delivery
from hotline.watch.feeds.tests import feeding
from hotline.watch.supervision import actions as supervising
from hotline.watch.supervision.words import Grade, NewOrder
from tests import benches, supervised
from tests.benches import NOW, Enter
from tests.flow.road import CONTENT, Road
from tests.town import MONDAY, Town

now, enter = benches.now, benches.enter
WHY = {"reason": "not_ours", "basis": "三定规定第五条"}
ASIDE = ("django_session", "django_migrations", "procrastinate")
"""Tables in which a visit itself leaves its traces."""


def everything() -> dict[str, Any]:
    """What stands in every table of the house, in short."""
    names = [name for name in connection.introspection.table_names() if not name.startswith(ASIDE)]
    rows = "SELECT '{0}', md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM \"{0}\" t"
    found = statements.run(" UNION ALL ".join(rows.format(name) for name in names), ())
    return dict(found)


@contextmanager
def nothing_changes() -> Iterator[None]:
    """A block that leaves every row of every table as it was."""
    before = everything()
    yield
    assert {name for name, stands in everything().items() if before[name] != stands} == set()


def tells(answer: Any, status: int, sentence: str) -> None:
    """The answer says so, in words."""
    assert answer.status_code == status, answer.content.decode()
    assert sentence in answer.content.decode()


def allow(role: str, *permissions: str) -> None:
    """Give a role more, without asking its people for a second factor."""
    row = Role.objects.get(code=role)
    Role.objects.filter(code=role).update(permissions=[*row.permissions, *permissions], is_privileged=False)
    forget_all()


def do(ticket: Ticket, verb: Verb) -> str:
    """Where a verb is done on the ticket's page."""
    return f"/tickets/{ticket.number}/do/{verb}/"


def of(ticket: Ticket, unit: str = "320211-cg") -> int:
    """The open assignment of a unit."""
    return Assignment.objects.get(ticket=ticket, unit__code=unit, is_open=True).pk


def it_is(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Some days later."""
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=days))


def test_an_extension_asked_when_the_limit_is_over(town: Town, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = town.ticket(Status.HANDLING)
    it_is(monkeypatch, 9)
    unit = enter("handler.binhu-cg")
    said = {"assignment": of(ticket), "days": 1, "reason": "complex", "why": "需换电缆"}
    with nothing_changes():
        tells(unit.post(do(ticket, Verb.EXTEND), said), 409, "届满，延期须在届满前申请")


def test_a_return_after_the_limit(town: Town, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    it_is(monkeypatch, 3)
    unit = enter("handler.binhu-cg")
    with nothing_changes():
        answer = unit.post(do(ticket, Verb.RETURN), WHY | {"assignment": of(ticket)})
        tells(answer, 409, "退单期限已于 03-04 18:00 届满，“滨湖区城市管理局”不能再退单")


def test_a_third_return(town: Town, enter: Enter) -> None:
    ticket, unit = town.ticket(Status.TO_SIGN), enter("handler.binhu-cg")
    road = Road(town, ticket)
    for _ in range(2):
        road.do(Verb.RETURN)
        road.do(Verb.DENY_RETURN)
    with nothing_changes():
        answer = unit.post(do(ticket, Verb.RETURN), WHY | {"assignment": of(ticket)})
        tells(answer, 409, "“滨湖区城市管理局”对这张工单已退单 2 次，不能再退")


@pytest.mark.parametrize("minutes", ["", "  \n"])
def test_an_arbitration_without_minutes(town: Town, enter: Enter, minutes: str) -> None:
    road = Road(town, town.ticket(Status.TO_DISPATCH))
    road.do(Verb.OPEN_ARBITRATION)
    centre = enter("dispatcher.wuxi")
    said = {"minutes": minutes, "ground": "移交协议", "liable": town.unit("320211-cg").pk}
    with nothing_changes():
        tells(centre.post(do(road.ticket, Verb.ARBITRATE), said), 422, "请先填写会商纪要，再作裁定。")


def test_feedback_by_the_wrong_unit(town: Town, enter: Enter) -> None:
    """Whoever sees the order is told whose it is; to who does not, it is not there."""
    supervised.furnish(town)
    ticket = town.ticket(Status.HANDLING, joint=("320211-mz",))
    unit, centre = town.unit("320211-cg").pk, town.unit("320200-rx").pk
    new = NewOrder(Grade.ORDINARY, unit, "topic", "请督促办理", NOW + timedelta(days=4), centre)
    order = supervising.supervise([ticket.number], new, by=town.actor("supervisor.wuxi"), at=NOW)
    supervising.sign(order.pk, by=town.actor("handler.binhu-cg"), at=NOW)
    place, said = f"/oversight/orders/{order.pk}/feedback/", {"text": "替城管局反馈"}
    giver, helper, stranger = (enter(each) for each in ("supervisor.wuxi", "handler.binhu-mz", "handler.huqiu-cg"))
    with nothing_changes():
        tells(giver.post(place, said), 403, "您的岗位不能代办")
        for who in (helper, stranger):
            tells(who.post(place, said), 404, "没有找到")


def test_feedback_on_a_feed_by_the_wrong_department(town: Town, enter: Enter) -> None:
    feeding.prepare()
    feeding.agree(town, categories=())
    feeding.opened(town)
    delivering.look_at([feeding.report(town, "320500-rx").id], at=feeding.later())
    row = Delivery.objects.get()
    wrong = [enter(each) for each in ("handler.wuxi-cg", "handler.huqiu-cg")]
    with nothing_changes():
        for who in wrong:
            said = {"finding": "confirmed", "feedback": "已上门核查并整改。"}
            tells(who.post(f"/feeds/inbox/{row.pk}/", said), 404, "没有找到")


def test_un_merging_after_the_main_was_closed(town: Town, enter: Enter) -> None:
    main, member = town.ticket(Status.FOLLOW_UP), town.ticket(Status.TO_DISPATCH)
    groups.merge(member.number, main.number, "同一盏灯", by=town.actor("dispatcher.wuxi"), at=NOW)
    following.follow_all(at=NOW)
    followups.follow_up(main.number, CONTENT, by=town.actor("followup.wuxi"), at=NOW)
    dispatcher = enter("dispatcher.wuxi")
    with nothing_changes():
        answer = dispatcher.post(do(member, Verb.UNMERGE), {"why": "不是同一处"})
        tells(answer, 409, "主单已归档，不能再撤销并单")


def test_a_reward_for_the_second_informant(town: Town, enter: Enter) -> None:
    safety.prepare()
    first, _ = safety.sealed(town, 1)
    second, _ = safety.sealed(town, 10)
    hazard = safety.effective(town, first)
    safety.effective(town, second, hazard)
    desk = enter("safety.wuxi")
    said = {"report": second.number, "rule": safety.rule(), "base": "50000", "why": "第二位举报人也有功"}
    with nothing_changes():
        answer = desk.post(f"/rewards/hazards/{hazard}/propose/", said)
        tells(answer, 422, "同一事项只奖励最先的有效举报人")
    safety.proposed(town, first, hazard)
    with nothing_changes():
        answer = desk.post(f"/rewards/hazards/{hazard}/propose/", said | {"report": first.number})
        tells(answer, 409, "同一事项只奖励一次")


def test_a_feed_to_a_department_without_right(town: Town, enter: Enter) -> None:
    """One with no agreement at all, and one whose agreement is for another city."""
    feeding.prepare()
    allow("supervisor")
    keeper = enter("supervisor.js")
    said = {
        "name": "群租房隐患流转",
        "code": "group-rental",
        "department": "cg",
        "level": "city",
        "receipt_limit": "1wd",
        "answer_limit": "5wd",
        "any_words": "群租",
        "regions": ["3205"],
        "fields_": ["title"],
        "why": "先行试点",
    }
    with nothing_changes():
        tells(keeper.post("/feeds/rules/new/", said), 422, "这个部门没有有效的数据共享协议，请先登记协议")
    feeding.agree(town, categories=(), region="3202")
    with nothing_changes():
        answer = keeper.post("/feeds/rules/new/", said)
        tells(answer, 422, "没有接收这些数据的有效协议")


def test_a_cyclic_send_down(town: Town, enter: Enter) -> None:
    """From the district to the street and back up; nor may the street ask the district for help in its own chain."""
    road = Road(town, town.ticket(Status.HANDLING, lead="320211-zf"))
    road.do(Verb.SEND_DOWN)
    street = of(road.ticket, "320211004-jd")
    road.do(Verb.SIGN, on=Assignment.objects.get(pk=street))
    unit = enter("handler.lihu")
    said = {"assignment": street, "unit": town.unit("320211-zf").pk, "note": ""}
    with nothing_changes():
        for verb in (Verb.SEND_DOWN, Verb.ADD_JOINT):
            tells(unit.post(do(road.ticket, verb), said), 409, "“滨湖区人民政府”已在这条派单链上，不能再派回")


def test_an_instruction_by_someone_who_is_no_leader(town: Town, enter: Enter) -> None:
    """Somebody without the right, and somebody of the office who names herself instead of a leader."""
    ticket = town.ticket(Status.HANDLING)
    allow("supervisor", "instruct")
    agent, office = enter("agent.wuxi"), enter("supervisor.js")
    said = {"text": "请城管局三日内解决。", "given_on": "2020-03-02", "title": "市长"}
    with nothing_changes():
        tells(agent.post(do(ticket, Verb.INSTRUCT), said | {"leader_name": "李市长"}), 403, "您的岗位不能录入批示")
        tells(office.post(do(ticket, Verb.INSTRUCT), said), 422, "请填写是哪位领导批示的")


def test_a_scheme_whose_weights_do_not_add_up(town: Town, enter: Enter) -> None:
    allow("supervisor", "score_units")
    centre = town.unit("320000-rx").pk
    example = schemes.examples()["lianyungang-95"]
    districts = (Group("district", "县区部门", "Districts", ("320211-cg",)),)
    evaluation.adopt(centre, replace(example, groups=districts), date(2020, 2, 1), by=Actor.system(), at=MONDAY)
    keeper = enter("supervisor.js")
    said = {
        "code": "js-2020",
        "name": "考核方案",
        "name_en": "Scheme",
        "from_on": "2020-05-01",
        "total": "100",
        "groups": "县区部门 | Districts | 320211-cg",
        "on_time_conclusion_weight": "20",
        "on_time_conclusion_target": "95",
        "on_time_conclusion_floor": "0",
        "on_time_conclusion_pieces": "0:1",
        "satisfaction_weight": "25",
        "satisfaction_target": "95",
        "satisfaction_floor": "12.5",
        "satisfaction_pieces": "0:0.5",
    }
    with nothing_changes():
        answer = keeper.post(f"/scores/schemes/{centre}/adopt/", said)
        tells(answer, 422, "各项分值合计 45 分，应为 100 分")


def test_disaster_mode_without_an_end(town: Town, enter: Enter) -> None:
    allow("shift_lead", "manage_disaster")
    essential = NewLimitSet("essential", "基本", "Essential", {"dispatch": "30min"}, 24)
    keeping.set_limits(essential, by=town.actor("admin.js"), at=MONDAY)
    lead = enter("lead.wuxi")
    said = {"region_0": "3202", "name": "暴雨", "reason": "红色预警", "limit_set": "essential", "expires_at": ""}
    with nothing_changes():
        tells(
            lead.post(reverse("special:disasters"), said), 422, "请填写结束时间：应急模式到时自动恢复常态，不能长期开着"
        )
