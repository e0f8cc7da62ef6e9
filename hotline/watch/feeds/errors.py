"""Refusals of feeds."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class FeedNotFound(Refusal):
    """没有找到这条数据流转规则。"""

    status: ClassVar[int] = 404


class DeliveryNotFound(Refusal):
    """没有找到这条流转数据。"""

    status: ClassVar[int] = 404


class AgreementNotFound(Refusal):
    """没有找到这份数据共享协议。"""

    status: ClassVar[int] = 404


class NoRight(Refusal):
    """“{department}”没有接收这些数据的有效协议：{problem}。请先登记数据共享协议，再设流转规则。"""

    status: ClassVar[int] = 422


class UnknownDepartment(Refusal):
    """没有代码为“{code}”的部门，请从列表中选择接收部门。"""

    status: ClassVar[int] = 422


class CodeTaken(Refusal):
    """编码“{code}”已被另一条流转规则使用，请换一个。"""

    status: ClassVar[int] = 422


class ImpossibleCode(Refusal):
    """编码只能用小写字母、数字和连字符，且不超过 40 个字符。"""

    status: ClassVar[int] = 422


class NoName(Refusal):
    """请填写名称。"""

    status: ClassVar[int] = 422


class NoBasis(Refusal):
    """请写明共享数据的依据（文件名称或文号）。"""

    status: ClassVar[int] = 422


class NoWhy(Refusal):
    """请写明理由：理由会记入日志。"""

    status: ClassVar[int] = 422


class NoFields(Refusal):
    """请至少选择一项要流转的内容。"""

    status: ClassVar[int] = 422


class TooWide(Refusal):
    """请至少限定专题、分类或关键词：不加限定会把全部工单流转出去。"""

    status: ClassVar[int] = 422


class UnknownPlace(Refusal):
    """“{code}”不是本省的区域，请重新选择。"""

    status: ClassVar[int] = 422


class UnknownTopic(Refusal):
    """没有编码为“{code}”、正在运行的专题，请重新选择。"""

    status: ClassVar[int] = 422


class UnknownCategory(Refusal):
    """“{code}”不是现行的诉求分类，请重新选择。"""

    status: ClassVar[int] = 422


class ImpossibleDates(Refusal):
    """结束日期须晚于开始日期。"""

    status: ClassVar[int] = 422


class ImpossibleLimit(Refusal):
    """时限“{limit}”无法识别：请写 30min、24h 或 1wd 这样的时限。"""

    status: ClassVar[int] = 422


class ChangedMeanwhile(Refusal):
    """规则已由 {who} 改为第 {version} 版，您的修改没有保存；请核对新版后再改。"""


class Stopped(Refusal):
    """规则“{name}”已由 {who} 停用，不能再修改或补流转。"""


class EndedAlready(Refusal):
    """这份协议已于 {on} 终止。"""


class StillUsed(Refusal):
    """流转规则“{name}”仍在使用这份协议，请先停用或缩小该规则。"""


class ReceivedAlready(Refusal):
    """{who} 已于 {at} 接收，无须重复接收。"""


class NotReceivedYet(Refusal):
    """请先接收，再反馈处理结果。"""


class AnsweredAlready(Refusal):
    """{who} 已于 {at} 反馈；需要更正时请联系热线中心。"""


class NoFeedback(Refusal):
    """请写明核查和处理的情况（至少 5 个字）。"""

    status: ClassVar[int] = 422


class NotPast(Refusal):
    """请选择一个过去的日期：补流转的是已经登记的旧工单。"""

    status: ClassVar[int] = 422


class TooManyWords(Refusal):
    """关键词最多 {most} 个，每个不超过 {longest} 个字。"""

    status: ClassVar[int] = 422
