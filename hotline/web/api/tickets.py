"""Reading tickets and adding to them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Status
from ninja.files import UploadedFile
from ninja.params.functions import Header, Query
from pydantic import StringConstraints

from hotline.flow.intake import additions
from hotline.flow.tickets import exchange
from hotline.flow.tickets import words as road
from hotline.flow.tickets.errors import TicketNotFound
from hotline.flow.tickets.exchange import Happened, Place, Shared
from hotline.ground.files import checks
from hotline.ground.programs.words import KeyScope, Program
from hotline.ground.throttle import actions as throttle
from hotline.ground.throttle.words import Quota

from . import answers
from .answers import Problem
from .keys import caller
from .schemas import NewNote

WRONG, WRONG_CODE, WRONG_CODES = "api-wrong", Quota(10, 3600), Quota(100, 3600)
router = Router(tags=["tickets"])
ERRORS: Any = {(401, 403, 404, 422, 429): Problem}
Number = Annotated[str, StringConstraints(pattern=r"^\d{8,16}$")]
QueryCode = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4,12}$")] | None,
    Query(None, description="The citizen's query code: reads her ticket without the scope to read"),
]
CodeHeader = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4,12}$")] | None,
    Header(None, alias="X-Query-Code", description="The query code, kept out of addresses and so out of their logs"),
]
Cursor = Annotated[
    str,
    StringConstraints(pattern=r"^(now|\d{1,18}\.\d{1,18})$"),
    Query("0.0", description="From the last answer; the word now begins with the present"),
]


@router.get(
    "/tickets",
    response={200: answers.TicketPage, (401, 403, 422, 429): Problem},
    summary="Follow what changes",
    operation_id="followTickets",
)
def changed(
    request: HttpRequest,
    cursor: Cursor = "0.0",
) -> dict[str, Any]:
    """Your centre's tickets that changed since the cursor, each with its updates since then.

    Without a cursor it begins with the first ticket. Nothing is skipped, nothing comes twice.
    """
    program, _ = caller(request, KeyScope.READ)
    found = exchange.changes(program.centre_id, _place(cursor))
    tickets = [_ticket(each) for each in found.tickets]
    return {"tickets": tickets, "cursor": f"{found.place.tx}.{found.place.event}", "more": found.is_more}


@router.get(
    "/tickets/{number}", response={200: answers.Ticket} | ERRORS, summary="Get one ticket", operation_id="getTicket"
)
def one(
    request: HttpRequest,
    number: Number,
    code: QueryCode = None,
    x_query_code: CodeHeader = None,
) -> dict[str, Any]:
    """One ticket with its whole history. Another centre's ticket is not found, like one that does not exist.

    The citizen's query code goes into the header X-Query-Code, or after ?code=; wrong ones are limited.
    """
    code = x_query_code or code
    program, at = caller(request, KeyScope.READ, *([KeyScope.SUBMIT] if code else []))
    return _ticket(_seen(program, number) if code is None else _told(program, number, code, at))


@router.post(
    "/tickets/{number}/notes",
    response={201: answers.Added, (400, 409, 413): Problem} | ERRORS,
    summary="Add a note",
    operation_id="addNote",
)
def note(request: HttpRequest, number: Number, new: NewNote) -> Status[dict[str, str]]:
    """Adds words to a ticket: what the citizen said later."""
    program, at = caller(request, KeyScope.WRITE)
    _seen(program, number)
    additions.add_note(number, new.text, by=program.actor, at=at)
    return Status(201, {"number": number})


@router.post(
    "/tickets/{number}/attachments",
    response={201: answers.AddedFile, (400, 409, 413, 415, 507): Problem} | ERRORS,
    summary="Attach a file",
    operation_id="addAttachment",
)
def attachment(request: HttpRequest, number: Number, file: UploadedFile) -> Status[dict[str, Any]]:
    """Attaches a picture, document or recording (form field: file). Pictures lose their hidden data."""
    program, at = caller(request, KeyScope.WRITE)
    _seen(program, number)
    checks.refuse_size(file.name or "", file.size or 0)
    kept = additions.add_file(number, file.read(), file.name or "", by=program.actor, at=at, purpose="citizen")
    return Status(201, {"number": number, "file": kept.name, "media_type": kept.media_type, "size": kept.size})


def _seen(program: Program, number: str) -> Shared:
    """The ticket, if this program may see it.

    :raises TicketNotFound: absent or hidden.
    """
    may_read = bool(program.scopes & {KeyScope.READ, KeyScope.WRITE})
    found = exchange.shared(number, program.centre_id) if may_read else None
    if found is None:
        raise TicketNotFound
    return found


def _told(program: Program, number: str, code: str, at: datetime) -> Shared:
    """The ticket, if this program may see it, or the citizen has told it her code.

    :raises TicketNotFound: absent, or a wrong code.
    :raises TooOften: too many wrong codes of this program, for this number or altogether.
    """
    try:
        return _seen(program, number)
    except TicketNotFound:
        pass
    keys = ((f"{program.id} {number}", WRONG_CODE), (str(program.id), WRONG_CODES))
    for key, quota in keys:
        throttle.refuse_spent(WRONG, key, quota, at=at)
    found = exchange.shared_by_code(number, code)
    if found is None:
        for key, quota in keys:
            throttle.admit(WRONG, key, quota, at=at)
        raise TicketNotFound
    return found


def _place(cursor: str) -> Place:
    if cursor == "now":
        return exchange.present()
    tx, _, event = cursor.partition(".")
    return Place(int(tx), int(event))


def _ticket(found: Shared) -> dict[str, Any]:
    ticket, language = found.ticket, get_language() or "zh"
    texts = {field: found.masked(field) for field in ("title", "text", "wish", "place")}
    same = (
        "number",
        "channel",
        "kind",
        "urgency",
        "status",
        "round",
        "registered_at",
        "due_at",
        "closed_at",
        "changed_at",
    )
    return (
        {name: getattr(ticket, name) for name in same}
        | texts
        | {
            "category": ticket.category_id,
            "region": ticket.region_id,
            "confidential": ticket.is_confidential,
            "status_label": road.Status(ticket.status).label(language),
            "closing": ticket.closing or None,
            "lead_unit": found.lead_unit,
            "public_answer": ticket.words.public_answer,
            "updates": [_update(each, language) for each in found.updates],
        }
    )


def _update(each: Happened, language: str) -> dict[str, Any]:
    return {
        "seq": each.seq,
        "verb": each.verb,
        "label": each.verb.label(language),
        "at": each.at,
        "before": each.before,
        "after": each.after,
    }
