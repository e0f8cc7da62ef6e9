"""Fixed statements: in Django's transaction, with Django's errors, the same rows as its own queries."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from hotline.ground.calendar.models import WorkCalendar
from hotline.ground.regions.models import Population, Region
from hotline.ground.regions.words import RegionLevel
from hotline.lib import statements

pytestmark = pytest.mark.django_db


def region(code: str = "32") -> Region:
    """A province."""
    return Region(code=code, level=RegionLevel.PROVINCE, name="江苏省", full_name="江苏省")


def test_an_inserted_row_is_the_row_django_reads() -> None:
    row = statements.insert(region())
    assert not row._state.adding
    read = Region.objects.get(pk="32")
    assert (read.level, read.name, read.parent_id, read.is_zone) == ("province", "江苏省", None, False)


def test_a_generated_key_is_filled_in() -> None:
    statements.insert(region())
    row = statements.insert(Population(region_id="32", year=2020, people=84748016, source="七普"))
    assert Population.objects.get(pk=row.pk).people == 84748016


def test_what_the_database_refuses_is_told_as_django_tells_it() -> None:
    statements.insert(region())
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.insert(region())
    assert Region.objects.count() == 1


def test_statements_belong_to_the_transaction_that_is_open() -> None:
    with transaction.atomic():
        statements.insert(region())
        transaction.set_rollback(True)
    assert not Region.objects.exists()


def test_an_update_writes_the_named_columns_only() -> None:
    statements.insert(region())
    statements.update("regions_region", "code", {"name": "江苏", "level": RegionLevel.CITY}, "32")
    read = Region.objects.get()
    assert (read.name, read.level, read.full_name) == ("江苏", "city", "江苏省")


def test_json_columns_are_written_as_json() -> None:
    days = {"known_from": "2020-01-01", "known_until": "2020-12-31"}
    statements.insert(WorkCalendar(code="x", name="x", spans=[["09:00", "12:00"]], **days))
    assert WorkCalendar.objects.get().spans == [["09:00", "12:00"]]


def test_a_statement_is_prepared_once() -> None:
    statements.insert(region("32"))
    statements.insert(region("33"))
    statements.insert(region("34"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ['INSERT INTO "regions_%']
        )
        assert cursor.fetchone() == (1,)


def test_rows_sent_together_are_all_written() -> None:
    with transaction.atomic(), statements.together():
        statements.insert(region())
        statements.insert(Population(region_id="32", year=2020, people=84748016, source="七普"))
        assert Region.objects.get().name == "江苏省"  # reading within the block waits for what was sent
        statements.insert(region("33"))
    assert Region.objects.count() == 2
    assert Population.objects.get().people == 84748016


def _send(*codes: str) -> None:
    with transaction.atomic(), statements.together():
        for code in codes:
            statements.insert(region(code))


def test_of_rows_sent_together_one_refused_is_all_refused() -> None:
    with pytest.raises(IntegrityError):
        _send("32", "32", "33")
    assert not Region.objects.exists()
