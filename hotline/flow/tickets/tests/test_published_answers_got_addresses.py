"""Answers published before they had addresses of their own are given some."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from hotline.flow.tickets import texts
from hotline.flow.tickets.models import TicketText
from hotline.flow.tickets.words import Status
from tests.town import MONDAY, Town

migration = import_module("hotline.flow.tickets.migrations.0008_public_id")


def test_every_published_answer_is_given_an_address_batch_by_batch(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "BATCH", 3)
    tickets = [town.ticket(Status.CLOSED) for _ in range(5)]
    for ticket in tickets[:4]:
        texts.publish(ticket.pk, "已修复", MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE tickets_tickettext DROP CONSTRAINT ticket_public_id_while_published")
    TicketText.objects.update(public_id=None)
    migration.draw(apps, None)
    found = dict(TicketText.objects.filter(pk__in=[each.pk for each in tickets]).values_list("pk", "public_id"))
    assert found.pop(tickets[4].pk) is None
    assert len({address for address in found.values() if address}) == 4
