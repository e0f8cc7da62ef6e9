"""Refusals of disputes."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class TooLateToReturn(Refusal):
    """退单期限已于 {until} 届满，“{unit}”不能再退单；确有责任争议的，请联系热线中心登记责任争议。"""


class TooManyReturns(Refusal):
    """“{unit}”对这张工单已退单 {count} 次，不能再退；请先签收办理，责任争议由热线中心提请会商。"""


class UnlistedReason(Refusal):
    """请从列表中选择退单原因。"""

    status: ClassVar[int] = 422


class NoBasis(Refusal):
    """请写明退单的法律或职责依据。"""

    status: ClassVar[int] = 422


class UnknownProof(Refusal):
    """佐证材料须先作为附件上传到这张工单。"""

    status: ClassVar[int] = 422


class SignedAlready(Refusal):
    """该派单已由 {who} 签收，签收后不能退单；请联系热线中心处理。"""


class OnlyFromTheCentre(Refusal):
    """该派单是其他单位转派的，请与其联系撤回转派，不能向热线中心退单。"""


class ReturnPending(Refusal):
    """该派单的退单正在审核，请等待热线中心的决定。"""


class NoReturnToDecide(Refusal):
    """工单 {number} 没有待审核的退单，可能已有同事作出决定，请刷新页面。"""


class NoPanel(Refusal):
    """请至少选择一个会商成员单位。"""

    status: ClassVar[int] = 422


class NoMinutes(Refusal):
    """请先填写会商纪要，再作裁定。"""

    status: ClassVar[int] = 422


class NoGround(Refusal):
    """请写明裁定或认定的依据。"""

    status: ClassVar[int] = 422


class NobodyNamed(Refusal):
    """请指定责任单位，或先指定先行处置单位。"""

    status: ClassVar[int] = 422


class DisputedAlready(Refusal):
    """工单 {number} 已有未了结的责任争议（{at} 登记），请在该争议中处理。"""
