"""A day begins at midnight in Shanghai, whatever zone a moment is written in."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hotline.lib.days import civil_day


def test_a_day_begins_at_midnight_in_shanghai() -> None:
    assert civil_day(datetime(2020, 3, 1, 15, 59, tzinfo=UTC)) == date(2020, 3, 1)
    assert civil_day(datetime(2020, 3, 1, 16, 0, tzinfo=UTC)) == date(2020, 3, 2)
