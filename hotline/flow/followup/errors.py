"""Refusals of follow-up."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class IncompleteAnswers(Refusal):
    """请同时填写“是否解决”和“是否满意”；不满意时请注明原因。未联系上时两项都不填。"""

    status: ClassVar[int] = 422


class InvitationUsed(Refusal):
    """该评价链接已使用或已过期，如有新的情况请拨打 12345 或在网上补充。"""


class NeverDispatched(Refusal):
    """这张工单从未派出，没有可以重办的承办单位。"""


class NothingNew(Refusal):
    """请写明重启的新情况。"""

    status: ClassVar[int] = 422


class NothingToContest(Refusal):
    """工单 {number} 没有可以申诉的不满意评价：只有归档时的最后一次不满意评价可以申诉。"""


class ContestTooLate(Refusal):
    """评价申诉期限已于 {until} 届满，不能再申诉。"""


class ContestedAlready(Refusal):
    """“{unit}”已于 {at} 对这次评价提出申诉，每次评价只能申诉一次。"""


class UnlistedGround(Refusal):
    """请从列表中选择申诉理由。"""

    status: ClassVar[int] = 422


class NoCase(Refusal):
    """请写明申诉的事实和理由。"""

    status: ClassVar[int] = 422


class NoEvidence(Refusal):
    """请上传佐证材料，或引用这张工单已有的附件。"""

    status: ClassVar[int] = 422


class NoContest(Refusal):
    """工单 {number} 没有待裁定的评价申诉，可能已有同事作出裁定，请刷新页面。"""


class OwnVisit(Refusal):
    """这次评价是您本人回访记录的，请由另一位同事裁定申诉。"""


class NoOpinion(Refusal):
    """请写明裁定意见，承办单位会看到。"""

    status: ClassVar[int] = 422


class ImpossiblePlan(Refusal):
    """回访方案不能保存：{problem}。"""

    status: ClassVar[int] = 422


class TooSoonToTry(Refusal):
    """这位诉求人在同一时段已试拨过，请在 {next} 以后换个时段再拨；现在联系上了的，可以照常记录。"""


class LinkFirst(Refusal):
    """诉求人希望通过短信链接评价，链接 {until} 前有效；到期没有评价的，再电话回访。"""
