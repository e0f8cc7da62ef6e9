"""The town with supervision: who may supervise, sign and report, and the limits by which orders are given."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hotline.ground.catalogue.models import Reason
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.organisations.models import Organisation
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.regions.models import Region
from hotline.lib.memo import forget_all
from hotline.watch.supervision.models import OrderLimit
from tests.town import LONG_AGO, PASSWORD, Town

SUPERVISES = ["supervise", "judge_supervision", "supervision_receipt", "supervision_feedback", "watch_area", "export"]
REPORTS = ["supervision_receipt", "supervision_feedback"]
LIMITS = [  # grade, level, sign, feedback
    ("ordinary", "province", "4h", "5wd"),
    ("key", "province", "2h", "3wd"),
    ("ordinary", "city", "4wh", "3wd"),
    ("key", "city", "2h", "2wd"),
    ("ordinary", "county", "4wh", "3wd"),
]
PEOPLE = [  # user name, name, role, unit
    ("supervisor.wuxi", "无锡督办", "supervisor", "320200-rx"),
    ("supervisor.suzhou", "苏州督办", "supervisor", "320500-rx"),
    ("supervisor.huqiu", "虎丘督办", "supervisor", "320505-cg"),
    ("supervisor.odd", "乱码督办", "supervisor", "32050-rx"),
]


def furnish(town: Town) -> Town:
    """Give the town's people what supervision needs; one stands at a region ``32050`` that is none."""
    _odd_region(town)
    for code, more in (("supervisor", SUPERVISES), ("unit_handler", REPORTS), ("unit_leader", REPORTS)):
        role = Role.objects.get(pk=code)
        Role.objects.filter(pk=code).update(permissions=[*role.permissions, *more])
    Role.objects.filter(pk="supervisor").update(is_privileged=False)
    Reason.objects.create(purpose=ReasonPurpose.SUPERVISION, code="topic", name="列入专题关注", name_en="Watched topic")
    Reason.objects.create(purpose=ReasonPurpose.SUPERVISION, code="overdue", name="超期未办结", name_en="Overdue")
    for grade, level, sign, feedback in LIMITS:
        OrderLimit.objects.create(grade=grade, level=level, sign=sign, feedback=feedback, from_on=date(2019, 1, 1))
    for username, name, role_code, unit in PEOPLE:
        made = Person(username=username, name=name, created_at=datetime(2019, 1, 1, tzinfo=UTC))
        made.set_password(PASSWORD)
        made.save()
        Posting.objects.create(person=made, role_id=role_code, organisation=town.unit(unit), from_on=LONG_AGO)
    forget_all()
    return town


def _odd_region(town: Town) -> None:
    """A region whose code is a prefix of counties' codes and no level's: whoever is posted there sees nothing by it."""

    Region.objects.create(
        code="32050", level="city", name="半个苏州", name_en="Half", full_name="半个苏州", parent_id="32"
    )
    unit = Organisation.objects.create(
        code="32050-rx", name="半个苏州热线", kind="centre", level="city", region_id="32050", path="", from_on=LONG_AGO
    )
    unit.path = f"/{unit.pk}/"
    unit.save(update_fields=["path"])
    town.units[unit.code] = unit
