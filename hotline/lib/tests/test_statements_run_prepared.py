"""Fixed statements: in Django's transaction, with Django's errors, the same rows as its own queries."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from hotline.ground.calendar.models import WorkCalendar
from hotline.ground.regions.models import Population, Region
from hotline.ground.regions.words import RegionLevel
from hotline.lib import statements

pytestmark = pytest.mark.django_db
DAYS = {"known_from": "2020-01-01", "known_until": "2020-12-31"}


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
    statements.insert(WorkCalendar(code="x", name="x", spans=[["09:00", "12:00"]], **DAYS))
    assert WorkCalendar.objects.get().spans == [["09:00", "12:00"]]


def test_a_statement_is_prepared_once() -> None:
    statements.insert(region("32"))
    statements.insert(region("33"))
    statements.insert(region("34"))
    assert _prepared('INSERT INTO "regions_%') == 1


def _prepared(like: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", [like])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def test_rows_gathered_together_are_all_written_at_the_end() -> None:
    with statements.together():
        statements.insert(region())
        statements.insert(Population(region_id="32", year=2020, people=84748016, source="七普"))
        assert not Region.objects.exists()
        statements.insert(region("33"))
    assert Region.objects.count() == 2
    assert Population.objects.get().people == 84748016


def test_rows_gathered_together_are_one_prepared_statement_whatever_they_hold() -> None:
    for place, people in enumerate((1, 70_000, 2_000_000_000)):
        with statements.together():
            statements.insert(region(str(31 + place)))
            statements.insert(Population(region_id="31", year=2020 + place, people=people, source="七普"))
            statements.insert(
                Region(code=f"{31 + place}05", level="city", name="市", parent_id=(None, "31")[place > 0])
            )
    assert _prepared("WITH i0 AS (INSERT%") == 1
    assert list(Population.objects.order_by("year").values_list("people", flat=True)) == [1, 70_000, 2_000_000_000]


def test_a_block_within_a_block_is_sent_with_it() -> None:
    with statements.together():
        statements.insert(region())
        with statements.together():
            statements.insert(region("33"))
        assert not Region.objects.exists()
    assert Region.objects.count() == 2


def test_rows_of_a_list_are_written_at_once() -> None:
    statements.insert_all([region("32"), region("33"), WorkCalendar(code="x", name="x", **DAYS)])
    statements.insert_all([])
    assert (Region.objects.count(), WorkCalendar.objects.count()) == (2, 1)


def _send(*codes: str) -> None:
    with statements.together():
        for code in codes:
            statements.insert(region(code))


def test_of_rows_gathered_together_one_refused_is_all_refused_and_the_transaction_goes_on() -> None:
    statements.insert(region("31"))
    with pytest.raises(IntegrityError):
        _send("32", "32", "33")
    assert Region.objects.get().pk == "31"


def test_nothing_is_written_of_a_block_that_fails() -> None:
    with pytest.raises(ValueError, match="changed my mind"):
        _begin_and_fail()
    assert not Region.objects.exists()
    statements.insert(region())
    assert Region.objects.exists()


def _begin_and_fail() -> None:
    with statements.together():
        statements.insert(region())
        raise ValueError("changed my mind")


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_rows_gathered_together_are_one() -> None:
    with pytest.raises(IntegrityError):
        _send("32", "32", "33")
    with pytest.raises(IntegrityError):
        _send_with_a_dangling_reference()
    assert not Region.objects.exists()
    _send("32", "33")
    assert Region.objects.count() == 2


def _send_with_a_dangling_reference() -> None:
    """References are looked at when everything is written."""
    with statements.together():
        statements.insert(region())
        statements.insert(Population(region_id="99", year=2020, people=1, source="七普"))


def test_rows_found_are_those_django_reads() -> None:
    WorkCalendar.objects.create(code="x", name="x", spans=[["09:00", "12:00"]], **DAYS)
    WorkCalendar.objects.create(code="y", name="y", spans=[], **DAYS)
    [found] = statements.find(WorkCalendar, "code = %s", "x")
    read = WorkCalendar.objects.get(code="x")
    assert {field.attname: getattr(found, field.attname) for field in read._meta.concrete_fields} == {
        field.attname: getattr(read, field.attname) for field in read._meta.concrete_fields
    }
    assert not found._state.adding
    assert [each.code for each in statements.find(WorkCalendar, "code = ANY(%s) ORDER BY code DESC", ["x", "y"])] == [
        "y",
        "x",
    ]
    assert statements.find(WorkCalendar, "code = %s", "z") == []
