"""Refusals of stored questions."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import BadInput, Refusal


class NoMeasure(BadInput):
    """请至少选择一个指标。"""


class TooManyMeasures(BadInput):
    """一次最多选择 {most} 个指标，请去掉几个后再统计。"""


class TooManyDivisions(BadInput):
    """最多按两项分组，且不能相同。"""


class UnknownWord(BadInput):
    """地址中的“{name}={value}”读不懂，请在左侧重新选择条件。"""


class DaysMissing(BadInput):
    """请填写起止日期，格式如 2020-03-02。"""


class DaysReversed(BadInput):
    """结束日期 {last} 早于开始日期 {first}，请改正。"""


class PeriodAhead(BadInput):
    """统计期间从 {first} 开始，还没有到来，没有可统计的数据。"""


class QuestionNotFound(Refusal):
    """没有找到这个查询，可能已被删除或不再共享。"""

    status: ClassVar[int] = 404


class NameMissing(BadInput):
    """请给查询起一个名称。"""


class NameTaken(Refusal):
    """您已有名为“{name}”的查询，请换一个名称，或打开它再更新。"""


class NotYours(Refusal):
    """这个查询是 {owner} 保存的，只有本人可以修改。您可以另存一份。"""

    status: ClassVar[int] = 403


class NoOrganisation(Refusal):
    """您目前没有任职的单位，不能共享给同事。"""
