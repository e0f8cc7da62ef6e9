"""Refusals of questions."""

from __future__ import annotations

from hotline.lib.refusal import BadInput, Refusal


class NoPeriod(BadInput):
    """统计期间为空：从 {since} 到 {until}（不含）没有一天。"""


class UnknownDimension(BadInput):
    """不能按“{name}”筛选，可用的有：{known}。"""


class Indivisible(UnknownDimension):
    """“{name}”只能用来筛选，不能用来分组：一件工单可能同时属于几个。可以分组的有：{known}。"""


class DividedTwice(UnknownDimension):
    """不能两次按“{name}”分组，请去掉一个。"""


class DayBeyond(BadInput):
    """日期 {day} 超出可用的范围，请选择 {first} 至 {last} 之间的日期。"""


class UnknownNewYear(BadInput):
    """不知道 {year} 年春节的日期，无法按春节对齐；请在数据文件中补充。"""


class UnknownMeasure(BadInput):
    """没有“{code}”这个指标，可用的有：{known}。"""


class BadCode(BadInput):
    """“{code}”不是有效的{dimension}，请改正后再查询。"""


class NotAQuestion(BadInput):
    """查询条件“{text}”不完整或有误：{problem}。"""


class UnknownSource(BadInput):
    """没有名为“{source}”的数据来源，可用的有：{known}。"""


class UnknownVersion(BadInput):
    """“{measure}”没有第 {version} 版定义，现有：{known}。"""


class UnknownWindow(BadInput):
    """“{measure}”不能“{window}”统计，可用的有：{known}。"""


class NotHeld(Refusal):
    """这份数据中没有{grain}的记录，不能统计“{measure}”。"""


class BeyondScope(Refusal):
    """“{name}”超出您可以统计的范围（{own}），请改选范围内的地区、中心或单位。"""

    status = 403


class PeriodAhead(BadInput):
    """统计期间从 {since} 开始，还没有到；请选择 {today} 及以前的日期。"""


class PeriodBefore(BadInput):
    """统计期间到 {last} 为止，而数据从 {first} 才开始；请选择之后的日期。"""


class NothingComplete(BadInput):
    """统计期间从 {since} 开始，还没有过完一天，不能与以往比较。"""


class UnknownComparison(BadInput):
    """不能与“{code}”比较，可用的有：{known}。"""


class TooManyParts(BadInput):
    """分组后有 {count} 行，最多 {most} 行；请缩小范围或减少分组。"""
