"""The small province everybody knows: two cities, three counties, a street, their offices and people.

32 Jiangsu ─┬─ 3202 Wuxi ──── 320211 Binhu ── 320211004 Lihu street
            └─ 3205 Suzhou ─┬ 320505 Huqiu
                            └ 320506 Wuzhong
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.followup import actions as followups
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.flow.intake import actions as intake
from hotline.flow.intake.words import Appeal
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Channel, NewContact, NewTicket, Status
from hotline.ground.calendar.known import known_days
from hotline.ground.calendar.models import CalendarDay, WorkCalendar
from hotline.ground.catalogue.models import Category, DirectoryRow, LimitPolicy, LimitRow, Reason
from hotline.ground.catalogue.words import Kind, ReasonPurpose, Urgency
from hotline.ground.organisations.models import Organisation
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people import queries as people
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Actor, Scope
from hotline.ground.regions.models import Region
from hotline.lib.memo import forget_all

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2020, 3, 2, 9, 30, tzinfo=SHANGHAI)
"""An ordinary working Monday, half past nine in Shanghai: when everything in the town happens unless told otherwise."""

PASSWORD = "correct-horse-battery"
LONG_AGO = date(2019, 1, 1)

REGIONS = [
    ("32", "province", "江苏省", "Jiangsu", None),
    ("3202", "city", "无锡市", "Wuxi", "32"),
    ("320211", "county", "滨湖区", "Binhu", "3202"),
    ("320211004", "street", "蠡湖街道", "Lihu Street", "320211"),
    ("3205", "city", "苏州市", "Suzhou", "32"),
    ("320505", "county", "虎丘区", "Huqiu", "3205"),
    ("320506", "county", "吴中区", "Wuzhong", "3205"),
]
UNITS = [  # code, name, kind, level, region, parent, short code, calendar
    ("320000-rx", "江苏省12345热线中心", "centre", "province", "32", None, "rx", "always"),
    ("320200-rx", "无锡市12345热线中心", "centre", "city", "3202", "320000-rx", "rx", "always"),
    ("320500-rx", "苏州市12345热线中心", "centre", "city", "3205", "320000-rx", "rx", "always"),
    ("320211-rx", "滨湖区12345热线中心", "centre", "county", "320211", "320200-rx", "rx", "office"),
    ("320200-zf", "无锡市人民政府", "government", "city", "3202", None, "zf", "office"),
    ("320211-zf", "滨湖区人民政府", "government", "county", "320211", "320200-zf", "zf", "office"),
    ("320211004-jd", "蠡湖街道办事处", "street", "street", "320211004", "320211-zf", "jd", "office"),
    ("320200-cg", "无锡市城市管理局", "department", "city", "3202", "320200-zf", "cg", "office"),
    ("320200-jt", "无锡市交通运输局", "department", "city", "3202", "320200-zf", "jt", "office"),
    ("320211-cg", "滨湖区城市管理局", "department", "county", "320211", "320211-zf", "cg", "office"),
    ("320211-mz", "滨湖区民政局", "department", "county", "320211", "320211-zf", "mz", "office"),
    ("320500-zf", "苏州市人民政府", "government", "city", "3205", None, "zf", "office"),
    ("320500-cg", "苏州市城市管理局", "department", "city", "3205", "320500-zf", "cg", "office"),
    ("320505-cg", "虎丘区城市管理局", "department", "county", "320505", "320500-zf", "cg", "office"),
    ("320506-cg", "吴中区城市管理局", "department", "county", "320506", "320500-zf", "cg", "office"),
]
CATEGORIES = [  # code, name, English, keywords
    ("01", "城市管理", "City management", []),
    ("01.01", "市政设施", "Municipal facilities", []),
    ("01.01.01", "路灯", "Street lamps", ["路灯", "不亮", "长明灯"]),
    ("01.01.02", "下水道与污水", "Drains and sewage", ["污水", "外溢", "下水道"]),
    ("02", "民政救助", "Civil affairs", []),
    ("02.01", "生活救助", "Relief", []),
    ("02.01.01", "独居老人送餐", "Meals for people living alone", ["送餐", "独居", "老人"]),
    ("03", "交通运输", "Transport", []),
    ("03.01", "公共交通", "Public transport", []),
    ("03.01.01", "公交线路", "Bus lines", ["公交", "班次"]),
]
DIRECTORY = [  # category, department, level, joint
    ("01.01.01", "cg", "county", ["mz"]),
    ("01.01", "cg", "city", []),
    ("02.01.01", "zf", "county", []),
    ("03", "jt", "city", []),
]
LIMITS = {
    "review": "30min",
    "dispatch": "24h",
    "sign": "1wd",
    "contact": "24h",
    "handle": "5wd",
    "reply_review": "1wd",
    "follow_up": "1wd",
    "rework": "3wd",
}
DANGER = LIMITS | {"dispatch": "1h", "sign": "15min", "contact": "30min", "handle": "2h"}
REASONS = [
    (ReasonPurpose.REFUSE, "litigation", "已进入诉讼程序", "In litigation"),
    (ReasonPurpose.SUPPLEMENT, "place", "地点不明", "Place unclear"),
    (ReasonPurpose.TRANSFER, "110", "转 110", "To 110"),
    (ReasonPurpose.DISSATISFACTION, "delay", "办理拖延", "Delay"),
    (ReasonPurpose.REWORK, "unsolved", "问题未解决", "Not solved"),
    (ReasonPurpose.RETURN, "not_ours", "不属本单位职责", "Not our duty"),
    (ReasonPurpose.REJECT_REPLY, "vague", "答复不具体", "Reply too vague"),
    (ReasonPurpose.EXTENSION, "complex", "情况复杂", "Complex matter"),
    (ReasonPurpose.SUSPENSION, "weather", "等待天气转好", "Waiting for the weather"),
    (ReasonPurpose.FINALITY, "done_by_law", "已依法办理完毕", "Done as the law demands"),
    (ReasonPurpose.NUISANCE, "insult", "辱骂工作人员", "Insults staff"),
    (ReasonPurpose.CONTEST, "policy_limit", "受政策法规限制", "Limited by policy"),
    (ReasonPurpose.ESCALATION, "wider", "超出本级职权", "Beyond our powers"),
]
AGENT = "register amend submit answer_directly propose_refusal transfer join_contact add_note attach unmask link"
AGENT += " propose_override"
DISPUTES = "grant_return deny_return open_arbitration dispute handle_first arbitrate settle"
DELAYS = "grant_extension deny_extension suspend resume review_suspension escalate expedite"
ROLES = [  # code, name, English, scope, permissions, privileged
    ("agent", "话务员", "Agent", Scope.OWN_CENTRE, AGENT, False),
    (
        "shift_lead",
        "班长",
        "Shift lead",
        Scope.OWN_CENTRE,
        f"{AGENT} refuse override_refusal decline_override send_back accept reopen export merge conclude mark_callers",
        False,
    ),
    (
        "reviewer",
        "审核员",
        "Reviewer",
        Scope.OWN_CENTRE,
        (
            "accept send_back amend refuse answer_directly pass_reply reject_reply unpublish add_note "
            "attach merge unmerge link mark_callers decide_rating"
        ),
        False,
    ),
    (
        "dispatcher",
        "派单员",
        "Dispatcher",
        Scope.OWN_CENTRE,
        f"dispatch recall amend urge add_note attach export merge unmerge link {DISPUTES} {DELAYS}",
        False,
    ),
    (
        "unit_handler",
        "承办员",
        "Unit handler",
        Scope.OWN_UNIT,
        "sign contact send_down add_joint withdraw reply add_note attach unmask return extend contest_rating",
        False,
    ),
    (
        "unit_leader",
        "承办单位领导",
        "Unit leader",
        Scope.UNIT_SUBTREE,
        "sign reply add_note export lead_view",
        False,
    ),
    (
        "follow_up_agent",
        "回访员",
        "Follow-up agent",
        Scope.OWN_CENTRE,
        "follow_up rework close reopen add_note unmask conclude follow_main",
        False,
    ),
    ("supervisor", "督办员", "Supervisor", Scope.AREA, "urge add_note", True),
    ("administrator", "系统管理员", "Administrator", Scope.AREA, "manage_reference manage_people", True),
    ("auditor", "审计员", "Auditor", Scope.AREA, "view_journal", True),
    ("editor", "知识编辑", "Knowledge editor", Scope.AREA, "edit_knowledge", False),
    ("knowledge_reviewer", "知识审核", "Knowledge reviewer", Scope.AREA, "edit_knowledge review_knowledge", False),
]
PEOPLE = [  # user name, name, role, unit
    ("agent.js", "省话务员", "agent", "320000-rx"),
    ("dispatcher.js", "省派单员", "dispatcher", "320000-rx"),
    ("supervisor.js", "省督办员", "supervisor", "320000-rx"),
    ("admin.js", "省管理员", "administrator", "320000-rx"),
    ("auditor.js", "省审计员", "auditor", "320000-rx"),
    ("editor.js", "省知识编辑", "editor", "320000-rx"),
    ("editor2.js", "省知识审核", "knowledge_reviewer", "320000-rx"),
    ("agent.wuxi", "王敏", "agent", "320200-rx"),
    ("agent2.wuxi", "李娜", "agent", "320200-rx"),
    ("lead.wuxi", "周班长", "shift_lead", "320200-rx"),
    ("reviewer.wuxi", "陈静", "reviewer", "320200-rx"),
    ("dispatcher.wuxi", "刘洋", "dispatcher", "320200-rx"),
    ("dispatcher2.wuxi", "孙悦", "dispatcher", "320200-rx"),
    ("followup.wuxi", "赵燕", "follow_up_agent", "320200-rx"),
    ("handler.wuxi-cg", "吴强", "unit_handler", "320200-cg"),
    ("handler.wuxi-jt", "郑涛", "unit_handler", "320200-jt"),
    ("handler.binhu", "钱伟", "unit_handler", "320211-zf"),
    ("leader.binhu", "钱区长", "unit_leader", "320211-zf"),
    ("handler.binhu-cg", "冯刚", "unit_handler", "320211-cg"),
    ("handler.binhu-mz", "褚兰", "unit_handler", "320211-mz"),
    ("handler.lihu", "卫红", "unit_handler", "320211004-jd"),
    ("agent.suzhou", "沈琴", "agent", "320500-rx"),
    ("dispatcher.suzhou", "韩磊", "dispatcher", "320500-rx"),
    ("handler.suzhou-cg", "杨光", "unit_handler", "320500-cg"),
    ("handler.huqiu-cg", "朱江", "unit_handler", "320505-cg"),
    ("handler.wuzhong-cg", "秦岭", "unit_handler", "320506-cg"),
]


class Town:
    """The loaded town: lookups by code, and short ways to put a ticket where a test wants it."""

    def __init__(self) -> None:
        self.units = {row.code: row for row in Organisation.objects.all()}
        self._calls = count(1)

    def unit(self, code: str) -> Organisation:
        """The organisation with this code."""
        return self.units[code]

    def person(self, username: str) -> Person:
        """The account, for logging in through a door (password: ``PASSWORD``)."""
        return Person.objects.get(username=username)

    def actor(self, username: str) -> Actor:
        """The person as an actor."""
        return people.actor_named(username, date(2020, 3, 2))

    def appeal(self, centre: str = "320200-rx", **matter: Any) -> Appeal:
        """A phone call with one matter: a street lamp in Lihu street unless told otherwise."""
        fields: dict[str, Any] = {
            "kind": Kind.HELP,
            "title": "路灯长期不亮",
            "text": "蠡湖街道夏家边小区门口的路灯已经一周不亮，晚上出行不便。",
            "category": "01.01.01",
            "region": "320211004",
            "place": "夏家边小区门口",
        }
        phone = f"1391234{next(self._calls):04d}"
        contact = NewContact(self.unit(centre).pk, Channel.PHONE, name="张三丰", phone=phone)
        return Appeal(contact, (NewTicket(**(fields | matter)),))

    def ticket(
        self,
        status: Status = Status.REGISTERED,
        *,
        at: datetime = MONDAY,
        lead: str = "320211-cg",
        joint: tuple[str, ...] = (),
        **matter: Any,
    ) -> Ticket:
        """A ticket of Wuxi's centre that has come as far as ``status``, one minute a step."""
        steps = list(self._road(lead, joint))
        [registered] = intake.take(self.appeal(**matter), by=self.actor("agent.wuxi"), at=at)
        for number, (reached, step) in enumerate(steps, start=1):
            if status is Status.REGISTERED:
                break
            step(registered.number, at + timedelta(minutes=number))
            if reached is status:
                break
        return Ticket.objects.get(number=registered.number)

    def _road(self, lead: str, joint: tuple[str, ...]) -> list[tuple[Status | None, Any]]:
        handler = Actor.system()
        unit, helpers = self.unit(lead).pk, [self.unit(code).pk for code in joint]
        dispatcher = self.actor("dispatcher.wuxi")
        reviewer = self.actor("reviewer.wuxi")
        reply = NewReply(Outcome.SOLVED, "已派人修复。", "您好，路灯已于今日修复，感谢您的反映。")
        visit = Visit(FollowUpChannel.PHONE, True, True, Solved.SOLVED, Satisfied.SATISFIED)

        def mine(number: str) -> int:
            return Assignment.objects.get(ticket__number=number, parent=None, role="lead", is_open=True).pk

        def finish_joint(number: str, at: datetime) -> None:
            for each in Assignment.objects.filter(ticket__number=number, role="joint", is_open=True):
                handling.sign(number, each.pk, by=handler, at=at)
                handling.reply(number, each.pk, reply, by=handler, at=at)

        return [
            (Status.IN_REVIEW, lambda n, at: intake.submit(n, by=self.actor("agent.wuxi"), at=at)),
            (Status.TO_DISPATCH, lambda n, at: intake.accept(n, by=reviewer, at=at)),
            (
                Status.TO_SIGN,
                lambda n, at: dispatching.dispatch(n, unit, by=dispatcher, at=at, joint=helpers, why="按职责派单"),
            ),
            (Status.HANDLING, lambda n, at: handling.sign(n, mine(n), by=handler, at=at)),
            (None, lambda n, at: handling.contact(n, mine(n), ContactResult.REACHED, "", by=handler, at=at)),
            (None, finish_joint),
            (Status.REPLY_REVIEW, lambda n, at: handling.reply(n, mine(n), reply, by=handler, at=at)),
            (Status.FOLLOW_UP, lambda n, at: handling.pass_reply(n, "", by=reviewer, at=at)),
            (Status.CLOSED, lambda n, at: followups.follow_up(n, visit, by=self.actor("followup.wuxi"), at=at)),
        ]


def build() -> Town:
    """Write the town into the database of the test."""
    forget_all()
    _regions()
    _calendars()
    _units()
    _catalogue()
    _people()
    return Town()


def _regions() -> None:
    names: dict[str, str] = {}
    for code, level, name, english, parent in REGIONS:
        names[code] = names.get(parent or "", "") + name
        Region.objects.create(
            code=code, level=level, name=name, name_en=english, full_name=names[code], parent_id=parent
        )


def _calendars() -> None:
    days = known_days(2019, 2026)
    bounds = {"known_from": days.known_from, "known_until": days.known_until}
    office = WorkCalendar.objects.create(
        code="office", name="机关工作日", spans=[["09:00", "12:00"], ["14:00", "18:00"]], **bounds
    )
    WorkCalendar.objects.create(code="always", name="全天候", spans=[], **bounds)
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar=office, day=day, is_working=day in days.workdays)
        for day in sorted(days.holidays | days.workdays)
    )


def _units() -> None:
    made: dict[str, Organisation] = {}
    for code, name, kind, level, region, parent, short, calendar in UNITS:
        above = made.get(parent or "")
        unit = Organisation.objects.create(
            code=code,
            name=name,
            name_en=code,
            short_code=short,
            kind=OrganisationKind(kind),
            level=level,
            region_id=region,
            parent=above,
            path="",
            calendar_code=calendar,
            from_on=LONG_AGO,
        )
        unit.path = f"{above.path if above else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        made[code] = unit


def _catalogue() -> None:
    for code, name, english, keywords in CATEGORIES:
        parent = code.rpartition(".")[0] or None
        Category.objects.create(
            code=code,
            parent_id=parent,
            name=name,
            name_en=english,
            keywords=keywords,
            depth=code.count(".") + 1,
            is_leaf=code.count(".") == 2,
            from_on=LONG_AGO,
        )
    for category, department, level, joint in DIRECTORY:
        DirectoryRow.objects.create(
            category_id=category, department=department, level=level, joint_departments=joint, from_on=LONG_AGO
        )
    policy = LimitPolicy.objects.create(version="v1", name="默认", from_at=datetime(2019, 1, 1, tzinfo=UTC))
    LimitRow.objects.create(policy=policy, **LIMITS)
    LimitRow.objects.create(policy=policy, kind=Kind.ENQUIRY, **(LIMITS | {"handle": "3wd"}))
    LimitRow.objects.create(policy=policy, urgency=Urgency.DANGER, **DANGER)
    for purpose, code, name, english in REASONS:
        Reason.objects.create(
            purpose=purpose,
            code=code,
            name=name,
            name_en=english,
            advice=f"{name}，请按规定渠道反映。",
            blame="handling" if purpose is ReasonPurpose.DISSATISFACTION else "",
        )


def _people() -> None:
    for ordinal, (code, name, english, scope, permissions, is_privileged) in enumerate(ROLES):
        Role.objects.create(
            code=code,
            name=name,
            name_en=english,
            scope=scope,
            permissions=permissions.split(),
            is_privileged=is_privileged,
            ordinal=ordinal,
        )
    hashed = Person()
    hashed.set_password(PASSWORD)
    units = dict(Organisation.objects.values_list("code", "pk"))
    for username, name, role, unit in PEOPLE:
        person = Person.objects.create(
            username=username, name=name, password=hashed.password, created_at=datetime(2019, 1, 1, tzinfo=UTC)
        )
        Posting.objects.create(person=person, role_id=role, organisation_id=units[unit], from_on=LONG_AGO)
