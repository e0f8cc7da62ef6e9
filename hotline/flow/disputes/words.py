"""Words of disputes: verdicts on returns, the panel, rulings and precedents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.lib.words import Word


class Verdict(Word):
    """What the centre decided about a return."""

    GRANTED = "granted", "同意退单", "Granted"
    DENIED = "denied", "驳回退单", "Denied"


class Member(Word):
    """Who sits on the panel of an arbitration."""

    CENTRE = "centre", "热线中心", "Hotline centre"
    ESTABLISHMENT = "establishment", "编办", "Establishment office"
    INSPECTORATE = "inspectorate", "督查室", "Inspectorate"
    JUSTICE = "justice", "司法", "Justice"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a unit gives an assignment back: a listed reason, its legal basis, whose matter it thinks it is, proof."""

    reason: str
    basis: str
    note: str = ""
    suggested: int | None = None
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Right:
    """What is left of a unit's right to give an assignment back: until when, how often."""

    until: datetime
    used: int
    left: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """Who meets about a dispute, and when."""

    panel: tuple[Member, ...] = tuple(Member)
    meets_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a panel decided: who is liable, or who handles first while that is open."""

    minutes: str
    ground: str
    liable: int | None = None
    handle_first: int | None = None


@dataclass(frozen=True, slots=True)
class Precedent:
    """A settled case as the dispatcher sees it."""

    number: str
    category: str
    region: str
    unit_id: int
    unit: str
    ground: str
    settled_at: datetime
