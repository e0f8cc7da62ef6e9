"""Refusals of questions."""

from __future__ import annotations

from hotline.lib.refusal import BadInput


class NoPeriod(BadInput):
    """统计期间为空：从 {since} 到 {until}（不含）没有一天。"""


class UnknownDimension(BadInput):
    """不能按“{name}”筛选，可用的有：{known}。"""


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
