"""The shapes the API gives out."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field

from hotline.flow.tickets.words import Channel, Closing, Status, Verb
from hotline.ground.catalogue.words import Kind, Urgency


class Misfit(Schema):
    """One field that is not as documented."""

    field: str
    message: str


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = Field(description="A sentence in the language of Accept-Language")
    errors: list[Misfit] = []


class TakenTicket(Schema):
    """What the citizen takes home."""

    number: str
    query_code: str


class AppealTaken(Schema):
    """The tickets of an appeal, in the order of its matters."""

    tickets: list[TakenTicket]
    repeated: bool


class Update(Schema):
    """One thing that happened to a ticket."""

    seq: int
    verb: Verb
    label: str
    at: datetime
    before: Status | None = None
    after: Status | None = None


class Ticket(Schema):
    """A ticket as its centre's programs see it: texts masked, no personal data."""

    number: str
    channel: Channel
    kind: Kind
    category: str | None
    region: str | None
    urgency: Urgency
    confidential: bool
    status: Status
    status_label: str
    closing: Closing | None
    round: int
    lead_unit: str | None
    title: str
    text: str
    wish: str
    place: str
    public_answer: str
    registered_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    changed_at: datetime
    updates: list[Update]


class TicketPage(Schema):
    """Tickets that changed, each with what happened to it since the cursor."""

    tickets: list[Ticket]
    cursor: str = Field(description="Give this back next time")
    more: bool = Field(description="Whether there is more at once")


class Added(Schema):
    """Something was added to a ticket."""

    number: str


class AddedFile(Schema):
    """A file was attached to a ticket."""

    number: str
    file: str
    media_type: str
    size: int


class CategoryOut(Schema):
    """A category of appeals."""

    code: str
    name: str
    parent: str | None
    is_leaf: bool
    hint: str


class RegionOut(Schema):
    """A region, by its GB/T 2260 code."""

    code: str
    name: str
    full_name: str
    level: str


class WordOut(Schema):
    """A code and what it means."""

    code: str
    label: str
