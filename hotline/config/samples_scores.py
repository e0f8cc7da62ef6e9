"""Samples of evaluation: a published month, one that is objected to, and a rating that a unit contests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hotline.flow.followup import contests
from hotline.flow.followup.words import Contesting
from hotline.flow.tickets import lookups
from hotline.ground.files import actions as files
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.insight.evaluation import actions, queries
from hotline.insight.evaluation.words import Group
from hotline.lib.days import civil_day

SOURCE, CONTESTED = "sample", "24"
CENTRE, LEAD = "320200-rx", "320211-zf"
FEBRUARY, APRIL = date(2020, 2, 1), date(2020, 4, 1)
GROUPS = (
    Group("district", "区人民政府", "District governments", ("320211-zf", "320205-zf", "320206-zf")),
    Group("department", "市级部门", "City departments", ("320200-cgj", "320200-jtj")),
)


def play(now: datetime) -> None:
    """Contest the one bad rating among the samples; adopt a scheme and score two months."""
    _contest(now)
    _score(now)


def _contest(now: datetime) -> None:
    number = lookups.number_by_source(SOURCE, CONTESTED)
    if number is None:
        raise ValueError(f"no sample {CONTESTED}")
    handler = people.actor_named("handler.binhu", civil_day(now))
    proof = files.store("巡查记录：当晚已到场扑灭并清理。".encode(), "巡查记录.txt", by=handler, at=now).id
    lead = lookups.led_by(number, organisations.unit_by_code(LEAD).id)
    new = Contesting(
        "policy_limit", "已当场扑灭并清理；损失赔偿须另行主张，没有可以适用的补偿政策，已当面解释。", fresh=(proof,)
    )
    contests.contest(number, lead, new, by=handler, at=now - timedelta(hours=1))


def _score(now: datetime) -> None:
    """The months of the stories of Wuxi: one published, one to which the district objects."""
    centre, by = organisations.unit_by_code(CENTRE).id, people.actor_named("analyst.wuxi", civil_day(now))
    scheme = replace(queries.examples()["lianyungang-95"], groups=GROUPS)
    actions.adopt(centre, scheme, date(2020, 1, 1), by=by, at=now)
    for month in (FEBRUARY, APRIL):
        actions.build(centre, month, by=by, at=now)
    actions.publish(centre, FEBRUARY, by=by, at=now)
    leader = people.actor_named("leader.binhu", civil_day(now))
    sheet = next(each for each in queries.own(leader) if each.month == APRIL)
    actions.object_to(sheet.pk, "该小区隐患整改须房管部门配合，建议不计入本区。", by=leader, at=now)
