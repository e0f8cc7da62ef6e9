"""Samples of special reports: a daily and a weekly that were issued, a bulletin in review, a draft in work.

They are written from the facts as everything is, so they come after the export, outside the samples' own
transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone

from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.insight.reports import actions, issuing, making, queries
from hotline.insight.reports.words import Edit, Kind, Wanted
from hotline.lib.days import SHANGHAI, civil_day
from hotline.lib.refusal import Refusal
from hotline.watch.duties import actions as duties

PROVINCE, WUXI = "320000-rx", "320200-rx"
EPIDEMIC = datetime(2020, 2, 5, 8, 20, tzinfo=SHANGHAI)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
OWN = "本周来电反映集中的小区已由属地街道逐一上门核实，整改情况下周继续跟踪。"


def play(tell: Callable[[str], None]) -> None:
    """Write them, once; where there are no facts to write from, nothing."""
    if queries.visible_to(Actor.system()).exists():
        tell("already written")
        return
    now = timezone.now()
    duties.open_week(at=now)
    try:
        _issued(Kind.EPIDEMIC, (civil_day(EPIDEMIC) - DAY, civil_day(EPIDEMIC)), EPIDEMIC)
        _issued(Kind.PROVINCE_WEEKLY, _last_week(now), now)
        _bulletin(now)
        _draft(now)
    except Refusal as refusal:
        tell(refusal.sentence())
    else:
        tell("four reports")


def _last_week(now: datetime) -> tuple[date, date]:
    monday = civil_day(now) - timedelta(days=civil_day(now).weekday())
    return monday - WEEK, monday


def _made(kind: Kind, centre: str, scope: str, days: tuple[date, date], who: str, at: datetime) -> int:
    """Ask for one and make it."""
    wanted = Wanted(kind, organisations.unit_by_code(centre).id, scope, *days)
    made = actions.ask(wanted, by=people.actor_named(who, civil_day(at)), at=at)
    while making.make_waiting(at=at):
        pass
    return made


def _issued(kind: Kind, days: tuple[date, date], at: datetime) -> None:
    made = _made(kind, PROVINCE, "32", days, "analyst.province", at)
    actions.submit(made, by=people.actor_named("analyst.province", civil_day(at)), at=at)
    issuing.issue(made, by=people.actor_named("leader.province", civil_day(at)), at=at + timedelta(minutes=20))


def _bulletin(now: datetime) -> None:
    """The month whose evaluation the samples published, waiting for the mayor."""
    month = (civil_day(now).replace(day=1) - DAY).replace(day=1)
    before = (month - DAY).replace(day=1)
    made = _made(Kind.EVALUATION, WUXI, "3202", (before, month), "analyst.wuxi", now)
    actions.submit(made, by=people.actor_named("analyst.wuxi", civil_day(now)), at=now)


def _draft(now: datetime) -> None:
    """Wuxi's weekly, to which the analyst added a paragraph and an unchecked number."""
    by = people.actor_named("analyst.wuxi", civil_day(now))
    made = _made(Kind.CITY_WEEKLY, WUXI, "3202", _last_week(now), "analyst.wuxi", now)
    found = queries.report(made, by)
    blocks = queries.content(found).blocks
    told = next((block for block in blocks if block.key == "hot.concentrated"), blocks[-1])
    now_at = actions.add_paragraph(made, found.revision, told.key, OWN, by=by, at=now)
    actions.edit(made, now_at, found.title, [Edit(told.key, f"{told.text}约三成为重复来电。")], by=by, at=now)
