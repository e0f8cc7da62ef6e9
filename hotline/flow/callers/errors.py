"""Refusals of callers."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class MarkNotFound(Refusal):
    """没有找到这条标记。"""

    status: ClassVar[int] = 404


class NoNumber(Refusal):
    """这次来电没有显示号码，不能标记。"""

    status: ClassVar[int] = 422


class UnlistedReason(Refusal):
    """请从列表中选择标记原因。"""

    status: ClassVar[int] = 422


class NoEvidence(Refusal):
    """请写明依据：何时来电、说了什么或做了什么。"""

    status: ClassVar[int] = 422


class ProposedAlready(Refusal):
    """这个号码已有待审批的标记，请等待审批。"""


class MarkedAlready(Refusal):
    """这个号码的标记有效至 {until}，无须重复提请。"""


class NotBySelf(Refusal):
    """提请标记的人不能自己审批，请另一位有权限的同事办理。"""

    status: ClassVar[int] = 403


class DecidedAlready(Refusal):
    """这条标记已由 {who} 审批，请刷新页面。"""


class TooEarlyToConclude(Refusal):
    """这张工单是第 {round} 轮，须重办满 {reworks} 次仍未能解决，才能依规终结；请先回访或重办。"""


class ConclusionPending(Refusal):
    """这张工单已提请终结，正等待审批。"""


class NoConclusion(Refusal):
    """工单 {number} 没有待审批的终结申请，可能已有同事处理，请刷新页面。"""


class UnlistedGround(Refusal):
    """请从列表中选择终结理由。"""

    status: ClassVar[int] = 422


class NoBasis(Refusal):
    """请写明终结的法律或政策依据。"""

    status: ClassVar[int] = 422


class NoExplanation(Refusal):
    """请写明告知诉求人的话：为什么终结，还可以到哪里反映。"""

    status: ClassVar[int] = 422


class ConclusionNotBySelf(Refusal):
    """提请终结的人不能自己审批，请另一位有权限的同事办理。"""

    status: ClassVar[int] = 403


class TermTooLong(Refusal):
    """标记期限须为 1 至 {most} 天。"""

    status: ClassVar[int] = 422


class NotInForce(Refusal):
    """这条标记目前为“{state}”，无须解除。"""


class TermsPast(Refusal):
    """标记期限须从明天或以后的日期起生效。"""

    status: ClassVar[int] = 422


class TermsInForce(Refusal):
    """{on} 已有一套标记期限，请另选生效日期。"""

    status: ClassVar[int] = 422


class TermsOutOfOrder(Refusal):
    """通常天数须为 1 天以上，且不超过最长天数。"""

    status: ClassVar[int] = 422
