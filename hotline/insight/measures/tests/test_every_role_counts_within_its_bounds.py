"""Every role, every measure, every grain: the emitted query narrows, and what lies beyond is refused by name."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pytest

from hotline.flow.tickets import queries as ways
from hotline.ground.people import seed
from hotline.ground.people.words import Actor, ActorKind, Grant, Scope
from hotline.insight.measures import errors, facts, register, sights
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.grains import PLACINGS
from hotline.insight.measures.words import Fact, Window
from hotline.insight.warehouse.words import Grain
from hotline.lib.refusal import NotPermitted
from tests.town import Town

from .made import table

DAY = date(2020, 3, 2)
MARCH = Period(date(2020, 3, 1), date(2020, 4, 1))
PLACES: list[dict[str, Any]] = [
    {"city": "3202", "county": "320211", "centre": "320200-rx", "unit": "320211-cg"},
    {"city": "3202", "county": "320211", "centre": "320200-rx", "unit": "320211-cg", "is_confidential": True},
    {"city": "3202", "county": "320211", "centre": "320200-rx", "unit": "320211-mz"},
    {"city": "3205", "county": "320505", "centre": "320500-rx", "unit": "320505-cg"},
]
OF_UNIT = (Scope.OWN_UNIT, Scope.UNIT_SUBTREE)
ASKED = [
    (fact, view.window, view.grain)
    for fact, every in register.register().items()
    for version in every[-1:]
    for view in version.views
]


def tables() -> dict[Grain, ibis.Table]:
    """A row of each place in every grain that measures count."""
    found = {}
    for grain, placings in PLACINGS.items():
        placed = {each.day: DAY for each in placings.values()}
        key = "id" if grain in (Grain.TICKET, Grain.CALL) else "ticket"
        rows = [{"id": number, key: number, **placed, **place} for number, place in enumerate(PLACES, 1)]
        found[grain] = table(rows, grain)
    return found


def posted(town: Town, role: Any) -> Actor:
    """Somebody with the role: at a unit of Binhu where it is a unit's, else at the centre of Wuxi."""
    unit = town.unit("320211-cg" if role.scope in OF_UNIT else "320200-rx")
    grant = Grant(role.code, frozenset(role.permissions), Scope(role.scope), unit.pk, unit.path, unit.region_id)
    return Actor(ActorKind.PERSON, role.name, grants=(grant,))


def test_for_every_role_every_measure_is_narrowed_within_its_query(town: Town) -> None:
    stored, narrowed, shut = tables(), set(), set()
    for role in seed.roles():
        by = posted(town, role)
        try:
            seen = sights.seen(stored, by)
        except NotPermitted:
            shut.add(role.code)
            continue
        narrowed.add(role.code)
        own = "320211-cg" if role.scope in OF_UNIT else "320200-rx"
        knows = role.scope in OF_UNIT or ways.confidential_reach(by) == ways.reach(by)
        for grain in stored:
            found = set(seen.of(grain, Fact.APPEALS).id.to_pyarrow().to_pylist())
            assert found == {1, *([2] if knows else []), *([] if role.scope in OF_UNIT else [3])}, (role.code, grain)
        for fact, window, _ in ASKED:
            query = str(ibis.to_sql(facts.expressed(seen, Question(fact, MARCH, window=window))))
            assert own in query, (role.code, fact)
            assert "3205" not in query, (role.code, fact)
            assert knows or "is_confidential" in query, (role.code, fact)
    assert {"agent", "dispatcher", "unit_handler", "unit_leader", "supervisor", "analyst", "leader"} <= narrowed
    assert {"administrator", "auditor", "vault_keeper"} <= shut


@pytest.mark.parametrize("level", ["320000-rx", "320200-rx", "320211-zf", "320211-cg"])
def test_what_lies_beyond_is_refused_by_name_and_what_lies_within_is_counted(town: Town, level: str) -> None:
    unit = town.unit(level)
    scope = Scope.AREA if level.endswith("rx") else Scope.UNIT_SUBTREE
    grant = Grant("analyst", frozenset({"analyse", "add_note"}), scope, unit.pk, unit.path, unit.region_id)
    seen = sights.seen(tables(), Actor(ActorKind.PERSON, "分析员", grants=(grant,)))
    suzhou = {"city": "3205", "county": "320505", "centre": "320500-rx", "unit": "320505-cg", "under": "320505-cg"}
    places = {"city": "江苏省苏州市", "county": "江苏省苏州市虎丘区"}
    for name, code in suzhou.items():
        said = places.get(name, code)
        question = Question(Fact.APPEALS, MARCH, {name: (code,)})
        if level == "320000-rx":
            assert facts.answered(seen, question).value == 1, name
            continue
        for ask in (facts.answered, facts.behind, facts.compared, facts.ranked):
            with pytest.raises(errors.BeyondScope, match=f"“{said}”超出您可以统计的范围"):
                ask(seen, question)
    within = Question(Fact.APPEALS, MARCH, {"county": ("320211",)}, window=Window.REGISTERED)
    assert facts.answered(seen, within).value == {"320211-zf": 3, "320211-cg": 2}.get(level, 2)


def test_a_county_does_not_ask_for_its_whole_city(town: Town) -> None:
    unit = town.unit("320211-zf")
    grant = Grant("leader", frozenset({"analyse", "urge"}), Scope.AREA, unit.pk, unit.path, "320211")
    seen = sights.seen(tables(), Actor(ActorKind.PERSON, "区领导", grants=(grant,)))
    with pytest.raises(errors.BeyondScope, match="“江苏省无锡市”超出"):
        facts.answered(seen, Question(Fact.APPEALS, MARCH, {"city": ("3202",)}))
    assert facts.answered(seen, Question(Fact.APPEALS, MARCH)).value == 2
