"""Answers: parts with their changes, steps of time without a gap, the question behind every figure."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.insight.measures import facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.errors import NothingComplete
from hotline.insight.measures.facts import Question
from hotline.insight.measures.words import Fact
from hotline.insight.questions import answering, errors, steps
from hotline.insight.questions.answering import Answered
from hotline.insight.questions.words import Against, Inquiry, Preset, Span
from tests.analysing import everything, fact, rated

ROWS = [
    fact(1, date(2020, 1, 5)),
    fact(2, date(2020, 3, 1), city="3201"),
    rated(3, date(2020, 3, 2), "satisfied"),
    rated(4, date(2020, 3, 2), "dissatisfied", blame="policy"),
    rated(5, date(2019, 3, 1), "satisfied"),
    fact(6, date(2019, 1, 31)),
]
ON = date(2020, 4, 20)
QUARTER = Span(Preset.DAYS, date(2020, 1, 1), date(2020, 3, 31))


def answer(inquiry: Inquiry, on: date = ON) -> Answered:
    """The answer of somebody who sees everything."""
    return answering.answered(everything(ROWS), inquiry, *answering.periods(inquiry, on))


def test_every_month_is_told_and_compared_with_the_same_of_the_year_before() -> None:
    found = answer(Inquiry((Fact.APPEALS,), ("month",), span=QUARTER, against=Against.YEAR_BEFORE))
    told = [
        (line.codes, [each and each.value for each in (line.cells[0].this, line.cells[0].that)]) for line in found.lines
    ]
    assert told == [(("2020-01",), [1, 1]), (("2020-02",), [0, 0]), (("2020-03",), [3, 1])]
    assert [line.cells[0].change for line in found.lines] == [0, None, 2]


def test_a_rate_changes_by_points_and_a_count_by_a_ratio() -> None:
    found = answer(Inquiry((Fact.APPEALS, Fact.SATISFACTION), span=QUARTER, against=Against.YEAR_BEFORE))
    count, rate = found.total.cells
    assert [count.this.value, count.change] == [4, 1]
    assert (rate.this.numerator, rate.this.denominator) == (1, 2)
    assert rate.change == -50


def test_the_question_behind_a_part_counts_what_the_part_says() -> None:
    inquiry = Inquiry((Fact.APPEALS, Fact.SATISFACTION), ("city", "month"), span=QUARTER)
    seen, found = everything(ROWS), answer(inquiry)
    assert len(found.lines) == 3
    for line in found.lines:
        for cell in line.cells:
            again = facts.answered(seen, cell.this.question)
            assert (again.numerator, again.value) == (cell.this.numerator, cell.this.value)


@pytest.mark.parametrize("name", ["day", "week", "month", "quarter", "hour", "weekday", "city", "blame"])
def test_whatever_divides_parts_come_to_the_whole_and_lead_to_themselves(name: str) -> None:
    seen, found = everything(ROWS), answer(Inquiry((Fact.APPEALS,), (name,), span=QUARTER))
    assert sum(line.cells[0].this.numerator for line in found.lines) == found.total.cells[0].this.numerator == 4
    for line in found.lines:
        assert facts.answered(seen, line.cells[0].this.question).numerator == line.cells[0].this.numerator


def test_steps_are_those_the_facts_are_divided_by() -> None:
    period = Period(date(2019, 12, 30), date(2020, 7, 2))
    seen = everything(fact(number, period.since.replace(year=2020, month=1 + number, day=1)) for number in range(7))
    for name in steps.TIMES:
        known = steps.steps(name, period)
        assert known == sorted(set(known))
        told = [part.codes[0] for part in facts.broken_down(seen, Question(Fact.APPEALS, period), name)]
        assert set(told) <= set(known)
        days = [steps.within(name, each, period) for each in known]
        assert sum(each.days for each in days) == period.days


def test_the_greatest_come_first_unless_asked_otherwise() -> None:
    by_city = Inquiry((Fact.APPEALS,), ("city",), span=QUARTER)
    assert [line.codes[0] for line in answer(by_city).lines] == ["3202", "3201"]
    other = Inquiry((Fact.APPEALS,), ("city",), span=QUARTER, sort="codes")
    assert [line.codes[0] for line in answer(other).lines] == ["3201", "3202"]
    by_day = Inquiry((Fact.APPEALS,), ("month",), span=QUARTER, sort="appeals")
    assert [line.codes[0] for line in answer(by_day).lines] == ["2020-03", "2020-01", "2020-02"]


def test_what_lies_ahead_is_refused_and_what_is_empty_says_so() -> None:
    ahead = Inquiry(span=Span(Preset.DAYS, date(2020, 5, 1), date(2020, 5, 30)))
    with pytest.raises(errors.PeriodAhead, match="2020-05-01"):
        answering.periods(ahead, ON)
    past = Inquiry((Fact.APPEALS, Fact.SATISFACTION), span=Span(Preset.DAYS, date(2018, 1, 1), date(2018, 1, 2)))
    assert answer(past).is_empty
    assert not answer(Inquiry(span=QUARTER)).is_empty


@pytest.mark.parametrize(
    ("preset", "against", "period", "other"),
    [
        (Preset.THIS_MONTH, Against.NOTHING, ("2020-04-01", "2020-04-21"), None),
        (Preset.THIS_MONTH, Against.PERIOD_BEFORE, ("2020-04-01", "2020-04-20"), ("2020-03-01", "2020-03-20")),
        (Preset.THIS_YEAR, Against.YEAR_BEFORE, ("2020-01-01", "2020-04-20"), ("2019-01-01", "2019-04-20")),
        (Preset.LAST_MONTH, Against.PERIOD_BEFORE, ("2020-03-01", "2020-04-01"), ("2020-02-01", "2020-03-01")),
        (Preset.YESTERDAY, Against.FESTIVAL, ("2020-04-19", "2020-04-20"), ("2019-05-01", "2019-05-02")),
    ],
)
def test_what_is_not_over_is_held_against_as_many_whole_days(
    preset: Preset, against: Against, period: tuple[str, str], other: tuple[str, str] | None
) -> None:
    found = answering.periods(Inquiry(span=Span(preset), against=against), ON)
    assert found == (days(*period), days(*other) if other else None)


def days(since: str, until: str) -> Period:
    """A period as it is written."""
    return Period(date.fromisoformat(since), date.fromisoformat(until))


def test_of_a_day_that_is_not_over_nothing_is_compared() -> None:
    with pytest.raises(NothingComplete, match="还没有过完一天"):
        answering.periods(Inquiry(span=Span(Preset.TODAY), against=Against.YEAR_BEFORE), ON)


def test_a_figure_stands_beside_itself_by_every_version_of_its_definition() -> None:
    question = Question(Fact.SATISFACTION, days("2020-01-01", "2020-04-01"))
    found = list(answering.by_version(everything(ROWS), question))
    assert [each.definition.version for each in found] == [3, 2, 1]
    assert [each.is_used for each in found] == [True, False, False]
    assert all(each.number.question.version == each.definition.version for each in found)


def test_both_periods_are_counted_by_the_definition_of_the_later() -> None:
    [cell] = answer(Inquiry((Fact.SATISFACTION,), span=QUARTER, against=Against.YEAR_BEFORE)).total.cells
    assert cell.that is not None
    assert cell.this.question.version == cell.that.question.version == 3


def test_synthetic_facts_are_marked() -> None:
    assert answer(Inquiry(span=QUARTER)).is_synthetic


def test_parts_that_have_no_places_are_not_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    def ranked(*_: object) -> list[object]:
        raise AssertionError("days do not compete")

    monkeypatch.setattr(facts, "placed", ranked)
    assert answer(Inquiry((Fact.APPEALS,), ("day", "city"), span=QUARTER)).lines
