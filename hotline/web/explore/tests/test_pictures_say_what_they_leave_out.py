"""Pictures hold what they can and say beside themselves what they cannot; one axis for one question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from hotline.insight.measures.words import Fact
from hotline.insight.questions import answering
from hotline.insight.questions.words import Against, Inquiry, Picture, Preset, Span
from hotline.web.explore import pictures
from hotline.web.kit.charts import Chart, Kind
from tests.analysing import everything, fact, rated

pytestmark = pytest.mark.django_db
ON = date(2020, 12, 31)
TWO_YEARS = Span(Preset.DAYS, date(2019, 1, 1), date(2020, 12, 30))
CITIES = [f"32{number:02d}" for number in range(1, 14)]


def drawn(
    rows: Iterable[dict[str, Any]],
    facts: Sequence[Fact],
    by: Sequence[str],
    picture: Picture,
    span: Span = TWO_YEARS,
    against: Against = Against.NOTHING,
) -> Chart:
    """The picture of an answer of somebody who sees everything."""
    inquiry = Inquiry(tuple(facts), tuple(by), span=span, picture=picture, against=against)
    found = pictures.chart(answering.answered(everything(rows), inquiry, *answering.periods(inquiry, ON)))
    assert found is not None
    return found


def test_two_years_of_days_and_a_day_of_minutes_are_drawn_whole() -> None:
    days = drawn([fact(1, date(2019, 1, 1)), fact(2, ON)], [Fact.APPEALS], ["day"], Picture.LINE)
    assert (len(days.labels), days.labels[0], days.labels[-1], days.note) == (730, "2019-01-01", "2020-12-30", "")
    rows = [fact(number, date(2020, 3, 1)) | {"registered_minute": number} for number in range(1440)]
    minutes = drawn(rows, [Fact.APPEALS], ["minute"], Picture.LINE)
    assert (len(minutes.labels), minutes.note) == (1440, "")


def test_all_cities_have_a_line_and_of_more_parts_the_greatest_with_a_word() -> None:
    rows = [fact(number, date(2020, 3, 1), city=city) for number, city in enumerate(CITIES)]
    cities = drawn(rows, [Fact.APPEALS], ["month", "city"], Picture.LINE)
    assert (len(cities.series), cities.note) == (13, "")
    rows = [
        fact(100 * unit + each, date(2020, 3, 1), unit=f"u{unit:02d}") for unit in range(12) for each in range(unit)
    ]
    units = drawn(rows, [Fact.APPEALS], ["month", "unit"], Picture.LINE)
    assert [each.name for each in units.series] == [f"u{unit:02d}" for unit in range(4, 12)]
    assert units.note == "图中只画最大的 8 项（承办单位），共 11 项，全部见表。"
    with translation.override("en"):
        english = drawn(rows, [Fact.APPEALS], ["month", "unit"], Picture.LINE)
    assert english.note == "Only the 8 greatest are drawn (Unit) of 11 in all; every one is in the table."


def many(count: int) -> list[dict[str, Any]]:
    """Units of which each has one ticket more than the one before."""
    return [
        fact(1000 * unit + each, date(2020, 3, 1), unit=f"u{unit:02d}")
        for unit in range(count)
        for each in range(unit + 1)
    ]


def test_bars_show_the_greatest_and_say_how_many_there_are() -> None:
    bars = drawn(many(50), [Fact.APPEALS], ["unit"], Picture.BAR)
    assert (bars.labels[0], bars.labels[-1], len(bars.labels)) == ("u49", "u10", 40)
    assert bars.note == "图中只画最大的 40 项（承办单位），共 50 项，全部见表。"
    assert bars.may_lie


def test_bars_upon_each_other_come_to_the_whole_by_the_rest() -> None:
    rows = [each | {"field": "02" if each["id"] % 2 else "01"} for each in many(12)]
    bars = drawn(rows, [Fact.APPEALS], ["field", "unit"], Picture.BAR)
    assert bars.kind is Kind.STACKED
    assert bars.series[-1].name == "其余 4 项"
    assert sum(value or 0 for each in bars.series for value in each.values) == len(rows)
    rates = drawn([*rows, rated(1, date(2020, 3, 1), "satisfied")], [Fact.SATISFACTION], ["field", "unit"], Picture.BAR)
    assert rates.kind is Kind.BAR


def test_a_pareto_ends_at_a_hundred_with_the_rest_in_one_last_bar() -> None:
    pareto = drawn(many(50), [Fact.APPEALS], ["unit"], Picture.PARETO)
    assert (pareto.labels[0], pareto.labels[-1], len(pareto.labels)) == ("u49", "其余 10 项", 41)
    assert pareto.series[0].values[-1] == sum(range(1, 11))
    assert pareto.series[1].values[-1] == 100
    whole = drawn(many(41), [Fact.APPEALS], ["unit"], Picture.PARETO)
    assert (len(whole.labels), whole.labels[-1]) == (41, "u00")


def test_a_heat_map_of_many_days_shows_the_last_of_them_and_says_so() -> None:
    rows = [
        fact(number, date(2020, 12, 30) - timedelta(number), county=f"3201{number % 60:02d}") for number in range(120)
    ]
    heat = drawn(rows, [Fact.APPEALS], ["day", "county"], Picture.HEAT)
    assert (len(heat.labels), heat.labels[-1], len(heat.series)) == (40, "2020-12-30", 40)
    assert "图中只画最近 40 项（日），共 730 项" in heat.note
    assert "图中只画最大的 40 项（县（市、区）），共 60 项" in heat.note


@pytest.mark.parametrize("picture", [Picture.LINE, Picture.HEAT])
def test_months_by_cities_have_the_months_of_months_alone_and_no_gap_where_nothing_happened(picture: Picture) -> None:
    rows = [fact(1, date(2020, 2, 1), city="3201"), fact(2, date(2020, 4, 1), city="3202")]
    span = Span(Preset.DAYS, date(2020, 1, 1), date(2020, 6, 30))
    alone = drawn(rows, [Fact.APPEALS], ["month"], Picture.LINE, span)
    crossed = drawn(rows, [Fact.APPEALS], ["month", "city"], picture, span)
    assert crossed.labels == alone.labels == tuple(f"2020-0{month}" for month in range(1, 7))
    assert [each.values for each in crossed.series] == [(0, 1, 0, 0, 0, 0), (0, 0, 0, 1, 0, 0)]
    assert "city=3201" in crossed.series[0].links[0]
    rate = drawn(
        [*rows, rated(3, date(2020, 2, 1), "satisfied", city="3201")],
        [Fact.SATISFACTION],
        ["month", "city"],
        picture,
        span,
    )
    assert rate.series[0].values == (None, 100, None, None, None, None)


def test_what_is_asked_but_not_drawn_is_told() -> None:
    rows = [rated(1, date(2020, 3, 1), "satisfied"), fact(2, date(2020, 3, 2), city="3201")]
    asked = [Fact.APPEALS, Fact.SATISFACTION]
    bars = drawn(rows, asked, ["city"], Picture.BAR)
    assert bars.title.startswith("受理量（按设区市")
    assert bars.note == "图中没有画满意率，见表。"
    span = Span(Preset.DAYS, date(2020, 3, 1), date(2020, 3, 31))
    shades = drawn(rows, [Fact.APPEALS], ["city"], Picture.MAP, span, Against.YEAR_BEFORE)
    assert shades.note == "图中没有画对比期，见表。"
    assert drawn(rows, [Fact.APPEALS, Fact.CLOSED], ["city"], Picture.BAR).note == ""


def test_a_picture_kept_alone_says_its_unit_its_days_its_source_and_that_figures_are_made() -> None:
    rows = [fact(1, date(2020, 3, 1))]
    assert drawn(rows, [Fact.APPEALS], ["city"], Picture.BAR).foot == (
        "单位：件 · 2019-01-01 至 2020-12-30 · 实时数据 · 含合成数据"
    )
    real = [each | {"is_synthetic": False} for each in rows]
    assert "合成" not in drawn(real, [Fact.APPEALS], ["city"], Picture.BAR).foot
