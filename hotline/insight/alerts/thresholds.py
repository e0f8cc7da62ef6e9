"""Thresholds: so many similar tickets within so many days, by rules with dates that administrators keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from hotline.flow.groups import queries as groups
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets import said
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import SHANGHAI, civil_day
from hotline.lib.refusal import clause

from . import counting, errors, grid, queries, rules
from .grid import Rows
from .models import Alert, ThresholdRule
from .raising import Found
from .words import AlertKind, Likeness, Series

TABLE = "alert_threshold"
MOST_AMOUNT, MOST_DAYS = 999, 60
COMPARED = 80
"""Tickets of a branch in a county that are compared with each other, the latest."""


@dataclass(frozen=True, slots=True)
class NewRule:
    """A threshold as its keeper describes it."""

    name: str
    name_en: str
    likeness: Likeness
    amount: int
    days: int
    categories: tuple[str, ...]
    regions: tuple[str, ...]
    from_on: date
    until_on: date | None = None


def found(fine: Rows, today: date, *, at: datetime) -> Iterator[Found]:
    """What reaches the thresholds of a day.

    :param fine: appeals by county and leaf, the last day being today.
    """
    for rule in queries.rules_in_force(today):
        if rule.likeness == Likeness.CATEGORY:
            yield from _of_category(rule, fine, today)
        else:
            yield from _of_matter(rule, today, at)


def same(found_: Found, alerts: QuerySet[Alert]) -> int | None:
    """Which of some alerts tells of the same: same rule and series, or a ticket in common."""
    rows = alerts.filter(kind=AlertKind.CLUSTER, rule_id=found_.rule_id)
    if found_.anchor:
        return rows.filter(tickets__overlap=list(found_.tickets)).values_list("pk", flat=True).first()
    alike = rows.filter(category=found_.series.category, region=found_.series.region)
    return alike.values_list("pk", flat=True).first()


def _of_category(rule: ThresholdRule, fine: Rows, today: date) -> Iterator[Found]:
    days = min(rule.days, fine.days)
    since = today - timedelta(days - 1)
    lately = grid.series(grid.between(fine, fine.days - days, fine.days), rule.amount)
    before = grid.series(grid.between(fine, 0, fine.days - days), 1)
    usual = {each: before.counts[:, place].mean() * days for place, each in enumerate(before.series)}
    for place, series in enumerate(lately.series):
        if not _fits(rule, series):
            continue
        mean = float(usual.get(series, 0.0))
        evidence = {"days": _days(lately.counts[:, place], since), "amount": rule.amount}
        count = int(lately.counts[:, place].sum())
        yield Found(AlertKind.CLUSTER, series, since, today, count, round(mean, 2), 0.0, 0.0, evidence, rule.pk)


def _days(counts: Any, since: date) -> list[dict[str, Any]]:
    return [{"day": (since + timedelta(n)).isoformat(), "seen": int(each)} for n, each in enumerate(np.asarray(counts))]


def _fits(rule: ThresholdRule, series: Series) -> bool:
    """Whether a series is a leaf in a county that the rule is about."""
    if len(series.region) != 6 or len(series.category) <= 5:
        return False
    here = not rule.regions or any(regions.is_within(series.region, each) for each in rule.regions)
    return here and any(_lies_in(series.category, each) for each in rule.categories)


def _lies_in(category: str, above: str) -> bool:
    return category == above or category.startswith(f"{above}.")


def _of_matter(rule: ThresholdRule, today: date, at: datetime) -> Iterator[Found]:
    """Groups of tickets alike in place and text, of one branch and county, as far as nobody keeps them secret."""
    since = datetime.combine(today - timedelta(rule.days - 1), datetime.min.time(), SHANGHAI)
    near: dict[tuple[str, str], list[Any]] = {}
    for ticket in _candidates(rule, since, at):
        near.setdefault((ticket.category_id[:5], (ticket.region_id or "")[:6]), []).append(ticket)
    for group in near.values():
        if len(group) < rule.amount:
            continue
        for alike in _alike(group[:COMPARED], at):
            if len(alike) >= rule.amount:
                yield _matter(rule, alike, today)


def _candidates(rule: ThresholdRule, since: datetime, at: datetime) -> Any:
    within = {"registered_at__gte": since, "registered_at__lte": at}
    rows = tickets.visible_to(counting.watchman()).filter(**within, category__isnull=False)
    rows = rows.select_related("words", "contact").defer("words__search", "words__public_search")
    for ticket in rows.filter(region__isnull=False).order_by("-registered_at", "-pk").iterator(chunk_size=500):
        if _fits(rule, Series(ticket.category_id or "", (ticket.region_id or "")[:6])):
            yield ticket


def _alike(group: list[Any], at: datetime) -> list[list[Any]]:
    known = {each.pk: each for each in group}
    matters = {each.pk: groups.matter(each) for each in group}
    pairs = [pair for pair in combinations(known, 2) if groups.are_alike(matters[pair[0]], matters[pair[1]], at)]
    return [[known[each] for each in found_] for found_ in rules.clusters(known, pairs)]


def _matter(rule: ThresholdRule, alike: list[Any], today: date) -> Found:
    first, last = alike[0], alike[-1]
    series = Series(first.category_id, first.region_id[:6])
    days = sorted(civil_day(each.registered_at) for each in alike)
    numbers = tuple(each.pk for each in alike)
    evidence = {"amount": rule.amount, "place": last.words.place[:60] if hasattr(last.words, "place") else ""}
    return Found(
        AlertKind.CLUSTER, series, days[0], today, len(alike), 0.0, 0.0, 0.0, evidence, rule.pk, first.pk, numbers
    )


def add(new: NewRule, *, by: Actor, at: datetime) -> ThresholdRule:
    """Let a threshold hold from a day on.

    :raises NotPermitted: the actor does not keep the province's reference data.
    :raises ImpossibleRule: what it asks for cannot be.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    new = _cleaned(new, at)
    with transaction.atomic():
        row = ThresholdRule.objects.create(**_columns(new))
        journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=asdict(new))
    return row


def change(rule_id: int, new: NewRule, *, by: Actor, at: datetime) -> ThresholdRule:
    """Let a threshold end on the day its successor begins; what it raised stays.

    :raises RuleOver: it has ended; ``ImpossibleRule``: see ``add``.
    """
    with transaction.atomic():
        row = add(new, by=by, at=at)
        end(rule_id, new.from_on, by=by, at=at)
    return row


def end(rule_id: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a threshold hold no longer than a day; one that never began is taken away.

    :raises RuleOver: it has ended; ``ImpossibleRule``: the day lies in the past.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    with transaction.atomic():
        row = ThresholdRule.objects.select_for_update().filter(pk=rule_id).first()
        if row is None or (row.until_on is not None and row.until_on <= civil_day(at)):
            raise errors.RuleOver
        if until_on < civil_day(at) or (until_on <= row.from_on and row.alerts.exists()):
            raise errors.ImpossibleRule(problem=clause("失效日期不能早于今天，也不能早于已经发出的预警"))
        if until_on <= row.from_on:
            row.delete()
        else:
            ThresholdRule.objects.filter(pk=rule_id).update(until_on=until_on)
        journal.record_reference(TABLE, rule_id, "close", by=by, at=at, facts={"until_on": until_on})


def _columns(new: NewRule) -> dict[str, Any]:
    columns = asdict(new)
    return columns | {name: list(columns[name]) for name in ("categories", "regions")}


def _cleaned(new: NewRule, at: datetime) -> NewRule:
    name, name_en = said.words(new.name, 60, clause("名称")), said.words(new.name_en, 120, clause("英文名称"))
    if not (name and name_en):
        raise errors.ImpossibleRule(problem=clause("请填写名称和英文名称"))
    if not 2 <= new.amount <= MOST_AMOUNT or not 1 <= new.days <= MOST_DAYS:
        raise errors.ImpossibleRule(
            problem=clause("件数须在 2 到 {amount} 之间，天数须在 1 到 {days} 之间", amount=MOST_AMOUNT, days=MOST_DAYS)
        )
    if not new.categories:
        raise errors.ImpossibleRule(problem=clause("请至少填写一个分类：不限分类会天天报警"))
    unknown = [code for code in new.categories if catalogue.category(code, new.from_on) is None]
    if unknown:
        raise errors.ImpossibleRule(problem=clause("没有编码为“{code}”的有效分类", code=unknown[0]))
    unknown = [code for code in new.regions if regions.region(code) is None]
    if unknown:
        raise errors.ImpossibleRule(problem=clause("没有编码为“{code}”的区划", code=unknown[0]))
    if new.from_on < civil_day(at):
        raise errors.ImpossibleRule(problem=clause("生效日期不能早于今天"))
    if new.until_on is not None and new.until_on <= new.from_on:
        raise errors.ImpossibleRule(problem=clause("失效日期须晚于生效日期"))
    return replace(new, name=name, name_en=name_en)
