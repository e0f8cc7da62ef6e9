"""The migration that seals the words of old messages loses none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

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
