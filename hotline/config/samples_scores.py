"""Samples of evaluation: a month corrected and published, one objected to, and a rating that a unit contests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hotline.config import samples_months
from hotline.flow.followup import contests
from hotline.flow.followup.words import Contesting
from hotline.flow.tickets import lookups, tallies
from hotline.ground.files import actions as files
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.insight.evaluation import actions, queries
from hotline.insight.evaluation.words import Exclusion, Group
from hotline.insight.measures.words import Measure
from hotline.lib.days import civil_day

DAY = timedelta(days=1)
SOURCE, CONTESTED = "sample", "24"
CENTRE, LEAD = "320200-rx", "320211-zf"
OUT = Exclusion("320200-tyj", "机构调整，本年度不参与考核")


def play(now: datetime) -> None:
    """Contest the one bad rating among the samples; adopt a scheme and score the last two months."""
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
    """The last two full months of Wuxi: the earlier one corrected and published, the later one objected to."""
    centre, by = organisations.unit_by_code(CENTRE).id, people.actor_named("analyst.wuxi", civil_day(now))
    last = (civil_day(now).replace(day=1) - DAY).replace(day=1)
    before = (last - DAY).replace(day=1)
    for ordinal, first in enumerate((before, last)):
        samples_months.play(first, ordinal)
    scheme = replace(queries.examples()["lianyungang-95"], groups=_groups(), exclusions=(OUT,))
    actions.adopt(centre, scheme, date(before.year, 1, 1), by=by, at=queries.bounds(before)[0])
    _corrected(centre, before, by)
    at = min(now, queries.bounds(last)[1] + 2 * DAY)
    actions.build(centre, last, by=by, at=at)
    text = "华庄街道广场舞一件已多次劝导并签订公约，诉求人要求取缔，超出职责范围，建议不计入满意率。"
    _object(last, text, min(now, at + DAY))


def _groups() -> tuple[Group, ...]:
    return tuple(
        Group(each["code"], each["zh"], each["en"], tuple(unit["unit"] for unit in each["units"]))
        for each in samples_months.content()["groups"]
    )


def _corrected(centre: int, month: date, by: Actor) -> None:
    """A month whose one objection was granted, and which is known to all units."""
    at = queries.bounds(month)[1] + 2 * DAY
    actions.build(centre, month, by=by, at=at)
    sheet = _object(month, "河埒街道健身器材一件，器材为小区业主自行购置，区里已协调物业修复，建议不计入。", at + DAY)
    line = queries.lines(sheet).get(measure=Measure.SATISFACTION)
    [bad] = set(line.denominator) - set(line.numerator)
    reason = "经核查器材为业主自购，区里已尽协调义务，不计入本月考核。"
    actions.grant(sheet.pk, [tallies.numbers([bad])[bad]], reason, by=by, at=at + 2 * DAY)
    actions.publish(centre, month, by=by, at=at + 3 * DAY)


def _object(month: date, text: str, at: datetime) -> Any:
    leader = people.actor_named("leader.binhu", civil_day(at))
    sheet = next(each for each in queries.own(leader) if each.month == month)
    actions.object_to(sheet.pk, text, by=leader, at=at)
    return sheet
