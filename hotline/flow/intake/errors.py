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


class OverrideAsked(Refusal):
    """{who} 已提请破例受理工单 {number}，请等待审批。"""


class NoOverrideAsked(Refusal):
    """工单 {number} 没有待审批的破例受理申请：须先由一人提请，再由另一人审批。"""


class OwnProposal(Refusal):
    """这项破例受理由您提请，须由另一位有权人员审批。"""


class NothingAdded(Refusal):
    """请填写要补充的内容。"""

    status: ClassVar[int] = 422


class NoteTooLong(Refusal):
    """补充内容太长（{length} 字），最多 {limit} 字，请分次提交或作为附件上传。"""

    status: ClassVar[int] = 422


class DraftGone(Refusal):
    """这份草稿已不存在：可能已在别的窗口结束。请回到工作台查看“今日工单”。"""

    status: ClassVar[int] = 404


class NotAtThisDesk(Refusal):
    """您的岗位不在任何热线中心登记来电，请联系管理员。"""

    status: ClassVar[int] = 403


class TooManyMatters(Refusal):
    """一次来电最多登记 {most} 件事，请结束后再开一单。"""

    status: ClassVar[int] = 422


class AlreadyDone(Refusal):
    """这件事已登记为工单 {number}，不能删除。"""


class CallGoesOn(Refusal):
    """还有没有登记的事项。请先登记、答复或删除它们，再结束通话。"""


class NothingToJoin(Refusal):
    """请选择要并入的工单。"""

    status: ClassVar[int] = 422


class AlreadyJoined(Refusal):
    """本次来电已并入工单 {number}，不必再并一次。"""


class ImpossibleEnterpriseCode(Refusal):
    """统一社会信用代码不正确：{problem}。请核对。"""

    status: ClassVar[int] = 422
