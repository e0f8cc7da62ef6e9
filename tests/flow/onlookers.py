"""People who look on at a ticket: who of them may know of it, in plain words, and by which ways it is shown to them.

``knows`` is written from the rules of the field (a centre sees its own tickets, a unit what it was sent, an area what
lies in it unless it is confidential), not from the guard of the product, so that the two can differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hotline.flow.tickets import callers, hearing, lists, search, whole
from hotline.flow.tickets.errors import TicketNotFound
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Status, Tab, Verb
from hotline.ground.journal.models import Event
from hotline.ground.outbox import notices
from hotline.ground.people.models import Posting
from hotline.ground.people.words import Actor, Scope
from hotline.watch.feeds.models import Delivery
from hotline.watch.instructions.models import Task
from hotline.watch.supervision.models import Order
from tests.town import Town

ONLOOKERS = (  # the same city, the other city, its counties, above, an area that is none, other units
    "agent2.wuxi",
    "agent.suzhou",
    "handler.huqiu-cg",
    "supervisor.wuxi",
    "supervisor.suzhou",
    "handler.binhu-mz",
    "supervisor.odd",
    "leader.binhu",
    "dispatcher.suzhou",
    "supervisor.js",
    "handler.wuzhong-cg",
    "handler.lihu",
    "agent.js",
    "supervisor.huqiu",
)
AREA_CODES = (2, 4, 6, 9)
MANY = 1000


class Onlooker:
    """One person who looks at the tickets of the town."""

    def __init__(self, town: Town, username: str) -> None:
        self.town, self.username = town, username
        self.by: Actor = town.actor(username)
        posting = Posting.objects.select_related("role", "organisation").get(person__username=username)
        self.scope, self.unit = Scope(posting.role.scope), posting.organisation

    def knows(self, ticket: Ticket) -> bool:
        """Whether she may know of the ticket."""
        if self.scope is Scope.OWN_CENTRE:
            return bool(ticket.centre_id == self.unit.pk)
        if self.scope is Scope.AREA:
            return not ticket.is_confidential and (self._covers(ticket.region_id or "") or self._has_below(ticket))
        theirs = Assignment.objects.filter(ticket=ticket, withdrawn_at=None)
        if self.scope is Scope.OWN_UNIT:
            return theirs.filter(unit=self.unit).exists()
        return theirs.filter(unit__path__startswith=self.unit.path).exists()

    def _covers(self, region: str) -> bool:
        code = self.unit.region_id or ""
        return len(code) in AREA_CODES and region.startswith(code)

    def _has_below(self, ticket: Ticket) -> bool:
        centre = next(unit for unit in self.town.units.values() if unit.pk == ticket.centre_id)
        code = self.unit.region_id or ""
        return len(code) in AREA_CODES and (
            centre.path.startswith(self.unit.path) or (centre.region_id or "").startswith(code)
        )

    def had_a_part(self, ticket: Ticket) -> bool:
        """Whether her unit was sent the ticket or something about it, or her centre once had it: it heard of that."""
        if self.scope is Scope.AREA:
            return False
        if self.scope is Scope.OWN_CENTRE:
            left = {"verb": Verb.ESCALATE, "facts__from_centre": self.unit.pk}
            return Event.objects.filter(topic="ticket", subject=ticket.pk, **left).exists()
        mine = {"ticket": ticket, "unit": self.unit}
        return (
            Assignment.objects.filter(**mine).exists()
            or Delivery.objects.filter(ticket=ticket, receiver=self.unit).exists()
            or Task.objects.filter(instruction__ticket=ticket, unit=self.unit).exists()
            or Order.objects.filter(links__ticket=ticket, target=self.unit).exists()
            or Order.objects.filter(links__ticket=ticket, centre=self.unit).exists()
        )

    def shown(self, ticket: Ticket, at: datetime) -> dict[str, bool]:
        """By which ways of reading she is shown the ticket: what stands behind lists, pages, searches and the desk."""
        by, words, contact = self.by, ticket.words, ticket.contact
        inboxes = [lists.inbox(by, self.unit.pk, tab, at=at, limit=MANY).rows for tab in Tab]
        return {
            "list": _has(lists.browse(by, at=at, limit=MANY).rows, ticket),
            "queue": _has(lists.queue(by, ticket.centre_id, Status(ticket.status), at=at, limit=MANY).rows, ticket),
            "inbox": any(_has((row.ticket for row in rows), ticket) for rows in inboxes),
            "page": _opens(by, ticket.number),
            "number": _has(search.search(by, ticket.number, at=at).rows, ticket),
            "words": _has(search.search(by, words.title, at=at, limit=MANY).rows, ticket),
            "caller": any(_has(call.tickets, ticket) for call in lists.history(by, contact.phone, at=at)),
            "chain": _has(callers.tickets_of(by, phone_index=bytes(contact.phone_index or b"")), ticket),
            "alike": _has(search.near(by, words.title, words.place, region="", at=at), ticket),
            "bell": notices.for_actor(by, hearing.heard_by(by)).filter(ticket=ticket.pk).exists()
            and not self.had_a_part(ticket),
        }

    def leaks(self, ticket: Ticket) -> Iterator[str]:
        """The doors that tell her of a ticket she may not know of: its own pages, searches, sheets, bell and desk."""
        client = Client()
        client.force_login(self.town.person(self.username), "django.contrib.auth.backends.ModelBackend")
        number, title = ticket.number, ticket.words.title
        for name in ("page", "parts", "levels", "group", "team", "print"):
            answer = client.get(reverse(f"ticket:{name}", args=[number]))
            if answer.status_code != 404 or title in answer.content.decode():
                yield f"{name} {answer.status_code}"
        found = {
            "search": client.get(reverse("ticket:find"), {"q": title}),
            "export": client.get(reverse("ticket:export"), {"q": title}),
            "bell": client.get(reverse("kit:notices")),
        }
        if self.by.holds("register"):
            found["desk"] = client.post(reverse("desk:open"), {"phone": ticket.contact.phone}, follow=True)
        for name, answer in found.items():
            if number in _text(answer) and not (name == "bell" and self.had_a_part(ticket)):
                yield name


def _has(rows: Any, ticket: Ticket) -> bool:
    return any(row.number == ticket.number for row in rows)


def _opens(by: Actor, number: str) -> bool:
    try:
        whole.read(number, by)
    except TicketNotFound:
        return False
    return True


def _text(answer: Any) -> str:
    if "spreadsheet" not in answer.headers.get("Content-Type", ""):
        return str(answer.content.decode(errors="replace"))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = load_workbook(BytesIO(body)).active
    assert sheet is not None
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
