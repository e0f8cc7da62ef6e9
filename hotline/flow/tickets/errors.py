"""Refusals of the road: each docstring is the sentence a person reads."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class TicketNotFound(Refusal):
    """没有找到这张工单，请核对编号。"""

    status: ClassVar[int] = 404


class IllegalMove(Refusal):
    """工单 {number} 目前为“{status}”，不能{verb}：{who} 已于 {at} 执行“{last}”。请刷新页面后再处理。"""


class SomebodyWasFaster(Refusal):
    """工单 {number} 在您打开后已变动：{who} 已于 {at} 执行“{last}”。您填写的内容没有丢失，请核对后重新提交。"""


class NotYours(Refusal):
    """工单 {number} 不归您的岗位办理，您不能执行“{verb}”。"""

    status: ClassVar[int] = 403


class AssignmentNotOpen(Refusal):
    """该派单已结束（{state}），不能{verb}。"""


class ChildrenStillOpen(Refusal):
    """还有 {count} 个下级或协办单位没有办结（{units}），主办单位须等其回复或撤回转派后才能办结。"""


class NotSignedYet(Refusal):
    """该派单尚未签收，请先签收再{verb}。"""


class AlreadySigned(Refusal):
    """该派单已由 {who} 于 {at} 签收，无须重复签收。"""


class AlreadyAssigned(Refusal):
    """“{unit}”已在办理这张工单，不能重复派单。"""


class NotBelow(Refusal):
    """“{unit}”不是本单位的下级，不能转派；需要其配合时请用“加派协办”。"""


class UnknownUnit(Refusal):
    """所选单位不存在或已停用，请从列表中另选承办单位。"""

    status: ClassVar[int] = 422


class WordsTooLong(Refusal):
    """“{field}”太长（{length} 字），最多 {limit} 字，请精简或作为附件上传。"""

    status: ClassVar[int] = 422


class NoReason(Refusal):
    """请填写理由后再提交。"""

    status: ClassVar[int] = 422


class CyclicAssignment(Refusal):
    """“{unit}”已在这条派单链上，不能再派回。"""


class NotPublished(Refusal):
    """工单 {number} 没有在门户公开答复，无需撤下。"""


class AttendedAlready(Refusal):
    """工单 {number} 已标注“{what}”，无须重复标注。"""


class NotAttended(Refusal):
    """工单 {number} 没有标注“{what}”，不用取消。"""


class CallerShared(Refusal):
    """工单 {number} 的来电还登记了其他工单，从那里仍能看到举报人，不能封存；请把举报单独登记为一次来电。"""
