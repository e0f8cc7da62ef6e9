"""Words of follow-up: solved and satisfied are two answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.lib.words import Word


class Solved(Word):
    """Whether the citizen says the matter is solved."""

    SOLVED = "solved", "已解决", "Solved"
    PARTLY = "partly", "部分解决", "Partly solved"
    UNSOLVED = "unsolved", "未解决", "Not solved"


class Satisfied(Word):
    """How satisfied the citizen says she is; silence is not satisfaction."""

    VERY = "very", "非常满意", "Very satisfied"
    SATISFIED = "satisfied", "满意", "Satisfied"
    BASICALLY = "basically", "基本满意", "Basically satisfied"
    DISSATISFIED = "dissatisfied", "不满意", "Dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied", "非常不满意", "Very dissatisfied"


class FollowUpChannel(Word):
    """How the citizen was asked."""

    PHONE = "phone", "电话回访", "Phone"
    SMS = "sms", "短信回访", "SMS link"
    WEB = "web", "网上评价", "Web"


class Result(Word):
    """What a follow-up led to."""

    CLOSED = "closed", "归档", "Closed"
    REWORK = "rework", "重办", "Rework"
    AGAIN = "again", "再次回访", "Try again"
    UNREACHED = "unreached", "未联系上归档", "Closed unreached"


class ContestVerdict(Word):
    """What the centre decided about a contested rating."""

    GRANTED = "granted", "申诉成立，评价不计入", "Granted: does not count"
    DENIED = "denied", "申诉不成立，评价照计", "Denied: counts as it is"


NEGATIVE = frozenset({Satisfied.DISSATISFIED, Satisfied.VERY_DISSATISFIED})


@dataclass(frozen=True, slots=True)
class Visit:
    """What one follow-up learned. ``wants_rework`` None leaves the decision to the rule."""

    channel: FollowUpChannel
    is_contacted: bool
    was_contacted_by_unit: bool | None = None
    solved: Solved | None = None
    satisfied: Satisfied | None = None
    cause: str = ""
    note: str = ""
    wants_rework: bool | None = None


@dataclass(frozen=True, slots=True)
class Contesting:
    """Why a unit contests a rating: a listed ground, in words, and the files that prove it.

    ``shown`` are files that the ticket has already, ``fresh`` those that were stored for this.
    """

    ground: str
    text: str
    shown: tuple[int, ...] = ()
    fresh: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ContestRight:
    """What a unit may contest on a closed ticket: which visit's rating, until when."""

    visit_id: int
    until: datetime
