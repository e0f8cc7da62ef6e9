"""Words of joint teams: what stands in a team's log, and what a team is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hotline.lib.words import Word


class EntryKind(Word):
    """What an entry of the log is."""

    NOTE = "note", "记事", "Note"
    MINUTES = "minutes", "会议纪要", "Minutes"
    DECISION = "decision", "议定事项", "Decision"
    DONE = "done", "议定落实", "Decision carried out"


@dataclass(frozen=True, slots=True)
class NewTeam:
    """Why a team is formed, of which units (and which of their people), and who convenes it; None: the centre."""

    aim: str
    units: tuple[int, ...]
    convener_id: int | None = None
    people: str = ""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What is written in the log; a decision names who does it by when, and what was carried out names its decision."""

    kind: EntryKind
    text: str
    unit_id: int | None = None
    due_on: date | None = None
    settles: int | None = None
    attachment_id: int | None = None
