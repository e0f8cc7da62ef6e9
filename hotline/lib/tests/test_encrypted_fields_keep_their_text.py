from collections.abc import Iterator
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from hotline.lib import fields
from hotline.lib.crypto import Tampered


@pytest.fixture
def sample(db: None) -> Iterator[Any]:
    with isolate_apps("hotline.lib"):

        class Sample(models.Model):
            name = fields.EncryptedTextField(null=True, blank=True)
            phone = fields.EncryptedTextField(default="")

            class Meta:
                app_label = "lib"

            def __str__(self) -> str:
                return ""

        with connection.schema_editor(atomic=True) as editor:
            editor.create_model(Sample)
        yield Sample


@pytest.mark.parametrize("text", ["欧阳修", "", None, "𠮷" * 5000])
def test_text_comes_back_as_it_went(sample: Any, text: str | None) -> None:
    sample.objects.create(name=text)
    assert sample.objects.get().name == text
    assert sample.objects.values_list("name", flat=True).get() == text


def test_the_database_holds_no_text(sample: Any) -> None:
    sample.objects.create(name="欧阳修")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM lib_sample")
        stored = bytes(cursor.fetchone()[0])
    assert "欧阳修".encode() not in stored
    assert fields.ring().is_current(stored)


def test_values_are_written_in_bulk_and_updated(sample: Any) -> None:
    rows = sample.objects.bulk_create([sample(name=str(number)) for number in range(3)])
    for row in rows:
        row.phone = "138" + row.name
    sample.objects.bulk_update(rows, ["phone"])
    sample.objects.filter(pk=rows[0].pk).update(name=None)
    found = list(sample.objects.order_by("pk").values_list("name", "phone"))
    assert found == [(None, "1380"), ("1", "1381"), ("2", "1382")]


@pytest.mark.parametrize("lookup", ["name", "name__contains", "name__in", "name__gt", "name__year", "name__x__y"])
def test_content_cannot_be_queried(sample: Any, lookup: str) -> None:
    with pytest.raises(FieldError, match="encrypted"):
        sample.objects.filter(**{lookup: "x"}).exists()


def test_only_absence_can_be_queried(sample: Any) -> None:
    sample.objects.create(name=None)
    assert sample.objects.filter(name__isnull=True).count() == 1
    assert sample.objects.filter(name__isnull=False).count() == 0


def test_bytes_moved_to_another_column_do_not_open(sample: Any) -> None:
    sample.objects.create(name="欧阳修")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lib_sample SET phone = name")
    with pytest.raises(Tampered):
        sample.objects.get()


def test_clear_text_does_not_leave_through_a_dump(sample: Any) -> None:
    with pytest.raises(FieldError, match="serialised"):
        serializers.serialize("json", [sample(name="欧阳修")])


def test_a_form_shows_a_text_box_and_migrations_know_the_field(sample: Any) -> None:
    field = sample._meta.get_field("name")
    assert type(field.formfield()).__name__ == "CharField"
    assert field.deconstruct()[1] == "hotline.lib.fields.EncryptedTextField"
    assert field.db_type(connection) == "bytea"
