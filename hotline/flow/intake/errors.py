"""Refusals of intake."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class NothingSaid(Refusal):
    """请填写诉求内容：标题和内容都不能为空。"""

    status: ClassVar[int] = 422


class TooLong(Refusal):
    """“{field}”太长（{length} 字），最多 {limit} 字，请分段或作为附件提交。"""

    status: ClassVar[int] = 422


class ImpossiblePhone(Refusal):
    """电话号码“{phone}”无效：{problem}。请核对。"""

    status: ClassVar[int] = 422


class ImpossibleIdentity(Refusal):
    """证件号码不正确：{problem}。请核对。"""

    status: ClassVar[int] = 422


class UnknownRegion(Refusal):
    """没有编码为“{code}”的区域，请从列表中选择。"""

    status: ClassVar[int] = 422


class UnknownCategory(Refusal):
    """没有编码为“{code}”的有效分类，请从列表中选择。"""

    status: ClassVar[int] = 422


class UnknownReason(Refusal):
    """没有编码为“{code}”的理由，请从列表中选择。"""

    status: ClassVar[int] = 422


class SameKeyOtherContent(Refusal):
    """幂等键“{key}”已用于另一份内容，请换一个新的键。"""

    status: ClassVar[int] = 422


class NotRefused(Refusal):
    """工单 {number} 不是“不予受理”的工单，无须破例受理。"""


class NothingAdded(Refusal):
    """请填写要补充的内容。"""

    status: ClassVar[int] = 422


class NoteTooLong(Refusal):
    """补充内容太长（{length} 字），最多 {limit} 字，请分次提交或作为附件上传。"""

    status: ClassVar[int] = 422
