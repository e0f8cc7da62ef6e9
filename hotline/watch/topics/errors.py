"""Refusals of topics."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class TopicNotFound(Refusal):
    """没有找到这个专题。"""

    status: ClassVar[int] = 404


class BadExpression(Refusal):
    """表达式第 {place} 个字处有误：{problem}。"""

    status: ClassVar[int] = 422


class MatchesEverything(Refusal):
    """这个表达式会命中所有工单：{problem}。请写出工单里一定要有的词。"""

    status: ClassVar[int] = 422


class CodeTaken(Refusal):
    """编码“{code}”已被另一个专题使用，请换一个。"""

    status: ClassVar[int] = 422


class ImpossibleCode(Refusal):
    """编码只能用小写字母、数字和连字符，且不超过 40 个字符。"""

    status: ClassVar[int] = 422


class NoName(Refusal):
    """请填写名称和英文名称。"""

    status: ClassVar[int] = 422


class NoWhy(Refusal):
    """请写明理由：理由会记入日志。"""

    status: ClassVar[int] = 422


class UnknownUmbrella(Refusal):
    """没有可归入的专题“{code}”：须是本中心尚未结束的专题，且自身不归入其他专题。"""

    status: ClassVar[int] = 422


class UnknownCategory(Refusal):
    """“{code}”不是现行的诉求分类，请重新选择。"""

    status: ClassVar[int] = 422


class UnknownPlace(Refusal):
    """“{code}”不在本中心辖区内，请重新选择区域。"""

    status: ClassVar[int] = 422


class ImpossibleDates(Refusal):
    """结束日期须晚于开始日期。"""

    status: ClassVar[int] = 422


class ChangedMeanwhile(Refusal):
    """专题已由 {who} 改为第 {version} 版，您的修改没有保存；请核对新版后再改。"""


class Ended(Refusal):
    """专题“{name}”已由 {who} 结束，不能再修改。"""


class Running(Refusal):
    """专题“{name}”已在运行，无须再次启用。"""


class NotRunning(Refusal):
    """专题“{name}”还没有启用，请先启用再补匹配。"""


class NothingToEnd(Refusal):
    """专题“{name}”下还有运行中的专题，请先结束这些专题。"""


class NotPast(Refusal):
    """请选择一个过去的日期：补匹配的是已经登记的旧工单。"""

    status: ClassVar[int] = 422


class FillingAlready(Refusal):
    """{who} 已发起补匹配，尚未完成；请等它完成后再发起。"""


class ImpossibleThreshold(Refusal):
    """提醒数量须是 1 到 {most} 之间的整数。"""

    status: ClassVar[int] = 422
