"""Scans of instructions and proofs of units, for who may see them."""

from __future__ import annotations

from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from hotline.ground.files import queries as stored
from hotline.watch.instructions import errors, queries
from hotline.web.kit.doors import actor, door

SHOWN_INLINE = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"})


@door()
@require_GET
def download(request: HttpRequest, identifier: int, file: int) -> HttpResponseBase:
    """One file of an instruction: pictures and PDF in the browser, everything else to be kept."""
    allowed = queries.files_of(actor(request), identifier)
    found = stored.file(file) if file in allowed else None
    if found is None:
        raise errors.InstructionNotFound
    try:
        content = stored.opened(found)
    except FileNotFoundError as fault:
        raise errors.InstructionNotFound from fault
    response = FileResponse(content, content_type=found.media_type)
    way = "inline" if found.media_type in SHOWN_INLINE else "attachment"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(found.name)}"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
