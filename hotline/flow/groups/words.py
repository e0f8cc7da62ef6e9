"""Words of groups: why two tickets are taken for one matter, and how much each reason weighs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.flow.tickets.words import Status
from hotline.lib.words import Word


class Ground(Word):
    """What speaks for two tickets being about one matter."""

    PLACE = "place", "地点相同", "Same place"
    AREA = "area", "区域相同", "Same area"
    CATEGORY = "category", "分类相同", "Same category"
    WORDS = "words", "用词相同", "Shared words"
    TIME = "time", "时间相近", "Close in time"
    CALLER = "caller", "同一号码", "Same number"


@dataclass(frozen=True, slots=True)
class Scale:
    """How many points each reason gives at most, how far apart two tickets may lie, and from how many points on they
    are worth showing. What stands here holds until an administrator writes other weights.
    """

    days: int = 14
    least: int = 45
    place: int = 35
    area: int = 10
    category: int = 15
    words: int = 25
    time: int = 10
    caller: int = 15


USUAL = Scale()


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a ticket is weighed."""

    place: str
    region: str
    category: str
    words: frozenset[str]
    at: datetime
    caller: bytes = b""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with what was found: the place, the words both hold, the hours between them."""

    ground: Ground
    points: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two tickets are alike, and why."""

    score: int
    reasons: tuple[Reason, ...]


S = Status
MAY_BE_MAIN = frozenset(Status) - {S.CLOSED, S.MERGED, S.REGISTERED, S.SUPPLEMENT}
"""A main has been submitted, is not over, and lies under no other."""
CHANGEABLE = frozenset({S.IN_REVIEW, S.TO_DISPATCH})
"""The states of a main in which another may take its place: no unit has it yet."""
