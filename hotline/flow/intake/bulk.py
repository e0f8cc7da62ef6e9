"""Answers given on the spot in the past, written by the thousand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hotline.lib import copying

from .models import Answer


def answers(new: Iterable[tuple[int, str, datetime]], *, by: str) -> None:
    """Write direct answers (ticket, text, when); which knowledge was used nobody told."""
    copying.copy(Answer, "ticket_id text answered_at answered_by", ((*each, by) for each in new))
