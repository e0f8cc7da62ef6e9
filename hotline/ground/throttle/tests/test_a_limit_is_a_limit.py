"""Counting tries: exact, leased, per window, per key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from hotline.ground.throttle import actions, queries
from hotline.ground.throttle.errors import TooOften
from hotline.ground.throttle.models import Tally
from hotline.ground.throttle.words import Quota

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
QUOTA = Quota(3, 60)


@pytest.fixture(autouse=True)
def no_leases() -> Iterator[None]:
    actions.forget_leases()
    yield
    actions.forget_leases()


def test_the_try_too_many_is_refused_and_says_how_long_to_wait() -> None:
    for _ in range(3):
        actions.admit("query", "1.2.3.4", QUOTA, at=AT + timedelta(seconds=20))
    with pytest.raises(TooOften, match="40 秒"):
        actions.admit("query", "1.2.3.4", QUOTA, at=AT + timedelta(seconds=20))


def test_another_key_another_topic_and_the_next_window_are_counted_apart() -> None:
    for _ in range(3):
        actions.admit("query", "1.2.3.4", QUOTA, at=AT)
    actions.admit("query", "1.2.3.5", QUOTA, at=AT)
    actions.admit("submit", "1.2.3.4", QUOTA, at=AT)
    actions.admit("query", "1.2.3.4", QUOTA, at=AT + timedelta(seconds=60))


def test_the_key_itself_is_not_kept() -> None:
    actions.admit("query", "13812345678", QUOTA, at=AT)
    assert b"13812345678" not in bytes(Tally.objects.get().key)


def test_a_limit_on_failures_counts_only_what_it_is_told() -> None:
    for _ in range(5):
        actions.refuse_spent("wrong", "123", QUOTA, at=AT)
    for _ in range(3):
        actions.admit("wrong", "123", QUOTA, at=AT)
    with pytest.raises(TooOften):
        actions.refuse_spent("wrong", "123", QUOTA, at=AT)


@pytest.mark.parametrize("count", [1, 3, 50, 107])
def test_leased_permits_are_as_many_as_the_quota_over_all_processes(count: int) -> None:
    admitted = 0
    for number in range(count * 2):
        if number % 10 == 0:
            actions.forget_leases()  # another process takes over; what the first held is spent
        try:
            actions.admit_leased("program", "7", Quota(count, 60), at=AT)
            admitted += 1
        except TooOften:
            pass
    assert 0 < admitted <= count


def test_one_process_gets_its_whole_quota_and_not_one_more() -> None:
    for _ in range(107):
        actions.admit_leased("program", "7", Quota(107, 60), at=AT)
    with pytest.raises(TooOften):
        actions.admit_leased("program", "7", Quota(107, 60), at=AT)
    actions.admit_leased("program", "7", Quota(107, 60), at=AT + timedelta(minutes=1))


def test_old_tallies_are_dropped() -> None:
    actions.admit("query", "1.2.3.4", QUOTA, at=AT)
    actions.admit("query", "1.2.3.4", QUOTA, at=AT + timedelta(days=3))
    assert actions.forget_old(at=AT + timedelta(days=3)) == 1
    assert queries.spent("query", "1.2.3.4", QUOTA, at=AT + timedelta(days=3)) == 1
