"""Words of supervision: orders, what becomes of them, and the rules that make them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.flow.tickets.words import Colour
from hotline.lib.words import Word


class Grade(Word):
    """How hard a centre supervises."""

    ORDINARY = "ordinary", "督办", "Supervision"
    KEY = "key", "重点督办", "Key supervision"


class OrderState(Word):
    """Where an order stands; computed from its facts, never stored."""

    TO_SIGN = "to_sign", "待签收", "To sign"
    WORKING = "working", "待反馈", "Feedback due"
    TO_JUDGE = "to_judge", "待结论", "To judge"
    ACCEPTED = "accepted", "已办结", "Accepted"
    FAILED = "failed", "未落实", "Failed"
    CANCELLED = "cancelled", "已撤销", "Cancelled"


OPEN = (OrderState.TO_SIGN, OrderState.WORKING, OrderState.TO_JUDGE)
"""The states in which somebody's turn it is."""


class Verdict(Word):
    """What the centre that gave an order makes of the feedback."""

    ACCEPTED = "accepted", "认可，办结", "Accepted"
    SENT_BACK = "sent_back", "退回，继续落实", "Sent back"
    FAILED = "failed", "未落实", "Failed"
    CANCELLED = "cancelled", "撤销督办", "Cancelled"


class Turn(Word):
    """Whose turn it is on an open order."""

    TARGET = "target", "被督办单位", "Unit supervised"
    CENTRE = "centre", "督办中心", "Supervising centre"


class RuleKind(Word):
    """What makes a rule fire on a ticket."""

    OVERDUE = "overdue", "超期未办结", "Overdue"
    DISSATISFIED = "dissatisfied", "重办后仍不满意", "Dissatisfied after rework"
    REPEATS = "repeats", "多次重复反映", "Repeated appeals"
    MEDIA = "media", "媒体关注", "In the media"
    WATCHED = "watched", "专题关注", "Watched topic"
    INSTRUCTION = "instruction", "领导批示", "A leader's instruction"
    URGENCY = "urgency", "紧急程度", "Urgency"


class RuleMode(Word):
    """What a rule does where it fires."""

    ORDER = "order", "自动下达", "Give the order"
    SUGGEST = "suggest", "提示督办员", "Suggest it to the supervisor"


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What is demanded, of whom, until when.

    :ivar centre_id: the centre that gives it; 0: the one the actor supervises for.
    :ivar firing_id: the suggestion it confirms.
    """

    grade: Grade
    target_id: int
    reason: str
    demand: str
    due_at: datetime | None
    centre_id: int = 0
    firing_id: int | None = None


@dataclass(frozen=True, slots=True)
class Judging:
    """A judgement: what, why, and until when where the order goes on."""

    verdict: Verdict
    opinion: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderLimits:
    """How long signing and feedback take, in writing: ``4h``, ``3wd``."""

    sign: str
    feedback: str


@dataclass(frozen=True, slots=True)
class NewOrderLimit:
    """A row of the table of limits: which grade a level of centre may give, and the limits that go with it."""

    grade: Grade
    level: str
    sign: str
    feedback: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule as its keeper describes it; which of the conditions count depends on its kind."""

    name: str
    name_en: str
    centre_id: int
    kind: RuleKind
    mode: RuleMode
    grade: Grade
    reason: str
    demand: str
    from_on: date
    until_on: date | None = None
    amount: int = 0
    words: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many orders of a grade wait in a state, how many of them are red and yellow."""

    grade: Grade
    state: OrderState
    count: int = 0
    red: int = 0
    yellow: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of orders is narrowed to; empty fields narrow nothing."""

    state: OrderState | None = None
    grade: Grade | None = None
    colour: Colour | None = None
    is_open: bool = False
    given_by: tuple[int, ...] | None = None
    given_to: tuple[int, ...] | None = None
    words: str = ""
