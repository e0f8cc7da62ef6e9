"""The leader's view leaves as files: for who leads the unit, masked, noted."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from hotline.flow.followup.models import FollowUp
from hotline.flow.tickets.models import Assignment, Clock, Contact, TicketText
from hotline.flow.tickets.words import Status
from hotline.ground.catalogue.models import Reason
from hotline.ground.journal.models import Event
from hotline.ground.privacy.models import Export
from tests.benches import Enter
from tests.town import MONDAY, Town

LISTS = ("late", "handlers", "concluded", "below")


@pytest.fixture
def unit(town: Town) -> None:
    """A unit with one ticket late, one in hand, one answered, and one below it."""
    late = town.ticket(Status.TO_SIGN, lead="320211-zf", title="=1，回电13912345678")
    due = MONDAY + timedelta(minutes=20)
    Assignment.objects.filter(ticket=late).update(due_at=due)
    Clock.objects.filter(ticket=late, stopped_at=None).update(yellow_at=due - timedelta(minutes=5), due_at=due)
    town.ticket(Status.HANDLING, lead="320211-zf")
    town.ticket(Status.REPLY_REVIEW, lead="320211-zf")
    town.ticket(Status.TO_SIGN, lead="320211-cg")


def rows(answer: Any) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200, answer.content.decode()[:300]
    return list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_leaves_masked_and_noted(unit: None, town: Town, enter: Enter, name: str) -> None:
    client = enter("leader.binhu")
    assert f'data-dialog="export-lead-{name}"' in client.get("/office/lead/").content.decode()
    found = rows(client.get(f"/office/lead/export/{name}/"))
    assert len(found) >= 4  # head, a row or more, an empty line, whose export it is
    assert "13912345678" not in str(found)
    assert not any(str(cell).startswith("=") for row in found for cell in row)
    noted = Export.objects.get()
    assert (noted.person, noted.name, noted.rows) == (town.person("leader.binhu"), f"lead-{name}", len(found) - 3)
    assert Event.objects.get(verb="export").facts["name"] == f"lead-{name}"


def test_the_names_of_a_tickets_people_stay(unit: None, town: Town, enter: Enter) -> None:
    TicketText.objects.update(title="张三丰家门口路灯坏了")
    Contact.objects.update(name="张三丰")
    said = str(rows(enter("leader.binhu").get("/office/lead/export/late/")))
    assert "张**家门口" in said
    assert "张三丰" not in said


@pytest.mark.parametrize("name", LISTS)
def test_nothing_leaves_for_others(unit: None, town: Town, enter: Enter, name: str) -> None:
    address = f"/office/lead/export/{name}/"
    assert Client().get(address).status_code == 302
    assert enter("handler.binhu").get(address).status_code == 403
    assert enter("agent.wuxi").get(address).status_code == 403
    hidden = {"unit": str(town.unit("320500-rx").pk)}
    assert enter("leader.binhu").get(address, hidden).status_code == 404
    assert enter("leader.binhu").get("/office/lead/export/others/").status_code == 404
    assert not Export.objects.exists()


def test_the_leader_sees_ratings_with_policy_apart_from_handling(town: Town, enter: Enter) -> None:
    client = enter("leader.binhu")
    assert "本月还没有有效评价" in client.get("/office/lead/").content.decode()
    town.ticket(Status.CLOSED, lead="320211-zf")
    bad = town.ticket(Status.CLOSED, lead="320211-zf")
    Reason.objects.filter(purpose="dissatisfaction", code="delay").update(blame="policy")
    FollowUp.objects.filter(ticket=bad).update(satisfied="dissatisfied", cause="delay")
    page = client.get("/office/lead/").content.decode()
    assert "50.00%" in page, "of all who were asked"
    assert "100.00%" in page, "without who is dissatisfied with a policy"
    assert "<span>政策类 <b>1</b></span>" in page
