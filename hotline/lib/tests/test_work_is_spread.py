"""Work in parts: every part once and in order, by processes or here; the planner sees what came at once."""

from __future__ import annotations

import os

import pytest
from django.db import connection, transaction

from hotline.lib import copying
from hotline.lib.spreading import spread


def who(part: int) -> tuple[int, int]:
    """The part, and the process that carried it."""
    return part, os.getpid()


@pytest.mark.django_db(transaction=True)
def test_many_parts_are_carried_by_other_processes_in_order() -> None:
    done = list(spread(who, iter(range(20))))
    assert [part for part, _ in done] == list(range(20))
    assert os.getpid() not in {process for _, process in done}


@pytest.mark.django_db(transaction=True)
def test_a_single_part_and_parts_within_a_transaction_are_carried_here() -> None:
    assert list(spread(who, iter([7]))) == [(7, os.getpid())]
    with transaction.atomic():
        assert list(spread(who, iter(range(3)))) == [(part, os.getpid()) for part in range(3)]
    assert list(spread(who, iter(()))) == []


@pytest.mark.django_db(transaction=True)
def test_the_planner_knows_how_many_rows_came() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE crowd AS SELECT generate_series(1, 5000) AS number")
        try:
            copying.analyse()
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'crowd'")
            assert cursor.fetchone() == (5000,)
        finally:
            cursor.execute("DROP TABLE crowd")
