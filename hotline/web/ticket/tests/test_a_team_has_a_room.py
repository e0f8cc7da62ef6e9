"""The room of a joint team: formed from the ticket's page, written in by its members, hidden from everybody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hotline.flow.teams.models import Entry, Team
from hotline.flow.tickets.words import Status
from hotline.ground.people.models import Person
from hotline.ground.people.words import Actor
from tests.employing import handler, office
from tests.flow.road import Road
from tests.town import MONDAY, Town


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """It is an hour after the town's Monday began."""
    at = MONDAY + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: at)
    return at


def enter(who: Actor) -> Client:
    """Somebody at her own screen."""
    client = Client()
    client.force_login(Person.objects.get(pk=who.person_id or 0), "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_team_is_formed_works_and_is_dissolved_through_the_doors(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    desk, member = enter(office(town)), enter(handler(town, "民政员", "320211-mz"))
    page, room = f"/tickets/{road.number}/", f"/tickets/{road.number}/team/"
    assert desk.get(room).status_code == 404, "no team yet"
    assert member.get(room).status_code == 404
    asked = desk.get(f"{page}do/form_team/").content.decode()
    assert "滨湖区城市管理局" in asked, "the lead is ticked already"
    lead, joint = town.unit("320211-cg").pk, town.unit("320211-mz").pk
    said = {"units": [str(lead)], "units_more": str(joint), "aim": "两家联动", "people": "民政局王某"}
    assert desk.post(f"{page}do/form_team/", said).status_code == 302
    assert "两家联动" in member.get(page).content.decode()
    assert "还没有议定事项" in member.get(room).content.decode()
    lacking = member.post(room, {"kind": "decision", "text": "约谈"})
    assert lacking.status_code == 422
    assert "由哪个成员单位" in lacking.content.decode()
    file = SimpleUploadedFile("纪要.txt", "会议纪要".encode(), "text/plain")
    assert member.post(room, {"kind": "minutes", "text": "碰头会", "file": file}).status_code == 302
    decided = {"kind": "decision", "text": "约谈企业", "unit": str(joint), "due_on": "2020-03-04"}
    assert member.post(room, decided).status_code == 302
    decision = Entry.objects.get(kind="decision")
    assert member.post(room, {"kind": "done", "text": "已约谈", "settles": str(decision.pk)}).status_code == 302
    shown = member.get(room).content.decode()
    for words in ("碰头会", "约谈企业", "已约谈", "纪要.txt", "民政局王某", "民政员 · 滨湖区民政局"):
        assert words in shown, words
    assert desk.post(f"{page}do/dissolve_team/", {"conclusion": "协商一致"}).status_code == 302
    assert "协商一致" in desk.get(room).content.decode()
    told = desk.get(page).content.decode()
    for line in (
        "成立联动小组，成员：滨湖区城市管理局、滨湖区民政局",
        "小组议定第 1 项，由滨湖区民政局于 2020-03-04 前完成",
        "小组议定第 1 项已落实",
    ):
        assert line in told, line
    assert member.get(room).status_code == 404, "it had answered nothing: the ticket is its no longer"
    assert Team.objects.get().dissolved_by == "督办"


def test_who_is_no_member_reads_the_room_where_she_sees_the_ticket_and_writes_nothing(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    desk = enter(office(town))
    units = [str(town.unit(code).pk) for code in ("320211-cg", "320211-mz")]
    said = {"units": units[:1], "units_more": units[1], "aim": "联动"}
    assert desk.post(f"/tickets/{road.number}/do/form_team/", said).status_code == 302
    room = f"/tickets/{road.number}/team/"
    agent = Client()
    agent.force_login(town.person("agent.wuxi"), "django.contrib.auth.backends.ModelBackend")
    assert "记一笔" not in agent.get(room).content.decode()
    assert agent.post(room, {"kind": "note", "text": "插一句"}).status_code == 403
    for stranger in (handler(town, "苏州城管员", "320500-cg"), office(town, "苏州督办", "320500-rx")):
        assert enter(stranger).get(room).status_code == 404
        assert enter(stranger).post(room, {"kind": "note", "text": "插一句"}).status_code == 404
    assert Client().get(room).status_code == 302
    assert not Entry.objects.exists()
