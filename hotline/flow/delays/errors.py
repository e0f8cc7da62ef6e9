"""Refusals of delays."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class UnlistedReason(Refusal):
    """原因“{code}”不在列表中或已停用，请从列表中选择。"""

    status: ClassVar[int] = 422


class ExpiredAlready(Refusal):
    """办理期限已于 {due} 届满，延期须在届满前申请。"""


class NotLonger(Refusal):
    """延期后的期限须晚于现在的期限（{due}）和当前时间，请另选时间。"""

    status: ClassVar[int] = 422


class TooLong(Refusal):
    """延期最长到 {most}，请另选较早的时间。"""

    status: ClassVar[int] = 422


class ExtendedTooOften(Refusal):
    """该派单已批准延期 {count} 次，达到次数上限，不能再延期；确需更长时间的，请联系热线中心挂起。"""


class NoMoreTime(Refusal):
    """该派单累计延期已达最长期限，不能再延期；确需更长时间的，请联系热线中心挂起。"""


class BeyondParent(Refusal):
    """延期不能超过上级派单的期限（{due}），请另选时间，或由上级单位先申请延期。"""


class AlreadyAsked(Refusal):
    """{who} 已于 {at} 申请延期，请等待审批。"""


class AlreadyDecided(Refusal):
    """这项延期申请已由 {who} 于 {at} 处理（{verdict}），不能重复处理。"""


class NoCentreAbove(Refusal):
    """“{centre}”没有上级热线中心，不能提级。"""


class AlreadyExpedited(Refusal):
    """工单 {number} 已按特事特办处理，无须重复。"""
