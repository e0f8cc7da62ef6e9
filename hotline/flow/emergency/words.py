"""Words of disaster work: callers who could not be served, and what came of ringing them back."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.lib.refusal import Refusal
from hotline.lib.words import Word


class TryResult(Word):
    """What came of ringing somebody back."""

    SERVED = "served", "已办理", "Served"
    UNREACHED = "unreached", "未接通", "Not reached"
    NOT_NEEDED = "not_needed", "已不需要", "No longer needed"


@dataclass(frozen=True, slots=True)
class Caller:
    """One line of a list of callers of the same event."""

    phone: str
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one line: the number of its ticket, or why there is none."""

    line: str
    number: str = ""
    refusal: Refusal | None = None
