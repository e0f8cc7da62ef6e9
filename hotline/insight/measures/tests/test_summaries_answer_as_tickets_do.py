"""Summaries: whatever is asked, they come to what the tickets come to, and never to more than somebody may count."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from hotline.ground.people import seed
from hotline.ground.people.words import Actor
from hotline.insight.measures import counting, facts, register, sights
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.dividing import PARTING, regarded
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact
from hotline.insight.warehouse import engines, summaries
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import SUMMARIES, TICKET, Grain, Month
from hotline.lib.refusal import NotPermitted
from tests.town import Town

from .made import table, ticket
from .test_every_role_counts_within_its_bounds import DAY, MARCH, PLACES, posted

FACTS = [(fact, view.window) for fact, every in register.register().items() for view in every[-1].views
         if view.grain is Grain.TICKET and fact is not Fact.PER_10K]  # fmt: skip
CODES = {
    "city": ["3202", "3205"], "county": ["320211", "320505", ""], "centre": ["320200-rx", "320500-rx"],
    "unit": ["320211-cg", ""], "field": ["01", "02"], "branch": ["01.01", "02.01"], "channel": ["phone", "app"],
    "category": ["01.01.01", "01.01.02", "02.01.01"], "kind": ["complaint", "enquiry"], "blame": ["", "policy"],
    "satisfied": ["", "very", "dissatisfied"], "solved": ["", "solved"], "closing": ["replied", "answered"],
}  # fmt: skip
MARKS = ["is_direct", "is_reached", "is_rated", "is_reworked", "is_repeated", "is_confidential", "is_contacted"]
ROWS, QUESTIONS = 600, 150


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> engines.Tables:
    """Two months of tickets at random, the first summed up, the second too small for it."""
    dice = random.Random(4)
    monkeypatch.setattr(summaries, "LEAST", ROWS // 3)
    months = {Month(2020, 3): ROWS - 150, Month(2020, 4): 150}
    made = []
    for month, count in months.items():
        rows = [at_random(dice, number, month) for number in range(count)]
        made.append((month, table(rows).to_pyarrow()))
    return kept(tmp_path, made)


def at_random(dice: random.Random, number: int, month: Month) -> dict[str, object]:
    """A ticket of which everything is drawn."""
    drawn = {name: dice.choice(codes) for name, codes in CODES.items()} | {name: dice.random() < 0.5 for name in MARKS}
    ended = dice.choice([None, float(dice.randint(1, 400))])
    more = {"closing": ""} if ended is None else {"hours": ended, "days": dice.randint(0, 9)}
    return ticket(number, month.first + timedelta(dice.randrange(28)), **(drawn | more))


def kept(root: Path, months: list[tuple[Month, pa.Table]]) -> engines.Tables:
    """Months as stored."""
    store = Store(root, "made")
    store.write(months)
    return engines.tables(store, root / "scratch")


def asked(dice: random.Random) -> tuple[Question, tuple[str, ...]]:
    """A question at random, and how it is divided."""
    fact, window = dice.choice(FACTS)
    since = date(2020, 3, 1) + timedelta(dice.randrange(40))
    where = {name: tuple(dice.sample(CODES[name], 1)) for name in dice.sample(sorted(PARTING & set(CODES)), 2)}
    question = Question(
        fact, Period(since, since + timedelta(dice.randint(1, 40))), dice.choice([{}, where]), window=window
    )
    return question, tuple(dice.sample(sorted(PARTING), dice.randint(0, 2)))


@pytest.mark.django_db
def test_whatever_is_asked_summaries_answer_what_tickets_answer(stored: engines.Tables) -> None:
    dice, used = random.Random(7), 0
    seen = sights.seen(stored, Actor.system())
    plain = replace(seen, summaries={})
    for _ in range(QUESTIONS):
        question, by = asked(dice)
        if not (is_used := counting.totalled(seen, question, *by).is_summary):
            continue
        used += is_used
        found, wanted = (
            [(p.codes, p.denominator, pytest.approx(p.numerator)) for p in facts.broken_down(each, question, *by)]
            for each in (seen, plain)
        )
        assert found == wanted, (question, by)
    assert used > QUESTIONS // 4


@pytest.mark.parametrize(
    ("by", "wanted"),
    [(("channel",), "ways"), (("county",), "places"), (("category", "city"), "matters"), (("month",), "ways"),
     (("county", "category"), None), (("unit",), None), (("hour",), None)],
)  # fmt: skip
def test_the_shortest_summary_that_knows_enough_is_asked_else_the_tickets(
    by: tuple[str, ...], wanted: str | None
) -> None:
    named: dict[str, Any] = {name: name for name in SUMMARIES}
    needed = frozenset().union(*(regarded(name, "registered_minute", TICKET) for name in by))
    assert Seen(table([]), summaries=named).summary(needed) == wanted


@pytest.mark.django_db
def test_for_every_role_summaries_are_narrowed_as_tickets_are(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summaries, "LEAST", 1)
    rows = [ticket(number, DAY, **place) for number, place in enumerate(PLACES, 1)]
    stored = kept(tmp_path, [(Month(DAY.year, DAY.month), table(rows).to_pyarrow())])
    summed = 0
    for role in seed.roles():
        try:
            seen = sights.seen(stored, posted(town, role))
        except NotPermitted:
            continue
        question = Question(Fact.APPEALS, MARCH)
        summed += counting.totalled(seen, question).is_summary
        for name in SUMMARIES:
            if seen.narrowed_by <= set(SUMMARIES[name]):
                only = replace(seen, summaries={name: stored.summaries[name]})
                assert counting.totalled(only, question).is_summary
                assert facts.answered(only, question).value == len(seen.rows.id.to_pyarrow()), (role.code, name)
    assert summed > 3
