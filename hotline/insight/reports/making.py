"""Making a report: from what was asked for to a draft, by whatever program finds it; and those owed by the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext

from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.insight.evaluation import queries as evaluation
from hotline.insight.measures import asking, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.words import Dimension, Fact
from hotline.lib.datafile import read_yaml
from hotline.lib.days import civil_day
from hotline.lib.refusal import Refusal

from . import asked, cases, errors, prose, queries, rules, telling
from .desk import Desk
from .figures import Book, Where
from .kinds.register import KINDS
from .models import SpecialReport, Version
from .words import Document, Kind, Standing, Wanted, Why

TOPIC = "special_report"
SCHEDULE = Path(__file__).parent / "data" / "schedule.yaml"
LEFT = timedelta(minutes=5)
"""After this a report whose making was cut off is made again."""
STEP = 5
TOPICS = Dimension.TOPICS.value
CANDIDATES = 5000
"""Tickets of a topic among which cases are looked for."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A kind that is written by itself: where, from which day on, at which hour and weekday, how far it catches up."""

    kind: Kind
    levels: tuple[str, ...]
    from_on: date
    clock: int
    weekday: int
    catch_up: int
    until_on: date | None = None


def write(wanted: Wanted, *, today: date, tell: Any = None) -> Document:
    """Write a report from the facts as they are now; nothing is kept.

    :param tell: called with the number of figures counted so far.
    :raises Refusal: the facts are not there or not whole; what the kind needs is not there.
    """
    described, centre = KINDS[wanted.kind], organisations.unit(wanted.centre_id)
    until = min(wanted.until, max(today, wanted.since + timedelta(days=1)))
    period, is_over = Period(wanted.since, until), until == wanted.until
    where = {**_within(wanted.scope), **described.where(wanted.focus)}
    seen = asked.seen(centre, wanted.source)
    asking.require_period(period, wanted.source, on=today)
    book = Book(seen, period, where, wanted.source, tell)
    taken: set[int] = set()
    reader = asked.reader(centre)

    def typical(bounds: Where, most: int) -> Any:
        if wanted.source != asked.LIVE:
            return ()
        among = None
        if TOPICS in bounds:
            among = facts.behind(seen, Question(Fact.APPEALS, period, bounds), limit=CANDIDATES)
        plain = {name: codes for name, codes in bounds.items() if name != TOPICS}
        return cases.find(reader, period, plain, most, taken, among)

    place, parting, inside = bounds_of(wanted.scope)
    desk = Desk(book, place, prose.thresholds(period.last), typical, parting, inside, focus=wanted.focus)
    desk.until = None if is_over else period.last
    begins = asking.begins(wanted.source)
    desk.begins = begins if begins and begins > period.since else None
    if wanted.kind is Kind.EVALUATION:
        desk.published = published(centre, wanted.since)
    described.write(desk)
    title = described.title(place, Period(wanted.since, wanted.until), wanted.focus)
    return desk.document(title, is_synthetic=facts.is_synthetic(seen, period))


def bounds_of(scope: str) -> tuple[str, str, str]:
    """What a scope is called, into what its figures are divided, and what those parts are called together."""
    if not is_area(scope):
        return organisations.unit_by_code(scope).name, "", ""
    place = regions.region(scope)
    name = place.name if place else scope
    if len(scope) == 2:
        return "全省", "city", "各设区市"
    return (name, "county", "各县（市、区）") if len(scope) == 4 else (name, "", "")


def is_area(scope: str) -> bool:
    """Whether a scope names an area; a unit's code may be as long."""
    return regions.is_area(scope) and regions.region(scope) is not None


def _within(scope: str) -> Where:
    if not is_area(scope):
        below = organisations.subtree(organisations.unit_by_code(scope).path)
        return {"unit": tuple(sorted(each.code for each in organisations.units(below).values()))}
    return {{4: "city", 6: "county"}[len(scope)]: (scope,)} if len(scope) > 2 else {}


def published(centre: Unit, month: date) -> list[tuple[str, str, str, str]]:
    """Places of a centre's units as they were made known: group, unit, points, rank.

    :raises NothingPublished: they were not.
    """
    first = month.replace(day=1)
    if not evaluation.is_published(centre.id, first):
        raise errors.NothingPublished(centre=centre.name, month=f"{first:%Y-%m}")
    scheme = evaluation.in_force(centre.id, first)
    groups = {each.code: each.name for each in evaluation.content(scheme).groups} if scheme else {}
    return [
        (
            groups.get(place.group, "未分组单位"),
            organisations.unit_by_code(place.unit).name,
            "" if place.points is None else str(place.points),
            "" if place.rank is None else str(place.rank),
        )
        for place in evaluation.places(centre.id, first, Actor.system())
    ]


def make_waiting(*, at: datetime) -> int:
    """Make the report that waits longest; how many were made or failed (0: none waits)."""
    row = _claimed(at)
    if row is None:
        return 0
    try:
        document = write(queries.wanted(row), today=civil_day(at), tell=lambda count: _progress(row, count))
    except Refusal as refusal:
        _fail(row, refusal, at)
        return 1
    with transaction.atomic():
        now = SpecialReport.objects.select_for_update().filter(pk=row.pk, standing=Standing.MAKING).first()
        if now is None:  # taken away meanwhile
            return 1
        now.standing, now.content, now.title = Standing.DRAFT, document.plain(), document.title
        now.revision, now.changed_at = now.revision + 1, at
        now.save(update_fields=["standing", "content", "title", "revision", "changed_at"])
        Version.objects.create(
            report=now, number=1, why=Why.MADE, content=now.content, kept_at=at, kept_by=Actor.system().name
        )
        facts = {"kind": now.kind, "figures": len(document.figures), "organisation": now.centre_id}
        journal.record(TOPIC, now.pk, "make", by=Actor.system(), at=at, facts=facts)
        telling.made(now, at)
    return 1


def _claimed(at: datetime) -> SpecialReport | None:
    waits = Q(started_at__isnull=True) | Q(started_at__lt=at - LEFT)
    with transaction.atomic():
        found = SpecialReport.objects.select_for_update(skip_locked=True).filter(waits, standing=Standing.MAKING)
        row = found.order_by("asked_at", "pk").first()
        if row is not None:
            SpecialReport.objects.filter(pk=row.pk).update(started_at=at, progress=0)
    return row


def _progress(row: SpecialReport, count: int) -> None:
    if count % STEP == 0:
        SpecialReport.objects.filter(pk=row.pk).update(progress=count)


def _fail(row: SpecialReport, refusal: Refusal, at: datetime) -> None:
    """Say why there is no draft, in both languages; nothing else of it is kept."""
    with translation.override("en"):
        english = refusal.sentence(gettext, "en")
    with transaction.atomic():
        SpecialReport.objects.filter(pk=row.pk, standing=Standing.MAKING).update(
            standing=Standing.FAILED, problem=refusal.sentence()[:400], problem_en=english[:400], changed_at=at
        )
        journal.record(TOPIC, row.pk, "fail", by=Actor.system(), at=at, facts={"problem": type(refusal).__name__})
        telling.failed(row, at)


def schedule(path: Path = SCHEDULE) -> list[Owed]:
    """What is written by itself, from data."""
    return [Owed(**{**row, "kind": Kind(row["kind"]), "levels": tuple(row["levels"])}) for row in read_yaml(path)]


def ask_for_owed(*, at: datetime, rows: Iterable[Owed] | None = None, source: str = asked.LIVE) -> int:
    """Ask for the reports that the schedule owes by now and nobody asked for yet; how many. Drafts only.

    Nothing is asked for before there are facts: what is owed is caught up once they are there.
    """
    if not any(each.source == source for each in asking.sources()):
        return 0
    made = 0
    for owed in schedule() if rows is None else rows:
        described = KINDS[owed.kind]
        until = rules.last_owed(described.cadence, owed.clock, owed.weekday, at)
        if until is None or civil_day(at) < owed.from_on or (owed.until_on and civil_day(at) >= owed.until_on):
            continue
        days = rules.periods_owed(described.cadence, until, owed.catch_up)
        for level in owed.levels:
            for centre in organisations.centres_at(level, civil_day(at)):
                if not is_area(organisations.unit(centre).region):
                    continue
                known = SpecialReport.objects.filter(kind=owed.kind, centre_id=centre, is_scheduled=True)
                last = known.order_by("-until").values_list("until", flat=True).first()
                new = [each for each in days if last is not None and each[1] > last] or days[-1:]
                made += sum(_ask(owed.kind, organisations.unit(centre), since, end, source, at) for since, end in new)
    return made


def _ask(kind: Kind, centre: Unit, since: date, until: date, source: str, at: datetime) -> bool:
    """Ask for one; False where it was asked for before."""
    same = {"kind": kind, "centre_id": centre.id, "scope": centre.region, "since": since, "until": until}
    if SpecialReport.objects.filter(**same).exists():
        return False
    title = KINDS[kind].title(bounds_of(centre.region)[0], Period(since, until), "")
    rest = {"series": KINDS[kind].series, "title": title, "asked_at": at, "asked_by": Actor.system().name}
    rest |= {"source": source, "changed_at": at, "changed_by": Actor.system().name}
    with transaction.atomic():
        row, is_new = SpecialReport.objects.get_or_create(**same, is_scheduled=True, defaults=rest)
        if is_new:
            facts = {"kind": kind, "since": since, "until": until, "organisation": centre.id}
            journal.record(TOPIC, row.pk, "ask", by=Actor.system(), at=at, facts=facts, is_first=True)
    return is_new


def again(report: SpecialReport) -> None:
    """Let a failed report be made once more."""
    SpecialReport.objects.filter(pk=report.pk, standing=Standing.FAILED).update(
        standing=Standing.MAKING, started_at=None, progress=0, problem="", problem_en=""
    )
