"""Appeals per 10,000 people: among the residents of the place asked for or of each part."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.ground.regions.models import Population
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question, answered, broken_down, ranked
from hotline.insight.measures.sights import Seen, seen
from hotline.insight.measures.words import Fact
from hotline.insight.warehouse.words import Grain
from tests.town import Town

from .made import table, ticket

pytestmark = pytest.mark.django_db
JUNE = Period(date(2020, 6, 1), date(2020, 7, 1))
PLACES = [("3202", "320211"), ("3202", "320211"), ("3202", "320205"), ("3205", "320505"), ("", "")]
ROWS = [
    ticket(number, date(2020, 6, number), city=city, county=county, field="04", centre="320200-rx")
    for number, (city, county) in enumerate(PLACES, 1)
]
QUESTION = Question(Fact.PER_10K, JUNE)


@pytest.fixture
def people(town: Town) -> dict[str, int]:
    """How many live where, as last published."""
    found = {"32": 84_750_000, "3202": 7_460_000, "3205": 12_750_000, "320211": 900_000}
    for code, people in found.items():
        Population.objects.create(region_id=code, year=2020, people=people, source="test")
    return found


@pytest.fixture
def facts() -> Seen:
    """Tickets of two cities and one of nobody knows where, to somebody who sees all."""
    return Seen(table(ROWS))


def test_the_whole_is_told_among_the_province(facts: Seen, people: dict[str, int]) -> None:
    found = answered(facts, QUESTION)
    assert (found.numerator, found.denominator) == (5, people["32"])
    assert found.value == pytest.approx(5 * 10_000 / people["32"])


def test_a_filter_by_places_tells_among_those_who_live_there(facts: Seen, people: dict[str, int]) -> None:
    def among(**where: tuple[str, ...]) -> tuple[float, int]:
        found = answered(facts, Question(Fact.PER_10K, JUNE, where))
        return found.numerator, found.denominator

    assert among(city=("3202",)) == (3, people["3202"])
    assert among(city=("3202", "3205")) == (4, people["3202"] + people["3205"])
    assert among(city=("3202",), county=("320211",)) == (2, people["320211"])
    assert among(field=("04",)) == (5, people["32"])


def test_each_part_is_told_among_its_own_and_where_nobody_lives_there_is_no_figure(
    facts: Seen, people: dict[str, int]
) -> None:
    parts = {part.codes[0]: part for part in broken_down(facts, QUESTION, "city")}
    assert {code: (part.numerator, part.denominator) for code, part in parts.items()} == {
        "": (1, 0),
        "3202": (3, people["3202"]),
        "3205": (1, people["3205"]),
    }
    assert parts[""].value is None
    assert [part.denominator for part in broken_down(facts, QUESTION, "field")] == [people["32"]]
    assert [(each.part.codes, each.rank) for each in ranked(facts, QUESTION, "city")][-1] == (("",), None)


def test_who_sees_one_city_is_told_its_tickets_among_its_own_people(town: Town, people: dict[str, int]) -> None:
    rows = [
        ticket(number, date(2020, 6, number), city=city, county=county, field="04", centre=f"{city}00-rx")
        for number, (city, county) in enumerate(PLACES[:4], 1)
    ]
    wuxi = seen({Grain.TICKET: table(rows)}, town.actor("dispatcher.wuxi"))
    found = answered(wuxi, QUESTION)
    assert (found.numerator, found.denominator) == (3, people["3202"])
