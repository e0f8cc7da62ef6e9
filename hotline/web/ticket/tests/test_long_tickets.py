"""A ticket with a long story: the page reads what it shows, and more when it is asked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hotline.flow.tickets.models import Attachment, Contact, JoinedContact, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.files.models import StoredFile
from hotline.ground.journal.models import Event
from hotline.ground.journal.words import START
from tests.town import MONDAY, Town

BACKEND = "django.contrib.auth.backends.ModelBackend"
EVENTS, CALLS, FILES = 500, 120, 60


@pytest.fixture
def ticket(town: Town) -> Ticket:
    """A ticket of 500 events, 120 later calls and 60 files, every second one from the citizen."""
    found = town.ticket(Status.HANDLING)
    had = found.moves + 1
    Event.objects.bulk_create(
        Event(
            topic="ticket",
            subject=found.pk,
            seq=seq,
            verb="add_note",
            at=MONDAY + timedelta(minutes=seq),
            by_name="王敏",
            by_kind="person",
            facts={"note": f"备注{seq}号"},
            hash=START,
        )
        for seq in range(had + 1, EVENTS + 1)
    )
    Ticket.objects.filter(pk=found.pk).update(moves=EVENTS - 1)
    for number in range(CALLS):
        at = MONDAY + timedelta(minutes=number)
        contact = Contact.objects.create(centre_id=found.centre_id, channel="phone", received_at=at)
        JoinedContact.objects.create(
            ticket=found, contact=contact, note=f"再问{number}", joined_at=at, joined_by="王敏"
        )
    stored = StoredFile.objects.create(
        sha256=START, name="照片.png", media_type="image/png", size=1, path="x", stored_at=MONDAY
    )
    Attachment.objects.bulk_create(
        Attachment(
            ticket=found,
            file=stored,
            purpose="citizen" if number % 2 else "evidence",
            attached_at=MONDAY + timedelta(minutes=number),
            attached_by="王敏",
        )
        for number in range(FILES)
    )
    return found


def enter(client: Client, town: Town, username: str) -> Client:
    client.force_login(town.person(username), backend=BACKEND)
    return client


def page(ticket: Ticket) -> str:
    return reverse("ticket:page", args=[ticket.number])


def more(ticket: Ticket, name: str) -> str:
    return reverse("ticket:more", args=[ticket.number, name])


def test_the_page_reads_only_what_it_shows(client: Client, town: Town, ticket: Ticket) -> None:
    enter(client, town, "agent.wuxi").get(page(ticket))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(page(ticket))
    assert len(asked) <= 32, "one or two of each capability, however long the ticket"
    assert [len(answer.context[name].rows) for name in ("lines", "attachments", "joined")] == [50, 20, 20]
    assert [answer.context[name].total for name in ("lines", "attachments", "joined")] == [EVENTS, FILES, CALLS]
    for table in ("journal_event", "tickets_attachment", "tickets_joinedcontact"):
        reads = [each["sql"] for each in asked if f'FROM "{table}"' in each["sql"]]
        assert reads
        assert all("LIMIT" in sql or "COUNT" in sql for sql in reads), reads


def test_a_short_ticket_costs_no_more_than_a_long_one(client: Client, town: Town, ticket: Ticket) -> None:
    short = town.ticket(Status.HANDLING)
    enter(client, town, "agent.wuxi").get(page(ticket))
    with CaptureQueriesContext(connection) as few:
        client.get(page(short))
    with CaptureQueriesContext(connection) as many:
        client.get(page(ticket))
    assert len(many) <= len(few) + 5  # files, their names and later calls, and the two counts of what is unfolded


@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("lines", EVENTS, "备注500号", "登记受理"),
        ("joined", CALLS, "再问119", "再问0<"),
        ("attachments", FILES, "", ""),
    ],
)
def test_all_of_it_is_reached_page_by_page_and_nothing_comes_twice(
    client: Client, town: Town, ticket: Ticket, name: str, count: int, first: str, last: str
) -> None:
    enter(client, town, "agent.wuxi")
    answer = client.get(page(ticket))
    assert first in answer.content.decode()
    rows, part = list(answer.context[name].rows), answer.context[name]
    while part.next:
        answer = client.get(more(ticket, name), {"cursor": part.next, name: len(rows)})
        part = answer.context[name]
        rows += part.rows
        said = answer.content.decode()
        assert f'name="{name}" value="{len(rows)}"' in said  # what a live page asks for when it renews itself
        assert 'tabindex="-1" autofocus' in said  # the keyboard goes on where the new rows begin
        assert bool(re.search(r"<a [^>]*hx-get", said.rsplit('class="more"', 1)[1])) == bool(part.next)
    assert last in answer.content.decode()
    assert len(rows) == count
    assert len({str(row) if name == "lines" else getattr(row, "pk", None) or row[0].pk for row in rows}) == count


def test_what_was_unfolded_stays_when_the_page_renews_itself(client: Client, town: Town, ticket: Ticket) -> None:
    enter(client, town, "agent.wuxi")
    parts = reverse("ticket:parts", args=[ticket.number])
    answer = client.get(parts, {"lines": ["50", "150"], "joined": "40", "attachments": "wrong"})
    assert [len(answer.context[name].rows) for name in ("lines", "joined", "attachments")] == [150, 40, 20]
    assert len(client.get(parts, {"lines": "999999"}).context["lines"].rows) == EVENTS


def test_more_is_as_hidden_as_the_ticket(client: Client, town: Town, ticket: Ticket) -> None:
    assert client.get(more(ticket, "lines")).status_code == 302
    enter(client, town, "agent.wuxi")
    assert client.get(more(ticket, "secrets")).status_code == 404
    assert client.get(more(ticket, "lines"), {"cursor": "x"}).status_code in (400, 422)
    assert client.get(more(ticket, "joined"), {"cursor": "x"}).status_code in (400, 422)
    enter(client, town, "agent.suzhou")
    for name in ("lines", "joined", "attachments"):
        assert client.get(more(ticket, name)).status_code == 404


def test_more_of_a_confidential_ticket_keeps_the_caller_hidden(client: Client, town: Town, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(is_confidential=True)
    enter(client, town, "handler.binhu-cg")
    answer = client.get(page(ticket))
    assert answer.context["attachments"].total == FILES // 2
    assert not answer.context["joined"]
    assert not client.get(more(ticket, "joined")).context["joined"]
    further = client.get(more(ticket, "attachments"), {"cursor": answer.context["attachments"].next})
    assert {each.purpose for each, _file in further.context["attachments"].rows} == {"evidence"}
