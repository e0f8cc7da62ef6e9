import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.ground.calendar.words import Calendar, CalendarError, Limit, Unit


@given(st.integers(1, 1000), st.sampled_from(Unit))
def test_every_limit_reads_back_as_written(amount: int, unit: Unit) -> None:
    assert Limit.parse(str(Limit(amount, unit))) == Limit(amount, unit)


@given(st.text())
def test_any_text_is_a_limit_or_a_clear_error(text: str) -> None:
    try:
        limit = Limit.parse(text)
    except CalendarError:
        return
    assert limit.amount >= 1


@pytest.mark.parametrize("written", ["", "5", "wd", "0d", "-1d", "1.5h", "5 weeks", "1m", "99999d", "５wd"])
def test_what_is_not_a_limit_is_refused(written: str) -> None:
    with pytest.raises(CalendarError):
        Limit.parse(written)


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("30min", "30 分钟", "30 minutes"),
        ("24H", "24 小时", "24 hours"),
        (" 1 wd ", "1 个工作日", "1 working day"),
        ("4wh", "4 个工作小时", "4 working hours"),
        ("5d", "5 日", "5 days"),
    ],
)
def test_a_limit_has_words_in_both_languages(written: str, zh: str, en: str) -> None:
    assert (Limit.parse(written).zh, Limit.parse(written).en) == (zh, en)


def test_days_have_no_fixed_length() -> None:
    with pytest.raises(CalendarError):
        _ = Limit.parse("2wd").duration


def test_a_calendar_that_cannot_be_meant_is_refused() -> None:
    from datetime import date, time

    day = date(2024, 5, 1)
    with pytest.raises(CalendarError, match="both"):
        Calendar(holidays=frozenset({day}), workdays=frozenset({day}))
    with pytest.raises(CalendarError, match="span"):
        Calendar(spans=())
    with pytest.raises(CalendarError, match="overlaps"):
        Calendar(spans=((time(9), time(12)), (time(11), time(13))))
    with pytest.raises(CalendarError, match="overlaps"):
        Calendar(spans=((time(9), time(0)), (time(11), time(13))))
    with pytest.raises(CalendarError, match="ends before"):
        Calendar(spans=((time(12), time(9)),))
    with pytest.raises(CalendarError, match="known_until"):
        Calendar(known_from=date(2024, 1, 1), known_until=date(2023, 1, 1))
