"""Refusals of evaluation."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class SchemeRefused(Refusal):
    """考核方案不成立：{problem}。"""

    status: ClassVar[int] = 422


class SheetNotFound(Refusal):
    """没有找到这个考核方案或考核单。"""

    status: ClassVar[int] = 404


class NoScheme(Refusal):
    """该月没有生效的考核方案，请先启用方案。"""


class MonthNotOver(Refusal):
    """本月尚未结束，不能生成考核单。"""


class SchemeTooEarly(Refusal):
    """新方案须晚于已有方案生效，且不能用于已生成考核单的月份。"""


class ReasonMissing(Refusal):
    """请写明理由。"""

    status: ClassVar[int] = 422


class ObjectionWaiting(Refusal):
    """该考核单已有异议待处理。"""


class NoObjection(Refusal):
    """该考核单没有待处理的异议。"""


class SheetPublished(Refusal):
    """考核单已公布，不能再提出异议。"""


class ObjectionsOpen(Refusal):
    """还有 {count} 份异议待处理，处理后才能公布。"""


class NothingToPublish(Refusal):
    """该月还没有考核单，请先生成。"""


class PublishedAlready(Refusal):
    """该月考核结果已公布。"""


class TicketNotCounted(Refusal):
    """工单“{ticket}”不在该考核单的计算范围内。"""

    status: ClassVar[int] = 422


class NoTicketNamed(Refusal):
    """同意异议时，请指明不应计入的工单。"""

    status: ClassVar[int] = 422
