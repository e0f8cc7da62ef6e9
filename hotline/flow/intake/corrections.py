"""Correcting what was registered, by the same checks it was registered by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hotline.flow.tickets import actions as tickets
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.people.words import Actor

from . import checks, errors

FIELDS = {"category": "category_id", "region": "region_id"}
WORDS = {"kind": Kind, "urgency": Urgency}


def amend(number: str, changes: Mapping[str, Any], *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Correct some fields of a ticket: title, text, wish, place, kind, category, region, urgency, and its two flags.

    :raises Refusal: the refusals of registering; ``BadInput`` for a field that is not amended here.
    """
    clean = {FIELDS.get(name, name): _checked(name, value, at) for name, value in changes.items()}
    tickets.amend(number, by=by, at=at, changes=clean, seen=seen)


def _checked(name: str, value: Any, at: datetime) -> Any:
    if name in checks.LONGEST:
        clean = checks.within(name, str(value))
        if not clean and name in ("title", "text"):
            raise errors.NothingSaid
        return clean
    if name == "category":
        return checks.category(str(value or ""), at) or None
    if name == "region":
        return checks.region(str(value or "")) or None
    if name in WORDS:
        return checks.word(WORDS[name], value)
    return bool(value) if name.startswith("is_") else value
