"""Refusals of disaster mode."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class NoExpiry(Refusal):
    """请填写结束时间：应急模式到时自动恢复常态，不能长期开着。"""

    status: ClassVar[int] = 422


class ExpiryPast(Refusal):
    """结束时间 {until} 已经过去，请填写今后的时间。"""

    status: ClassVar[int] = 422


class ExpiryTooFar(Refusal):
    """结束时间最长为 {hours} 小时之后；到时仍需要可以延长。"""

    status: ClassVar[int] = 422


class NoReason(Refusal):
    """请写明理由：理由会记入日志并通知各热线中心。"""

    status: ClassVar[int] = 422


class Impossible(Refusal):
    """应急模式不能这样保存：{problem}。"""

    status: ClassVar[int] = 422


class AlreadyOn(Refusal):
    """{region}已有应急模式“{name}”（{who} 于 {at} 提出或启动），不能重复启动。"""


class NotProposed(Refusal):
    """“{name}”不在等待确认：{state}。"""


class SamePerson(Refusal):
    """全省应急模式须由第二个人确认，不能由提出人自己确认。"""

    status: ClassVar[int] = 403


class NotActive(Refusal):
    """“{name}”已经结束（{who} 于 {at}），不必再操作。"""


class ModeNotFound(Refusal):
    """没有找到这次应急模式，请刷新后再试。"""

    status: ClassVar[int] = 404
