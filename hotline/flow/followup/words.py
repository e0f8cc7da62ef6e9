"""Words of follow-up: solved and satisfied are two answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.flow.tickets.words import Mark
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


class Drawn(Word):
    """Why the citizen of an answered ticket is asked, or that she is not."""

    INSTRUCTED = "instructed", "批示件必访", "Always: instructed on"
    SUPERVISED = "supervised", "督办件必访", "Always: supervised"
    REWORKED = "reworked", "重办件必访", "Always: reworked or reopened"
    GROUP = "group", "并单主单必访", "Always: main of a group"
    UNSOLVED = "unsolved", "未完全解决必访", "Always: not fully solved"
    SAMPLED = "sampled", "抽样选中", "Sampled"
    PASSED = "passed", "未抽中，不回访", "Not sampled"
    DECLINED = "declined", "诉求人不用回访", "She wants no follow-up"


WATCHED = frozenset({Mark.INSTRUCTED, Mark.SUPERVISED, Mark.KEY_SUPERVISED})
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


@dataclass(frozen=True, slots=True)
class Stratum:
    """Tickets of a category (with all below it) in a region, and how many in a hundred of them are asked."""

    category: str
    region: str
    percent: int


@dataclass(frozen=True, slots=True)
class NewPlan:
    """How a centre follows up from a day on; ``hours`` are those at which the parts of the day begin."""

    centre_id: int
    name: str
    from_on: date
    percent: int
    strata: tuple[Stratum, ...] = ()
    hours: tuple[int, ...] = (8, 12, 18)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the draw looks at in a ticket; ``outcome`` as the unit's reply has it."""

    marks: frozenset[str]
    round: int
    outcome: str
    category: str
    region: str
