"""The town with special reports: who writes, issues and receives them, and the facts they are written from."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path

from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Scope
from hotline.insight.replay import making, recipes
from hotline.insight.reports import actions, queries
from hotline.insight.reports import making as writing
from hotline.insight.reports.words import Kind, Wanted
from hotline.insight.warehouse.store import Store
from hotline.lib.days import SHANGHAI
from hotline.lib.memo import forget_all
from hotline.watch.duties import actions as duties
from hotline.watch.duties.words import NewDuty, Recipient
from tests import supervised
from tests.town import LONG_AGO, PASSWORD, Town

SOURCE = "replay-town"
WEEK = (date(2020, 7, 6), date(2020, 7, 13))
MONDAY = datetime(2020, 7, 13, 8, 30, tzinfo=SHANGHAI)
ANALYST = "export add_note watch_area analyse write_reports"
LEADER = "add_note watch_area lead_area analyse issue_reports instruct instruction_task judge_instruction"
ROLES = [
    ("analyst", "分析员", "Analyst", Scope.AREA, ANALYST),
    ("head", "领导", "Leader", Scope.AREA, LEADER),
    ("member", "成员单位负责人", "Member", Scope.UNIT_SUBTREE, "sign lead_view analyse instruction_feedback"),
]
PEOPLE = [
    ("analyst.js", "省分析员", "analyst", "320000-rx"),
    ("analyst2.js", "省分析员二", "analyst", "320000-rx"),
    ("head.js", "省长", "head", "320000-rx"),
    ("head2.js", "副省长", "head", "320000-rx"),
    ("analyst.wuxi", "无锡分析员", "analyst", "320200-rx"),
    ("head.wuxi", "无锡市长", "head", "320200-rx"),
    ("analyst.suzhou", "苏州分析员", "analyst", "320500-rx"),
    ("analyst.odd", "乱码分析员", "analyst", "32050-rx"),
    ("member.wuxi-cg", "无锡城管局长", "member", "320200-cg"),
    ("member.huqiu-cg", "虎丘城管局长", "member", "320505-cg"),
]
DUTIES = [
    ("省周报", "Province weekly", "province", Recipient.OWN_LEADERS, 0, time(10)),
    ("省通报", "Province notice", "province", Recipient.MEMBER_UNITS, 1, time(12)),
    ("向省周报", "Weekly to the province", "city", Recipient.CENTRE_ABOVE, 4, time(16)),
    ("市周报", "City weekly", "city", Recipient.OWN_LEADERS, 4, time(17)),
    ("市通报", "City notice", "city", Recipient.MEMBER_UNITS, 4, time(18)),
]
CITIES = ("3202", "3205")


def facts(folder: Path, source: str = SOURCE) -> Path:
    """A warehouse whose tickets are of the town's two cities."""
    residents = {"3201": 9_000_000, "3202": 7_000_000, "3203": 9_000_000, "3204": 5_000_000, "3205": 12_000_000}
    residents |= {f"32{number:02d}": 5_000_000 for number in range(6, 14)}
    leaves = [f"{field:02d}.01.01" for field in range(1, 12)]
    leaves += [leaf for stratum in recipes.recipe(2020).strata for leaf in stratum.leaves]
    leaves = sorted(set(leaves))
    where = making.Places(
        residents,
        {city: [f"{city}05", f"{city}11"] for city in residents},
        {city: f"{city}00-rx" for city in residents},
        {(leaf, city): f"{city}00-cg" for leaf in leaves for city in residents},
    )
    Store(folder, source).write(making.months(recipes.recipe(2020), Fraction(1, 500), 7, leaves, where))
    return folder


def furnish(town: Town, *, with_duties: bool = True) -> Town:
    """Give the town its analysts, leaders and members, and its duties for the week of ``MONDAY``."""
    supervised.furnish(town)
    for code, name, english, scope, permissions in ROLES:
        Role.objects.create(
            code=code, name=name, name_en=english, scope=scope, permissions=permissions.split(), is_privileged=False
        )
    for username, name, role, unit in PEOPLE:
        made = Person(username=username, name=name, created_at=datetime(2019, 1, 1, tzinfo=UTC))
        made.set_password(PASSWORD)
        made.save()
        Posting.objects.create(person=made, role_id=role, organisation=town.unit(unit), from_on=LONG_AGO)
    forget_all()
    if with_duties:
        before = datetime(2020, 3, 2, tzinfo=SHANGHAI)
        for name, english, level, recipient, weekday, clock in DUTIES:
            new = NewDuty(name, english, "本周情况", level, recipient, weekday, clock, before.date())
            duties.add(new, by=town.actor("admin.js"), at=before)
        duties.open_week(at=MONDAY)
    return town


def wanted(town: Town, kind: Kind = Kind.PROVINCE_WEEKLY, centre: str = "320000-rx", scope: str = "32") -> Wanted:
    """The weekly of the week before ``MONDAY``."""
    return Wanted(kind, town.unit(centre).pk, scope, *WEEK, SOURCE)


def drafted(town: Town, who: str = "analyst.js", at: datetime = MONDAY, **of: str) -> int:
    """A draft as the platform made it; its id."""
    asked = wanted(town, **of)  # type: ignore[arg-type]
    made = actions.ask(asked, by=town.actor(who), at=at)
    while writing.make_waiting(at=at):
        pass
    return made


def submitted(town: Town, who: str = "analyst.js", at: datetime = MONDAY, **of: str) -> int:
    """A draft that was handed in; its id."""
    made = drafted(town, who, at, **of)
    actions.submit(made, by=town.actor(who), at=at)
    return made


def revision(town: Town, report: int, who: str = "analyst.js") -> int:
    """A draft's revision."""
    return queries.report(report, town.actor(who)).revision
