"""Stories A4, A6 and A14: a joint team for one hard matter; a mayor who instructs twice; a governor's instructions."""

from __future__ import annotations

from datetime import datetime

from django.test import Client

from hotline.flow.teams.models import Team
from hotline.flow.tickets.models import Assignment
from hotline.flow.tickets.words import Closing, Mark, Status
from hotline.ground.calendar.words import SHANGHAI
from hotline.ground.outbox.models import Notice
from hotline.ground.people.models import Person
from hotline.watch.instructions.models import Instruction, Task

from .road import Road, branches, missed, timeline


def test_a4_a_ventilator_contract_is_dissolved_by_a_joint_team(road: Road) -> None:
    ticket = road.play("A4")

    told = timeline(ticket)
    assert [line for line in told if "04-22 14" in line and "修改登记" not in line] == [
        "04-22 14:05 登记受理 海若兰",
        "04-22 14:12 提请不予受理 海若兰",
        "04-22 14:20 不予受理 穆清扬",
        "04-22 14:26 提请破例受理 滕晓岚",
        "04-22 14:35 破例受理 盛海涛",
        "04-22 14:38 特事特办 岳正平",
        "04-22 14:45 派单 骆远帆",
        "04-22 14:52 签收 宋通达",
    ]
    assert "04-22 15:00 成立联动小组 岳正平" in told
    assert [line for line in told if "小组" in line and "04-23" in line] == [
        "04-23 11:20 小组记事 高守安",
        "04-23 13:40 小组记事 梅公正",
        "04-23 19:20 小组记事 林港生",
        "04-23 19:45 撤销联动小组 岳正平",
    ]
    assert told[-1] == "04-24 10:10 归档 钟灵秀"
    assert branches(ticket) == [
        "连云港市商务局 主办 20:00",
        "连云港市公安局 协办 11:25",
        "连云港市市场监督管理局 协办 13:45",
        "连云港市连云区人民政府 协办 19:30",
    ]
    assert missed(ticket) == []
    assert (ticket.status, ticket.closing) == (Status.CLOSED, Closing.FOLLOWED_UP)
    assert Mark.EXPEDITED in ticket.marks
    assert Mark.TEAM not in ticket.marks


def test_a4_the_city_is_told_at_once_and_only_the_team_sees_the_ticket(road: Road) -> None:
    ticket = road.play("A4")
    page, room = f"/tickets/{ticket.number}/", f"/tickets/{ticket.number}/team/"

    formed = datetime(2020, 4, 22, 15, 0, tzinfo=SHANGHAI)
    mayor = Person.objects.get(username="leader.lianyungang")
    assert Notice.objects.filter(kind="team", person=mayor).earliest("pk").at == formed
    team = Team.objects.get()
    log = list(team.entries.select_related("settles"))
    assert [(each.kind, (each.settles or each).number) for each in log] == [
        ("minutes", None), ("decision", 1), ("decision", 2), ("decision", 3), ("done", 1), ("done", 2), ("done", 3),
    ]  # fmt: skip
    shown = road.enter("handler.lianyun").get(room).content.decode()
    for words in ("扣除损失后分两次退款", "合同真实，货款在公司账户", "商务局宋某"):
        assert words in shown
    for stranger in ("handler.yancheng-wjw", "leader.yancheng", "handler.suzhou-gaj", "dispatcher.nanjing"):
        assert road.enter(stranger).get(page).status_code == 404
        assert road.enter(stranger).get(room).status_code == 404
    joint = Assignment.objects.filter(ticket=ticket, role="joint")
    assert {each.explanation["team"] for each in joint} == {team.pk}


def test_a6_the_mayor_instructs_twice_until_the_vaccine_is_given_in_the_city(road: Road) -> None:
    ticket = road.play("A6")

    told = timeline(ticket)
    assert [line for line in told if "批示" in line] == [
        "05-19 08:50 批示 魏长青",
        "05-19 09:20 分解批示 张克勤",
        "05-19 09:50 批示反馈 凌康乐",
        "05-22 11:00 批示反馈 凌康乐",
        "05-22 14:30 批示办结 张克勤",
        "05-22 15:00 批示办结 张克勤",
        "07-13 09:00 批示 魏长青",
        "07-13 09:30 分解批示 张克勤",
        "07-13 09:36 分解批示 张克勤",
        "07-13 10:05 批示反馈 凌康乐",
        "07-13 10:20 批示反馈 仲苗圃",
        "08-04 17:00 批示反馈 凌康乐",
        "08-04 17:30 批示办结 张克勤",
        "08-05 09:30 批示反馈 仲苗圃",
        "08-05 10:00 批示办结 张克勤",
        "08-05 14:30 批示办结 张克勤",
    ]
    assert missed(ticket) == []
    assert (ticket.status, ticket.closing) == (Status.CLOSED, Closing.FOLLOWED_UP)
    assert Mark.INSTRUCTED not in ticket.marks
    both = Instruction.objects.filter(ticket=ticket).order_by("pk")
    assert [(each.leader_name, each.outcome) for each in both] == [("魏长青", "done")] * 2
    assert all(each.read_at for each in both)
    assert "自8月5日起提供霍乱疫苗接种" in Client().get("/answers/", follow=True).content.decode()


def test_a6_the_centre_for_disease_control_does_its_task_without_seeing_the_ticket(road: Road) -> None:
    ticket = road.play("A6")
    task = Task.objects.get(unit__code="320900-jkzx")
    helper = road.enter("handler.yancheng-jkzx")

    assert helper.get(f"/tickets/{ticket.number}/").status_code == 404
    shown = helper.get(f"/lead/tasks/{task.pk}/").content.decode()
    assert "八月初务必开通" in shown
    assert ticket.number not in shown
    assert road.enter("handler.yancheng-mzj").get(f"/lead/tasks/{task.pk}/").status_code == 404
    for stranger in ("leader.nanjing", "supervisor.wuxi", "leader.lianyungang"):
        assert road.enter(stranger).get(f"/lead/instructions/{task.instruction_id}/").status_code == 404


def test_a14_each_of_the_governors_instructions_becomes_tasks_and_is_followed_until_done(road: Road) -> None:
    ticket = road.play("A14")

    rows = list(Instruction.objects.filter(report__isnull=False).order_by("pk").prefetch_related("tasks"))
    assert [(row.report.series, row.report.number, len(row.tasks.all())) for row in rows if row.report] == [
        ("daily", "第16期", 1),
        ("daily", "第23期", 1),
        ("daily", "第32期", 1),
        ("daily", "第53期", 1),
        ("analysis", "分析第3期", 2),
        ("analysis", "分析第4期", 1),
    ]
    assert {(row.leader_name, row.leader_title, row.outcome) for row in rows} == {("陆怀民", "省长", "done")}
    assert all(row.read_at for row in rows)
    assert set(Task.objects.values_list("outcome", flat=True)) == {"done"}
    fire = Task.objects.get(unit__code="320000-xfjy")
    assert [each.judgement for each in fire.judgings.all()] == ["continue", "done"]
    assert (fire.due_on.isoformat(), fire.feedbacks.count()) == ("2020-06-10", 2)
    assert ticket.status == Status.CLOSED
    shown = road.enter("leader.province").get("/lead/").content.decode()
    assert "近来办结的批示（6）" in shown
    for stranger, page in (("leader.wuxi", "/lead/"), ("supervisor.nanjing", "/lead/bench/?stage=concluded")):
        assert road.enter(stranger).get(f"/lead/instructions/{rows[0].pk}/").status_code == 404
        assert "防护物资诉求集中" not in road.enter(stranger).get(page).content.decode()
    assert "防护物资诉求集中" in road.enter("supervisor.province").get("/lead/bench/?stage=concluded").content.decode()
