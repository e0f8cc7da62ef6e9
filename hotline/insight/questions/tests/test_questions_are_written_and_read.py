"""Questions as text: read back they are the same; what cannot be understood is refused; periods go by the calendar."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.insight.measures.dividing import DIMENSIONS, PARTING
from hotline.insight.measures.errors import DividedTwice, UnknownDimension, UnknownMeasure
from hotline.insight.measures.words import Fact, Window
from hotline.insight.questions import errors, rules, texts
from hotline.insight.questions.words import Against, Inquiry, Picture, Preset, Rhythm, Span
from hotline.lib.days import SHANGHAI

Hour = tuple[int, int, int, int]
DAY = date(2020, 3, 4)
"""A Wednesday."""
CODES = st.lists(st.text("0123456789.", min_size=1, max_size=6), min_size=1, max_size=3, unique=True).map(tuple)
SPANS = st.one_of(
    st.sampled_from([each for each in Preset if each is not Preset.DAYS]).map(Span),
    st.tuples(st.dates(), st.dates()).map(lambda days: Span(Preset.DAYS, *days)),
)
INQUIRIES = st.builds(
    Inquiry,
    facts=st.lists(st.sampled_from(list(Fact)), min_size=1, max_size=texts.MOST_FACTS, unique=True).map(tuple),
    by=st.lists(st.sampled_from(sorted(PARTING)), max_size=2, unique=True).map(tuple),
    where=st.dictionaries(st.sampled_from(sorted(DIMENSIONS)), CODES, max_size=3),
    span=SPANS,
    picture=st.sampled_from(list(Picture)),
    window=st.sampled_from([None, *Window]),
    sort=st.sampled_from(["", "appeals", "codes"]),
    source=st.sampled_from(["live", "replay-2020-0.01-2020"]),
)


@given(INQUIRIES)
def test_what_is_written_is_read_back_as_it_was(inquiry: Inquiry) -> None:
    assert texts.read(texts.written(inquiry)) == inquiry


def test_another_period_is_kept_with_its_days() -> None:
    other = Span(Preset.DAYS, date(2019, 1, 1), date(2019, 2, 1))
    inquiry = Inquiry(against=Against.DAYS, other=other)
    assert texts.read(texts.written(inquiry)) == inquiry


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", errors.NoMeasure),
        ("measure=nonsense", UnknownMeasure),
        ("measure=appeals&by=name", UnknownDimension),
        ("measure=appeals&by=topics", UnknownDimension),
        ("measure=appeals&by=city&by=city", DividedTwice),
        ("measure=appeals&by=city&by=month&by=kind", errors.TooManyDivisions),
        ("measure=appeals&name=王", errors.UnknownWord),
        ("measure=appeals&period=someday", errors.UnknownWord),
        ("measure=appeals&period=today&period=today", errors.UnknownWord),
        ("measure=appeals&window=sometime", errors.UnknownWord),
        ("measure=appeals&picture=oil", errors.UnknownWord),
        ("measure=appeals&against=everybody", errors.UnknownWord),
        ("measure=appeals&period=days&from=2020-13-01&to=2020-02-01", errors.DaysMissing),
    ],
)
def test_what_cannot_be_understood_is_refused(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        texts.read(text)


def test_more_measures_than_a_page_can_hold_are_refused() -> None:
    text = "&".join(f"measure={fact.value}" for fact in list(Fact)[: texts.MOST_FACTS + 1])
    with pytest.raises(errors.TooManyMeasures, match="最多选择 4 个"):
        texts.read(text)


@pytest.mark.parametrize(
    ("preset", "since", "until"),
    [
        (Preset.TODAY, DAY, date(2020, 3, 5)),
        (Preset.YESTERDAY, date(2020, 3, 3), DAY),
        (Preset.THIS_WEEK, date(2020, 3, 2), date(2020, 3, 9)),
        (Preset.LAST_WEEK, date(2020, 2, 24), date(2020, 3, 2)),
        (Preset.THIS_MONTH, date(2020, 3, 1), date(2020, 4, 1)),
        (Preset.LAST_MONTH, date(2020, 2, 1), date(2020, 3, 1)),
        (Preset.THIS_QUARTER, date(2020, 1, 1), date(2020, 4, 1)),
        (Preset.THIS_YEAR, date(2020, 1, 1), date(2021, 1, 1)),
        (Preset.LAST_YEAR, date(2019, 1, 1), date(2020, 1, 1)),
    ],
)
def test_a_named_period_is_that_of_the_day(preset: Preset, since: date, until: date) -> None:
    assert rules.days(Span(preset), DAY) == (since, until)


def test_everything_is_from_the_first_day_stored_to_the_last() -> None:
    held = date(2019, 1, 1), date(2020, 7, 31)
    assert rules.days(Span(Preset.EVERYTHING), DAY, held) == (date(2019, 1, 1), date(2020, 8, 1))


def test_days_are_given_and_in_their_order() -> None:
    with pytest.raises(errors.DaysMissing):
        rules.days(Span(Preset.DAYS, DAY), DAY)
    with pytest.raises(errors.DaysReversed, match="2020-03-01 早于开始日期 2020-03-04"):
        rules.days(Span(Preset.DAYS, DAY, date(2020, 3, 1)), DAY)
    assert rules.days(Span(Preset.DAYS, DAY, DAY), DAY) == (DAY, date(2020, 3, 5))


def moment(year: int, month: int, day: int, hour: int) -> datetime:
    """An hour where the hotline is."""
    return datetime(year, month, day, hour, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("rhythm", "after", "at"),
    [
        (Rhythm.DAILY, (2020, 3, 4, 7), (2020, 3, 4, 8)),
        (Rhythm.DAILY, (2020, 3, 4, 8), (2020, 3, 5, 8)),
        (Rhythm.WEEKLY, (2020, 3, 4, 7), (2020, 3, 9, 8)),
        (Rhythm.MONTHLY, (2020, 3, 1, 9), (2020, 4, 1, 8)),
    ],
)
def test_the_bell_rings_at_eight(rhythm: Rhythm, after: Hour, at: Hour) -> None:
    assert rules.next_bell(rhythm, moment(*after)) == moment(*at)
