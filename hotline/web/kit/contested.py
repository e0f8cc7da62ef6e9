"""Contested ratings in words: who contests what, with which proof, and what was decided."""

from __future__ import annotations

from typing import Any

from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.people.words import Actor

from . import disputed, names


def panel(ticket: Any, by: Actor, contests: list[Any]) -> dict[str, Any] | None:
    """The contests of a ticket the reader sees; nothing where there are none."""
    if not contests:
        return None
    proof = disputed.proof(ticket, by, {each for row in contests for each in row.files})
    return {
        "rows": [
            {
                "row": row,
                "visit": row.visit,
                "cause": names.reason(ReasonPurpose.DISSATISFACTION, row.visit.cause) if row.visit.cause else "",
                "ground": names.reason(ReasonPurpose.CONTEST, row.ground),
                "proof": [proof[each] for each in row.files if each in proof],
            }
            for row in contests
        ]
    }
