"""Refusals of joint teams."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class NoMembers(Refusal):
    """联动小组至少要有两个成员单位。"""

    status: ClassVar[int] = 422


class NobodyNew(Refusal):
    """所选单位都已是小组成员并在办理，没有要补充的成员。"""

    status: ClassVar[int] = 422


class ConvenerOutside(Refusal):
    """召集单位须是小组成员；不选则由热线中心召集。"""

    status: ClassVar[int] = 422


class NoTeam(Refusal):
    """工单 {number} 没有在运行的联动小组，可能已经撤销，请刷新页面。"""


class NotAMember(Refusal):
    """只有联动小组的成员单位和组建小组的热线中心可以记事。"""

    status: ClassVar[int] = 403


class NoWords(Refusal):
    """请写明内容后再提交。"""

    status: ClassVar[int] = 422


class DecisionForWhom(Refusal):
    """议定事项须写明由哪个成员单位、在哪一天以前完成。"""

    status: ClassVar[int] = 422


class DecisionPast(Refusal):
    """议定事项的完成日期（{on}）已经过去，请选今天或以后的日期。"""

    status: ClassVar[int] = 422


class NoSuchDecision(Refusal):
    """请选择这个小组尚未落实的议定事项。"""

    status: ClassVar[int] = 422


class DecisionsOpen(Refusal):
    """还有 {count} 项议定事项没有登记落实情况（第 {numbers} 项），不能撤销小组。"""
