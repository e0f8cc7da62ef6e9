"""Keeping the rules that make a centre supervise: a rule is never rewritten, it ends and another begins."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from hotline.flow.tickets import said
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Urgency
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.lib.refusal import clause
from hotline.watch.topics import queries as topics

from . import errors, limits, queries, rules
from .models import Rule
from .words import NewRule, RuleKind

TABLE = "supervision_rule"
DEMAND, MOST_AMOUNT = 500, 999
LISTS = ("words", "categories", "regions", "urgencies", "topics")


def add(new: NewRule, *, by: Actor, at: datetime) -> Rule:
    """Let a rule hold from a day on.

    :raises NotPermitted: the actor does not keep the reference data of that centre's area.
    :raises ImpossibleRule: what it asks for cannot be.
    """
    with transaction.atomic():
        row = _open(new, by, at)
        journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=_facts(new))
    return row


def replace_rule(rule_id: int, new: NewRule, *, by: Actor, at: datetime) -> Rule:
    """Let a rule end on the day its successor begins; what has fired stays as it was.

    :raises RowOver: it has ended; ``ImpossibleRule``: see ``add``.
    """
    with transaction.atomic():
        old = _take(rule_id, by, at)
        row = _open(new, by, at)
        _end(old, new.from_on, at)
        journal.record_reference(TABLE, rule_id, "close", by=by, at=at, facts={"until_on": new.from_on})
        journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=_facts(new) | {"replaces": rule_id})
    return row


def end(rule_id: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a rule hold no longer than a day.

    :raises RowOver: it has ended; ``ImpossibleRule``: the day lies in the past.
    """
    with transaction.atomic():
        _end(_take(rule_id, by, at), until_on, at)
        journal.record_reference(TABLE, rule_id, "close", by=by, at=at, facts={"until_on": until_on})


def all_rules() -> QuerySet[Rule]:
    """Every rule, for those who keep them."""
    return Rule.objects.select_related("centre").order_by("centre__code", "kind", "-from_on", "pk")


def in_force(on: date) -> QuerySet[Rule]:
    """The rules that hold on a day."""
    return Rule.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on)


def cleaned(new: NewRule, at: datetime) -> NewRule:
    """The rule as it will be kept.

    :raises ImpossibleRule: what it asks for cannot be.
    """
    name, name_en = said.words(new.name, 60, clause("名称")), said.words(new.name_en, 120, clause("英文名称"))
    demand = said.words(new.demand, DEMAND, clause("督办要求"))
    if not (name and name_en and demand):
        raise errors.ImpossibleRule(problem=clause("请填写名称、英文名称和督办要求"))
    if new.until_on is not None and new.until_on <= new.from_on:
        raise errors.ImpossibleRule(problem=clause("失效日期须晚于生效日期"))
    queries.require_reason(new.reason, at)
    _check_conditions(new)
    _check_places(new, at)
    return replace(new, name=name, name_en=name_en, demand=demand)


def _check_conditions(new: NewRule) -> None:
    if not 0 <= new.amount <= MOST_AMOUNT:
        raise errors.ImpossibleRule(problem=clause("数值须在 0 到 {most} 之间", most=MOST_AMOUNT))
    if new.kind is RuleKind.REPEATS and new.amount < 2:
        raise errors.ImpossibleRule(problem=clause("重复反映至少两次"))
    if new.kind is RuleKind.WATCHED and not (new.words or new.categories or new.topics):
        raise errors.ImpossibleRule(problem=clause("专题关注须有专题、词语或分类"))
    if new.topics and new.kind is not RuleKind.WATCHED:
        raise errors.ImpossibleRule(problem=clause("只有“专题关注”才看专题"))
    if new.kind is RuleKind.URGENCY and not new.urgencies:
        raise errors.ImpossibleRule(problem=clause("请至少选择一种紧急程度"))
    if set(new.urgencies) - set(Urgency):
        raise errors.ImpossibleRule(problem=clause("没有这种紧急程度"))


def _check_places(new: NewRule, at: datetime) -> None:
    centre = _centre(new.centre_id)
    limits.of(centre, new.grade, at)
    unknown = [code for code in new.categories if catalogue.category(code, new.from_on) is None]
    if unknown:
        raise errors.ImpossibleRule(problem=clause("没有编码为“{code}”的有效分类", code=unknown[0]))
    missing = set(new.topics) - topics.watching(new.topics, centre.region)
    if missing:
        raise errors.ImpossibleRule(problem=clause("没有编码为“{code}”、正在运行的专题", code=min(missing)))
    foreign = [code for code in new.regions if regions.region(code) is None or not rules.lies_in(code, centre.region)]
    if foreign:
        raise errors.ImpossibleRule(
            problem=clause("区划“{code}”不在“{centre}”辖区内", code=foreign[0], centre=centre.name)
        )


def _centre(identifier: int) -> Unit:
    found = organisations.units((identifier,)).get(identifier)
    if found is None or found.kind is not OrganisationKind.CENTRE:
        raise errors.ImpossibleRule(problem=clause("请选择一个热线中心"))
    return found


def _require(centre: Unit, by: Actor) -> None:
    by.require_over(Capability.MANAGE_REFERENCE, centre.region, centre.id, centre.path)


def _open(new: NewRule, by: Actor, at: datetime) -> Rule:
    _require(_centre(new.centre_id), by)
    new = cleaned(new, at)
    if new.from_on < civil_day(at):
        raise errors.ImpossibleRule(problem=clause("生效日期不能早于今天"))
    return Rule.objects.create(**_columns(new))


def _columns(new: NewRule) -> dict[str, Any]:
    columns = asdict(new)
    return columns | {name: list(columns[name]) for name in LISTS}


def unsaved(new: NewRule) -> Rule:
    """A rule that is only tried: it is not kept."""
    return Rule(**_columns(new))


def _facts(new: NewRule) -> dict[str, Any]:
    facts = asdict(new)
    return facts | {"organisation": facts.pop("centre_id")}


def _take(rule_id: int, by: Actor, at: datetime) -> Rule:
    row = Rule.objects.select_for_update(of=("self",)).filter(pk=rule_id).first()
    if row is None or (row.until_on is not None and row.until_on <= civil_day(at)):
        raise errors.RowOver
    _require(_centre(row.centre_id), by)
    return row


def _end(row: Rule, until_on: date, at: datetime) -> None:
    if until_on < civil_day(at):
        raise errors.ImpossibleRule(problem=clause("失效日期不能早于今天"))
    if until_on <= row.from_on and not row.firings.exists():
        row.delete()
        return
    if until_on <= row.from_on:
        raise errors.ImpossibleRule(problem=clause("规则已经触发过，失效日期须晚于生效日期"))
    Rule.objects.filter(pk=row.pk).update(until_on=until_on)
