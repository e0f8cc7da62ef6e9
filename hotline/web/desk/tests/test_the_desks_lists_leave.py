"""The desk's lists leave as files for a shift lead: her own, masked, noted; not for agents without the right."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from hotline.flow.intake import actions as intake
from hotline.flow.intake import drafts
from hotline.flow.tickets.models import Beneficiary, Contact, Ticket, TicketText
from hotline.flow.tickets.words import Status
from hotline.ground.journal.models import Event
from hotline.ground.privacy.models import Export
from tests.town import Town

BACKEND = "django.contrib.auth.backends.ModelBackend"
LISTS = ("today", "held", "drafts")


@pytest.fixture
def lead(town: Town) -> Client:
    """The shift lead at her desk: one ticket taken today and still with her, one draft."""
    ticket, at = town.ticket(Status.REGISTERED), timezone.now()
    person = town.person("lead.wuxi")
    Contact.objects.filter(pk=ticket.contact_id).update(taken_by=person, received_at=at)
    Ticket.objects.filter(pk=ticket.pk).update(registered_at=at)
    TicketText.objects.filter(pk=ticket.pk).update(title="=路灯坏了，回电13912345678")
    drafts.open_call("13912345678", by=town.actor("lead.wuxi"), at=at)
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def rows(answer: Any) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200, answer.content.decode()[:300]
    return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_leaves_masked_and_noted(town: Town, lead: Client, name: str) -> None:
    assert f'data-dialog="export-desk-{name}"' in lead.get(reverse("desk:home")).content.decode()
    found = rows(lead.get(reverse("desk:export", args=[name])))
    assert len(found) == 4  # head, one row, an empty line, whose export it is
    assert "13912345678" not in str(found)
    assert "139****5678" in str(found)
    assert not any(str(cell).startswith("=") for cell in found[1])
    noted = Export.objects.get()
    assert (noted.person, noted.name, noted.rows) == (town.person("lead.wuxi"), f"desk-{name}", 1)
    assert Event.objects.get(verb="export").facts["name"] == f"desk-{name}"


def test_the_columns_asked_for_leave(lead: Client) -> None:
    found = rows(lead.get(reverse("desk:export", args=["today"]), {"column": ["status", "number"]}))
    assert found[0] == ("状态", "工单号")


@pytest.mark.parametrize("name", ["today", "held"])
def test_the_names_of_a_tickets_people_stay(lead: Client, name: str) -> None:
    TicketText.objects.update(title="张三丰家门口路灯坏了")
    Contact.objects.update(name="张三丰")
    said = str(rows(lead.get(reverse("desk:export", args=[name]))))
    assert "张**家门口" in said
    assert "张三丰" not in said


def test_the_names_of_a_drafts_people_stay_in_its_title(town: Town, lead: Client) -> None:
    by, at = town.actor("lead.wuxi"), timezone.now()
    draft, _again = drafts.open_call("13912345670", by=by, at=at)
    matter = {"title": "张三丰替母亲李秋水问低保，赵钱孙知情", "needy_name": "李秋水"}
    drafts.save(draft, 0, {"phone": "13912345670", "name": "张三丰"}, matter, by=by, at=at)
    said = str(rows(lead.get(reverse("desk:export", args=["drafts"]))))
    assert "张**替母亲李**问低保" in said
    assert "赵钱孙" in said  # nobody of this call: only known names and the usual words are recognised
    assert "张三丰" not in said
    assert "李秋水" not in said


def test_the_names_of_a_tickets_people_stay_in_what_is_missing(town: Town, lead: Client) -> None:
    ticket = Ticket.objects.get()
    Contact.objects.update(name="张三丰")
    Beneficiary.objects.create(ticket=ticket, name="李秋水")
    asked = "请问张三丰，李秋水住在哪里，电话13912345678"
    intake.submit(ticket.number, by=town.actor("lead.wuxi"), at=timezone.now())
    intake.send_back(ticket.number, "place", asked, by=town.actor("reviewer.wuxi"), at=timezone.now())
    said = str(rows(lead.get(reverse("desk:export", args=["held"]))))
    assert "请问张**，李**住在哪里，电话139****5678" in said
    assert "张三丰" not in said


@pytest.mark.parametrize("name", LISTS)
def test_nothing_leaves_for_others(town: Town, lead: Client, name: str) -> None:
    address = reverse("desk:export", args=[name])
    assert Client().get(address).status_code == 302
    client = Client()
    for username in ("agent.wuxi", "handler.binhu", "leader.binhu"):
        client.force_login(town.person(username), backend=BACKEND)
        assert client.get(address).status_code == 403
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    assert 'data-dialog="export-' not in client.get(reverse("desk:home")).content.decode()
    assert lead.get(reverse("desk:export", args=["others"])).status_code == 404
    assert not Export.objects.exists()
