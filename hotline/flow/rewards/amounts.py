"""Rules of amounts: data with dates, seeded from the published standard, kept by administrators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from hotline.ground.journal import actions as journal
from hotline.ground.journal.shipping import Shipped
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib.datafile import read_yaml
from hotline.lib.days import civil_day
from hotline.lib.refusal import clause

from . import errors
from .models import AmountRule
from .rules import Rate
from .words import Basis, NewRule

DATA = Path(__file__).parent / "data" / "amounts.yaml"
TABLE = "reward_amount"
HIGHEST_RATE = Decimal(100)


def set_rule(new: NewRule, *, by: Actor, at: datetime) -> int:
    """Set a rule from a day on; the rule of the same code that held before ends that day. Its identifier.

    :raises NotPermitted: the actor keeps no reference data of the province.
    :raises ImpossibleRule: it cannot be; the sentence says why.
    """
    by.require_over(Capability.MANAGE_REFERENCE, regions.province().code)
    _check(new)
    with transaction.atomic():
        later = AmountRule.objects.select_for_update().filter(code=new.code, from_on__gte=new.from_on)
        if later.exists():
            raise errors.ImpossibleRule(problem=clause("同一编码已有不早于这一天的标准"))
        AmountRule.objects.filter(code=new.code, until_on__isnull=True).update(until_on=new.from_on)
        row = AmountRule.objects.create(**_columns(new))
        facts = {"code": new.code, "rate": str(new.rate), "from_on": new.from_on, "source": new.source}
        journal.record_reference(TABLE, row.pk, "set", by=by, at=at, facts=facts)
    return row.pk


def rules_on(on: date) -> QuerySet[AmountRule]:
    """The rules in force on a day."""
    known = Q(until_on__isnull=True) | Q(until_on__gt=on)
    return AmountRule.objects.filter(known, from_on__lte=on).order_by("code")


def listed() -> QuerySet[AmountRule]:
    """Every rule there was, those in force first."""
    return AmountRule.objects.order_by("code", "-from_on")


def in_force(identifier: int, on: date) -> AmountRule:
    """One rule that holds on a day.

    :raises UnknownRule: there is none.
    """
    found = rules_on(on).filter(pk=identifier).first()
    if found is None:
        raise errors.UnknownRule
    return found


def rate(rule: AmountRule) -> Rate:
    """The rule as plain numbers."""
    return Rate(Basis(rule.basis), rule.rate, rule.floor, rule.ceiling, rule.uplift)


def load(path: Path = DATA) -> int:
    """Write the shipped rules where there are none; how many."""
    if AmountRule.objects.exists():
        return 0
    rows = [AmountRule(**_columns(_seed(each))) for each in read_yaml(path)["rules"]]
    return len(AmountRule.objects.bulk_create(rows))


def shipped(path: Path = DATA) -> Iterator[Shipped]:
    """The shipped rules of which a loaded province has none of the code; they hold from the day they are added."""
    for row in read_yaml(path)["rules"]:
        if not AmountRule.objects.filter(code=row["code"]).exists():
            yield Shipped(TABLE, row["code"], row["zh"], partial(_add, row))


def _add(row: dict[str, Any], at: datetime) -> None:
    AmountRule.objects.create(**_columns(replace(_seed(row), from_on=civil_day(at))))


def _seed(row: dict[str, Any]) -> NewRule:
    def money(name: str) -> Decimal | None:
        return Decimal(row[name]) if name in row else None

    return NewRule(
        row["code"],
        row["zh"],
        row["en"],
        Basis(row["basis"]),
        Decimal(row["rate"]),
        money("floor"),
        money("ceiling"),
        Decimal(row.get("uplift", "0")),
        int(row.get("collect_days", 60)),
        row["source"],
        row["from_on"] if isinstance(row["from_on"], date) else date.fromisoformat(row["from_on"]),
    )


def _columns(new: NewRule) -> dict[str, Any]:
    return {
        "code": new.code,
        "name": new.name.strip(),
        "name_en": new.name_en.strip(),
        "basis": new.basis,
        "rate": new.rate,
        "floor": new.floor,
        "ceiling": new.ceiling,
        "uplift": new.uplift,
        "collect_days": new.collect_days,
        "source": new.source.strip(),
        "from_on": new.from_on,
    }


def _check(new: NewRule) -> None:
    problem = None
    if not new.code.strip() or not new.name.strip():
        problem = clause("请填写编码和名称")
    elif not new.source.strip():
        problem = clause("请写明标准的依据")
    elif new.rate <= 0 or (new.basis is Basis.PERCENT and new.rate > HIGHEST_RATE):
        problem = clause("比例须在 0 到 100 之间，金额须大于 0")
    elif new.floor is not None and new.ceiling is not None and new.floor > new.ceiling:
        problem = clause("最低金额不能高于最高金额")
    elif not 0 <= new.uplift <= HIGHEST_RATE:
        problem = clause("上浮比例须在 0 到 100 之间")
    elif new.collect_days < 1:
        problem = clause("领奖期限至少一天")
    if problem is not None:
        raise errors.ImpossibleRule(problem=problem)
