"""The town with something on every screen of supervision, instructions and joint teams, and who looks at which."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page, ViewportSize

from hotline.flow.teams import actions as teams
from hotline.flow.teams.words import EntryKind, NewEntry, NewTeam
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day
from hotline.watch.duties import actions as duties
from hotline.watch.duties.models import Report
from hotline.watch.duties.words import NewDuty, Recipient
from hotline.watch.instructions import actions as instructing
from hotline.watch.instructions import tasking
from hotline.watch.instructions.words import NewInstruction, NewReport, NewTask, Series
from hotline.watch.supervision import actions as supervising
from hotline.watch.supervision import firing, triggers
from hotline.watch.supervision.words import Grade, NewOrder, NewRule, RuleKind, RuleMode
from tests import employing, supervised
from tests.town import Town

DEMAND = "请市中心牵头，限期办结路灯故障。"
LEADER, OFFICE = "市长", "督办"
UNIT, HANDLER = "320211-cg", "handler.binhu-cg"
Looks = tuple[str, list[str]]


@dataclass(frozen=True, slots=True)
class Scene:
    """What was laid out: the ticket, the orders of province and city, an instruction with its task, a report owed."""

    ticket: Ticket
    above: int
    below: int
    instruction: int
    task: int
    paper: int
    owed: int


def lay_out(town: Town, at: datetime) -> Scene:
    """Everything at a moment; the ticket is handled by Binhu's city management."""
    supervised.furnish(town)
    leader, office = employing.leader(town, LEADER), employing.office(town, OFFICE)
    handler = employing.handler(town, "城管员", UNIT)
    ticket = town.ticket(Status.HANDLING, at=at - timedelta(hours=2))
    _prompt(town, at)
    above, below = _orders(town, ticket, at)
    instruction, task, paper = _instructions(town, ticket, (leader, office, handler), at)
    team = NewTeam("现场联动处置", (town.unit(UNIT).pk, town.unit("320200-jt").pk))
    teams.form(ticket.number, team, by=office, at=at)
    decided = NewEntry(EntryKind.DECISION, "今天修复", town.unit(UNIT).pk, civil_day(at))
    teams.log(ticket.number, decided, by=office, at=at)
    weekly = NewDuty("周报", "Weekly report", "本周情况", "city", Recipient.CENTRE_ABOVE, 4, time(16), civil_day(at))
    duties.add(weekly, by=town.actor("admin.js"), at=at)
    duties.open_week(at=at)
    duties.open_week(at=at + timedelta(days=7))
    owed = Report.objects.filter(centre=town.unit("320200-rx")).latest("due_at").pk
    return Scene(ticket, above, below, instruction, task, paper, owed)


def _prompt(town: Town, at: datetime) -> None:
    centre, kind = town.unit("320000-rx").pk, RuleKind.WATCHED
    facts = ("长明灯", "Lamps", centre, kind, RuleMode.SUGGEST, Grade.KEY, "topic", DEMAND, civil_day(at))
    triggers.add(NewRule(*facts, words=("路灯",)), by=town.actor("admin.js"), at=at)
    firing.watch(at=at)


def _orders(town: Town, ticket: Ticket, at: datetime) -> tuple[int, int]:
    due = at + timedelta(hours=5)
    city = town.actor("supervisor.wuxi")
    down = NewOrder(Grade.KEY, town.unit("320200-rx").pk, "topic", DEMAND, due)
    above = supervising.supervise([ticket.number], down, by=town.actor("supervisor.js"), at=at).pk
    supervising.sign(above, by=city, at=at)
    supervising.feed_back(above, "已派人到场。", by=city, at=at)
    on = NewOrder(Grade.ORDINARY, town.unit(UNIT).pk, "overdue", DEMAND, due)
    return above, supervising.supervise([ticket.number], on, by=city, at=at).pk


def _instructions(town: Town, ticket: Ticket, who: tuple[Actor, Actor, Actor], at: datetime) -> tuple[int, int, int]:
    leader, office, handler = who
    day = civil_day(at)
    made = instructing.instruct(ticket.number, NewInstruction("三日内解决。", day, "市长"), by=leader, at=at)
    task = tasking.give(made, NewTask(town.unit(UNIT).pk, "修复并报送照片", day), by=office, at=at)
    tasking.sign(task, by=handler, at=at)
    tasking.report(task, "已修复。", by=handler, at=at)
    tasking.give(made, NewTask(town.unit("320211-mz").pk, "全面排查", day), by=office, at=at)
    paper = NewReport(town.unit("320200-rx").pk, Series.HOT, "第1期", "路灯诉求分析", day)
    return made, task, instructing.note_report(paper, by=office, at=at)


def screens(scene: Scene) -> Iterator[Looks]:
    """Who looks at what."""
    number = scene.ticket.number
    ticket, order = f"/tickets/{number}/", "/oversight/orders/{}/"
    watch = [
        "/oversight/watch/",
        "/oversight/watch/?tab=sent",
        "/oversight/duties/",
        f"/oversight/duties/{scene.owed}/",
    ]
    yield "supervisor.js", ["/oversight/", "/oversight/suggestions/", order.format(scene.above), ticket]
    yield "supervisor.wuxi", [f"/oversight/orders/new/?ticket={number}", ticket + "levels/", *watch]
    yield HANDLER, [order.format(scene.below)]
    yield LEADER, ["/lead/", "/lead/reports/new/", f"/lead/reports/{scene.paper}/"]
    yield OFFICE, ["/lead/bench/", f"/lead/instructions/{scene.instruction}/", ticket + "team/"]
    yield "城管员", ["/lead/tasks/", f"/lead/tasks/{scene.task}/"]


def seat(chromium: Browser, url: str, town: Town, username: str, *, width: int = 1440) -> Page:
    """Somebody at her own screen, behind the second factor, in Chinese; a narrow one is touched."""
    client, person = Client(), town.person(username)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=person, name="test").persistent_id
    session.save()
    value = str(client.cookies[settings.SESSION_COOKIE_NAME].value)
    is_phone = width < 500
    size = ViewportSize(width=width, height=740 if is_phone else 900)
    context = chromium.new_context(viewport=size, locale="zh-CN", has_touch=is_phone)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])
    return context.new_page()
