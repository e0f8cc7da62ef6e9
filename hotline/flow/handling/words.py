"""Words of handling: what a unit found and did."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.lib.words import Word


class ContactResult(Word):
    """How speaking with the citizen went."""

    REACHED = "reached", "已联系上", "Reached"
    NO_ANSWER = "no_answer", "无人接听", "No answer"
    REFUSED = "refused", "拒绝沟通", "Declined to talk"
    WRONG_NUMBER = "wrong_number", "号码有误", "Wrong number"
    NO_WAY = "no_way", "没有联系方式（匿名或已封存）", "No way to reach her (anonymous or sealed)"


class Outcome(Word):
    """Whether the matter is solved, as the unit sees it."""

    SOLVED = "solved", "已解决", "Solved"
    PARTLY = "partly", "部分解决", "Partly solved"
    UNSOLVED = "unsolved", "未解决", "Not solved"
    EXPLAINED = "explained", "已解释说明", "Explained"


class Verdict(Word):
    """What the reviewer made of a reply."""

    PASSED = "passed", "通过", "Passed"
    REJECTED = "rejected", "退回", "Rejected"


@dataclass(frozen=True, slots=True)
class NewReply:
    """A unit's result: true? in our duty? solved? why? One text for the house, one for the citizen."""

    outcome: Outcome
    internal_text: str
    public_text: str
    is_true: bool = True
    is_in_duty: bool = True
    cause: str = ""
    may_publish: bool = False


BLANKS = ("{称呼}", "{标题}", "{单位}")
"""What a reply template may leave open."""
