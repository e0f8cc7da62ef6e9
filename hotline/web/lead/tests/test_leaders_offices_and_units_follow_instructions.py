"""The leader's page, the office's bench and the unit's tasks: each shows and does what belongs to it, and no more."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hotline.flow.groups import actions as groups
from hotline.flow.tickets.words import Mark, Status
from hotline.ground.catalogue.models import LimitPolicy
from hotline.ground.people.models import Person
from hotline.ground.people.words import Actor, Scope
from hotline.lib.memo import forget_all
from hotline.watch.instructions import actions, tasking
from hotline.watch.instructions.models import Feedback, Instruction, ReportReference, Task
from hotline.watch.instructions.words import NewInstruction, NewTask
from tests.employing import employ, handler, leader, office
from tests.flow.road import Road
from tests.town import MONDAY, Town

TODAY = date(2020, 3, 2)
WORDS = "请城管局牵头，三日内解决路灯问题。"


class Scene(NamedTuple):
    """A lamp in Wuxi, its mayor, her office and the district's city management."""

    road: Road
    leader: Actor
    office: Actor
    unit: Actor


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is an hour after the town's Monday began."""
    at = MONDAY + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


@pytest.fixture
def scene(town: Town) -> Scene:
    road = Road(town, town.ticket(Status.HANDLING))
    return Scene(road, leader(town), office(town), handler(town, "城管员", "320211-cg"))


def enter(who: Actor) -> Client:
    """Somebody at her own screen."""
    client = Client()
    client.force_login(Person.objects.get(pk=who.person_id or 0), "django.contrib.auth.backends.ModelBackend")
    return client


def page(who: Actor, address: str, status: int = 200) -> str:
    shown = enter(who).get(address)
    assert shown.status_code == status, address
    return shown.content.decode()


def instructed(scene: Scene) -> int:
    return actions.instruct(scene.road.number, NewInstruction(WORDS, TODAY, "市长"), by=scene.leader, at=scene.road.at)


def tasked(scene: Scene, made: int, unit: str = "320211-cg") -> int:
    new = NewTask(scene.road.town.unit(unit).pk, "修复并排查", TODAY + timedelta(days=3))
    return tasking.give(made, new, by=scene.office, at=scene.road.at)


def test_from_the_ticket_page_to_the_leaders_receipt_through_the_doors(scene: Scene) -> None:
    number = scene.road.number
    mine, desk, unit = enter(scene.leader), enter(scene.office), enter(scene.unit)
    assert "没有在办的批示" in mine.get("/lead/").content.decode()
    scan = SimpleUploadedFile("批示.txt", "批示件".encode(), "text/plain")
    said = {"text": WORDS, "given_on": "2020-03-02", "title": "市长", "file": scan}
    assert mine.post(f"/tickets/{number}/do/instruct/", said).status_code == 302
    made = Instruction.objects.get()
    assert (made.leader_name, made.leader_title, made.entered_by) == ("市长", "市长", "市长")
    assert "督办员正在分解任务" in mine.get("/lead/").content.decode()
    assert WORDS in desk.get("/lead/bench/").content.decode()
    to = {"unit": scene.road.town.unit("320211-cg").pk, "what": "修复并排查", "due_on": "2020-03-05"}
    assert desk.post(f"/lead/instructions/{made.pk}/task/", to).status_code == 302
    task = Task.objects.get()
    assert "修复并排查" in unit.get("/lead/tasks/").content.decode()
    assert unit.post(f"/lead/tasks/{task.pk}/sign/").status_code == 302
    proof = {"text": "已修复", "file": SimpleUploadedFile("说明.txt", "已修复".encode(), "text/plain")}
    assert unit.post(f"/lead/tasks/{task.pk}/report/", proof).status_code == 302
    judged = desk.post(f"/lead/instructions/{made.pk}/tasks/{task.pk}/judge/", {"judgement": "done"})
    assert judged.status_code == 302
    ended = {"outcome": "done", "conclusion": "路灯已修复。"}
    assert desk.post(f"/lead/instructions/{made.pk}/conclude/", ended).status_code == 302
    home = mine.get("/lead/").content.decode()
    assert "回报给您的" in home
    assert "路灯已修复。" in home
    assert mine.post(f"/lead/instructions/{made.pk}/read/", {"next": "home"})["Location"] == "/lead/"
    assert "近来办结的批示（1）" in mine.get("/lead/").content.decode()
    told = mine.get(f"/tickets/{number}/").content.decode()
    for line in ("市长 市长批示", "批示任务下达滨湖区城市管理局，2020-03-05 前反馈", "批示办结并回报：已落实"):
        assert line in told
    for who in (mine, desk, unit):
        for file in (made.file_id, Feedback.objects.get().file_id):
            shown = who.get(f"/lead/instructions/{made.pk}/files/{file}/")
            assert shown.getvalue()


def test_the_office_names_the_leader_and_is_told_when_it_did_not(scene: Scene) -> None:
    desk, address = enter(scene.office), f"/tickets/{scene.road.number}/do/instruct/"
    said = {"text": WORDS, "given_on": "2020-03-02"}
    assert "请填写是哪位领导批示的" in desk.post(address, said).content.decode()
    assert (
        "不能晚于今天"
        in desk.post(
            address, said | {"leader_name": "王某", "title": "省长", "given_on": "2020-03-03"}
        ).content.decode()
    )
    assert not Instruction.objects.exists()
    assert "市长" in desk.get(address).content.decode()
    assert desk.post(address, said | {"leader": scene.leader.person_id, "title": "市长"}).status_code == 302
    assert Instruction.objects.get().leader_id == scene.leader.person_id


def test_a_leader_of_another_city_and_another_unit_find_nothing(scene: Scene) -> None:
    town, made = scene.road.town, instructed(scene)
    task = tasked(scene, made)
    elsewhere = leader(town, "苏州市长", "320500-rx")
    desk = office(town, "苏州督办", "320500-rx")
    other = handler(town, "民政员", "320211-mz")
    agent = town.actor("agent.wuxi")
    for who in (elsewhere, desk, other, agent):
        page(who, f"/lead/instructions/{made}/", 404)
        assert (
            enter(who).post(f"/lead/instructions/{made}/conclude/", {"outcome": "done", "conclusion": "x"}).status_code
            == 404
        )
        assert (
            enter(who).post(f"/lead/instructions/{made}/tasks/{task}/judge/", {"judgement": "done"}).status_code == 404
        )
        page(who, f"/lead/instructions/{made}/files/1/", 404)
    for who in (elsewhere, desk, agent):
        assert enter(who).get(f"/lead/tasks/{task}/").status_code == 403
    page(other, f"/lead/tasks/{task}/", 404)
    assert enter(other).post(f"/lead/tasks/{task}/sign/").status_code == 404
    assert WORDS not in page(desk, "/lead/bench/")
    assert "路灯" not in page(elsewhere, "/lead/")
    assert Client().get("/lead/").status_code == 302
    for address in ("/lead/", "/lead/bench/"):
        assert enter(scene.unit).get(address).status_code == 403
    assert Task.objects.get().signed_at is None


def test_what_is_filled_in_wrongly_is_told_and_stays_in_the_form(scene: Scene) -> None:
    made = instructed(scene)
    desk, unit = enter(scene.office), enter(scene.unit)
    to = {"unit": scene.road.town.unit("320211-cg").pk, "what": "修复", "due_on": "2020-03-01"}
    answer = desk.post(f"/lead/instructions/{made}/task/", to)
    assert answer.status_code == 422
    assert "反馈期限（2020-03-01）已经过去" in answer.content.decode()
    for lacking in ("unit", "due_on", "what"):
        said = {name: value for name, value in to.items() if name != lacking}
        assert desk.post(f"/lead/instructions/{made}/task/", said).status_code == 422
    assert not Task.objects.exists()
    task = tasked(scene, made)
    judged = desk.post(f"/lead/instructions/{made}/tasks/{task}/judge/", {"judgement": "done"})
    assert "还没有新的反馈" in judged.content.decode()
    early = unit.post(f"/lead/tasks/{task}/report/", {"text": "已办完了"})
    assert early.status_code == 409
    assert "请先签收" in early.content.decode()
    unit.post(f"/lead/tasks/{task}/sign/")
    unit.post(f"/lead/tasks/{task}/report/", {"text": "已办完了"})
    silent = desk.post(f"/lead/instructions/{made}/tasks/{task}/judge/", {"judgement": "continue", "opinion": ""})
    assert "请填写理由" in silent.content.decode()
    open_ = desk.post(f"/lead/instructions/{made}/conclude/", {"outcome": "done", "conclusion": "都好"})
    assert "还有 1 项任务没有了结" in open_.content.decode()
    assert "都好" in open_.content.decode()
    wrong = desk.post(f"/lead/instructions/{made + 1}/tasks/{task}/judge/", {"judgement": "done"})
    assert wrong.status_code == 404, "a task is judged under its own instruction"


def test_a_confidential_ticket_is_named_to_nobody_who_may_not_see_it(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, is_confidential=True, title="举报路灯工程"))
    mayor, blind = leader(town), office(town)
    seeing = employ(town, "保密督办", "320200-rx", Scope.AREA, "instruct", "instruction_task", "see_confidential")
    unit = handler(town, "市城管员", "320200-cg")
    made = actions.instruct(road.number, NewInstruction(WORDS, TODAY), by=mayor, at=road.at)
    new = NewTask(town.unit("320200-cg").pk, "核查", TODAY)
    task = tasking.give(made, new, by=seeing, at=road.at)
    assert "举报路灯工程" in page(mayor, "/lead/")
    assert WORDS not in page(blind, "/lead/bench/")
    for address in ("/lead/tasks/", f"/lead/tasks/{task}/"):
        shown = page(unit, address)
        assert "举报路灯工程" not in shown
        assert road.number not in shown
        assert "不在您的查看范围" in shown


def test_a_report_on_paper_is_noted_once_and_instructed_on(town: Town) -> None:
    mayor = leader(town)
    mine = enter(mayor)
    assert "本周还没有专报" in mine.get("/lead/").content.decode()
    said = {"series": "weekly", "number": "第9期", "title": "一周诉求", "issued_on": "2020-03-01"}
    for _ in range(2):
        assert mine.post("/lead/reports/new/", said).status_code == 302
    report = ReportReference.objects.get()
    assert report.centre_id == town.unit("320200-rx").pk
    assert "一周诉求" in mine.get("/lead/").content.decode()
    lacking = mine.post(f"/lead/reports/{report.pk}/", {"text": "", "given_on": "2020-03-02"})
    assert lacking.status_code == 422
    assert mine.post(f"/lead/reports/{report.pk}/", {"text": WORDS, "given_on": "2020-03-02"}).status_code == 302
    assert WORDS in mine.get(f"/lead/reports/{report.pk}/").content.decode()
    page(leader(town, "苏州市长", "320500-rx"), f"/lead/reports/{report.pk}/", 404)


def test_hot_matters_are_those_of_her_area_in_their_kinds(town: Town) -> None:
    main, under = town.ticket(Status.HANDLING, title="主要的事"), town.ticket(Status.IN_REVIEW)
    again = town.ticket(Status.HANDLING, title="反复的事")
    later = MONDAY + timedelta(minutes=40)
    groups.merge(under.number, main.number, "同一路灯", by=Actor.system(), at=later)
    type(again).objects.filter(pk=again.pk).update(round=3, marks=[Mark.SUPERVISED.value])
    type(main).objects.filter(pk=main.pk).update(due_at=MONDAY)
    mayor, other = leader(town), leader(town, "苏州市长", "320500-rx")
    shown = {kind: page(mayor, f"/lead/hot/?hot={kind}") for kind in ("crowded", "supervised", "overdue", "repeated")}
    wanted = {"crowded": "主要的事", "supervised": "反复的事", "overdue": "主要的事", "repeated": "反复的事"}
    for kind, title in wanted.items():
        assert title in shown[kind]
        assert sum(each in shown[kind] for each in set(wanted.values())) == 1, kind
        assert "这一类没有热点" in page(other, f"/lead/hot/?hot={kind}")
    assert "2" in shown["crowded"]
    LimitPolicy.objects.update(hot_days=1)
    type(main).objects.filter(pk=main.pk).update(registered_at=MONDAY - timedelta(days=3))
    forget_all()
    assert "这一类没有热点" in page(mayor, "/lead/hot/?hot=overdue"), "how far back is looked is the policy's"
    assert "主要的事" in page(mayor, "/lead/?hot=nonsense")


def test_the_bell_leads_to_the_task_and_to_the_instruction(scene: Scene) -> None:
    made = instructed(scene)
    task = tasked(scene, made)
    rung = enter(scene.unit).post("/kit/notices/").content.decode()
    assert f"/lead/tasks/{task}/" in rung
    assert "批示任务待办理，2020-03-05 前反馈" in rung
    assert f"/lead/instructions/{made}/" in enter(scene.office).post("/kit/notices/").content.decode()
