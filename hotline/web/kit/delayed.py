"""Extensions and suspensions in words, as ``kit/panel_delays.html`` shows them."""

from __future__ import annotations

from typing import Any

from hotline.ground.catalogue.words import ReasonPurpose

from . import names


def panel(extensions: list[Any], suspensions: list[Any]) -> dict[str, Any] | None:
    """The requests and pauses of a ticket; nothing where there are none."""
    if not extensions and not suspensions:
        return None
    return {
        "extensions": [{"row": row, "reason": names.reason(ReasonPurpose.EXTENSION, row.reason)} for row in extensions],
        "suspensions": [
            {"row": row, "reason": names.reason(ReasonPurpose.SUSPENSION, row.reason)} for row in suspensions
        ],
    }
