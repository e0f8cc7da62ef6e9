"""Refusals of the catalogue."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class ImpossibleCategory(Refusal):
    """分类信息有误：{problem}。"""

    status: ClassVar[int] = 422


class CategoryNotFound(Refusal):
    """没有编码为“{code}”的有效分类，请从列表中选择。"""

    status: ClassVar[int] = 404


class StillHasBranches(Refusal):
    """“{name}”下面还有 {count} 个在用分类，请先停用下级分类。"""


class ImpossibleRow(Refusal):
    """派单目录有误：{problem}。"""

    status: ClassVar[int] = 422


class RowOverlaps(Refusal):
    """该分类和区域自 {from_on} 起已有派单目录行（{unit}），请用“替换”使其到期，或选择不重叠的日期。"""


class RowNotFound(Refusal):
    """没有这条派单目录，或它已经到期，请刷新后再试。"""

    status: ClassVar[int] = 404


class ImpossiblePolicy(Refusal):
    """时限政策有误：{problem}。"""

    status: ClassVar[int] = 422


class PolicyInForce(Refusal):
    """时限政策“{version}”已自 {from_at} 起生效，不能撤回；请发布新的版本。"""


class ImpossibleReason(Refusal):
    """理由设置有误：{problem}。"""

    status: ClassVar[int] = 422
