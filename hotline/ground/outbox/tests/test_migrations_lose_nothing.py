"""Migrations of the outbox lose nothing: words of old messages, who read a notice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from hotline.ground.outbox.models import Reading

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
BEFORE, AFTER = [("outbox", "0002_templates")], [("outbox", "0003_sealed_body")]


@pytest.mark.django_db(transaction=True)
def test_what_stood_in_clear_is_sealed_and_opens_again() -> None:
    executor = MigrationExecutor(connection)
    old = executor.migrate(BEFORE).apps.get_model("outbox", "Message")
    facts = {"channel": "sms", "recipient": "13800000000", "template": "rate", "written_at": AT, "next_try_at": AT}
    for number in range(3):
        old.objects.create(body=f"请评价 {number}", once_key=str(number), **facts)
    executor = MigrationExecutor(connection)
    new = executor.migrate(AFTER).apps.get_model("outbox", "Message")
    assert sorted(new.objects.values_list("body", flat=True)) == ["请评价 0", "请评价 1", "请评价 2"]
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_who_read_a_notice_is_still_known() -> None:
    old = MigrationExecutor(connection).migrate(AFTER).apps
    person = old.get_model("people", "Person").objects.create(username="a", name="a", created_at=AT)
    notice = old.get_model("outbox", "Notice")
    notice.objects.create(kind="red", once_key="1", at=AT, read_at=AT, read_by=person)
    notice.objects.create(kind="red", once_key="2", at=AT)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    [reading] = Reading.objects.all()
    assert (reading.person_id, reading.notice.once_key) == (person.pk, "1")
