"""Returns and disputes in words: who gave back and why, who is liable, what was decided of matters like this before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from hotline.flow.disputes import queries as disputes
from hotline.flow.disputes.words import Member, Precedent
from hotline.flow.tickets import hanging, queries
from hotline.flow.tickets.words import Verb
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.files import queries as files
from hotline.ground.people.words import Actor

from . import names

MOST_PRECEDENTS = 3


@dataclass(frozen=True, slots=True)
class Before:
    """A settled case, and whether the reader may open its ticket."""

    case: Precedent
    is_open: bool


def panel(ticket: Any, by: Actor, returns: list[Any], cases: list[Any]) -> dict[str, Any] | None:
    """The returns and disputes of a ticket the reader sees; nothing where there are none."""
    if not returns and not cases:
        return None
    found = proof(ticket, by, {each for row in returns for each in row.files})
    return {
        "returns": [
            {
                "row": row,
                "reason": names.reason(ReasonPurpose.RETURN, row.reason),
                "proof": [found[each] for each in row.files if each in found],
            }
            for row in returns
        ],
        "cases": [{"row": case, "panel": members(case.panel)} for case in cases],
        "sees_minutes": any(queries.holds_over(verb, ticket, by) for verb in (Verb.ARBITRATE, Verb.SETTLE)),
    }


def proof(ticket: Any, by: Actor, wanted: set[int]) -> dict[int, tuple[int, str]]:
    """The attachments behind proofs the reader may see: by stored file, where it is opened and what it is called."""
    if not wanted:
        return {}
    rows = hanging.seen_attachments(ticket, by).filter(file_id__in=wanted)
    kept = files.files(list(wanted))
    return {each.file_id: (each.pk, kept[each.file_id].name) for each in rows if each.file_id in kept}


def members(panel: Iterable[str]) -> str:
    """Who sits on a panel, in words."""
    found = [Member.of(each) for each in panel]
    return gettext("、").join(each.label(get_language() or "zh") for each in found if each)


def precedents(ticket: Any, by: Actor) -> list[Before]:
    """How matters of the same class were settled, the nearest first: what lies farther off only misleads."""
    said = f"{ticket.words.title}{ticket.words.text[:300]}"
    near = (ticket.category_id or "").rpartition(".")[0]
    found = disputes.precedents(ticket.category_id or "", ticket.region_id or "", said, MOST_PRECEDENTS)
    found = [each for each in found if near and each.category.startswith(near)]
    seen = queries.visible_to(by).filter(number__in=[each.number for each in found])
    numbers = set(seen.values_list("number", flat=True)) if found else set()
    return [Before(each, each.number in numbers) for each in found if each.number != ticket.number]
