"""Files of a ticket, for whoever may see the ticket."""

from __future__ import annotations

from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from hotline.flow.tickets import errors, queries, whole
from hotline.ground.files import queries as files
from hotline.web.kit.doors import actor, door

SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"})


@door()
@require_GET
def download(request: HttpRequest, number: str, identifier: int) -> HttpResponseBase:
    """One file: pictures and PDF in the browser, everything else to be kept."""
    by = actor(request)
    ticket = queries.ticket(number, by)
    shown = whole.attachment(ticket, identifier)
    found = files.file(shown.file_id) if shown and queries.sees_attachment(shown, ticket, by) else None
    if found is None:
        raise errors.TicketNotFound
    try:
        content = files.opened(found)
    except FileNotFoundError as fault:
        raise errors.TicketNotFound from fault
    response = FileResponse(content, content_type=found.media_type)
    way = "inline" if found.media_type in SHOWN_INLINE and "keep" not in request.GET else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(found.name)}"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
