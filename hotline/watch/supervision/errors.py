"""Refusals of supervision."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class OrderNotFound(Refusal):
    """没有找到这份督办单，请核对编号。"""

    status: ClassVar[int] = 404


class SuggestionNotFound(Refusal):
    """没有找到这条督办提示，请刷新页面。"""

    status: ClassVar[int] = 404


class NoTicket(Refusal):
    """请至少选择一张要督办的工单。"""

    status: ClassVar[int] = 422


class TooManyTickets(Refusal):
    """一份督办单最多包含 {limit} 张工单，现有 {count} 张，请分开下达。"""

    status: ClassVar[int] = 422


class NoDemand(Refusal):
    """请写明督办要求。"""

    status: ClassVar[int] = 422


class NoFeedbackText(Refusal):
    """请写明落实情况。"""

    status: ClassVar[int] = 422


class NoOpinion(Refusal):
    """退回、未落实或撤销督办，请写明意见。"""

    status: ClassVar[int] = 422


class UnlistedReason(Refusal):
    """请从列表中选择督办原因。"""

    status: ClassVar[int] = 422


class NoDue(Refusal):
    """请填写反馈期限。"""

    status: ClassVar[int] = 422


class DueInPast(Refusal):
    """反馈期限（{due}）已经过去，请填写将来的时间。"""

    status: ClassVar[int] = 422


class NoSupervisingCentre(Refusal):
    """您没有任职于热线中心的督办岗位，不能下达督办。"""

    status: ClassVar[int] = 403


class OutOfLine(Refusal):
    """“{centre}”不能直接督办“{unit}”：省中心督办设区市中心和省级单位，市、县中心督办本地的下级中心和单位。"""


class GradeNotGiven(Refusal):
    """“{centre}”目前不能下达“{grade}”，请改选督办等级，或由管理员在督办时限中设定。"""


class NotHolding(Refusal):
    """“{unit}”没有承办工单 {number}，不能就此督办；请先派单，或另选单位。"""


class AlreadySupervised(Refusal):
    """工单 {number} 已有未办结的{grade}（{order}，被督办单位“{unit}”），请在该督办单中处理。"""


class NotYourOrder(Refusal):
    """督办单 {order} 由“{unit}”{verb}，您的岗位不能代办。"""

    status: ClassVar[int] = 403


class SignedAlready(Refusal):
    """督办单 {order} 已由 {who} 于 {at} 签收，无须重复签收。"""


class NotSigned(Refusal):
    """督办单 {order} 尚未签收，请先签收再反馈。"""


class OrderOver(Refusal):
    """督办单 {order} 已由 {who} 于 {at} 作出结论（{verdict}），不能再{verb}。"""


class NothingToJudge(Refusal):
    """督办单 {order} 还没有待审的反馈，不能作出“{verdict}”的结论；期限届满仍无反馈的，可认定未落实。"""


class ImpossibleRule(Refusal):
    """督办规则有误：{problem}。"""

    status: ClassVar[int] = 422


class RowOver(Refusal):
    """这一行已经失效，不能再修改。"""


class ImpossibleLimit(Refusal):
    """督办时限有误：{problem}。"""

    status: ClassVar[int] = 422


class SuggestionDecided(Refusal):
    """这条督办提示已由 {who} 于 {at} 处理，无须重复。"""
