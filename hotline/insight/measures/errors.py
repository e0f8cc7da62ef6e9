"""Refusals of questions."""

from __future__ import annotations

from hotline.lib.refusal import BadInput


class NoPeriod(BadInput):
    """统计期间为空：从 {since} 到 {until}（不含）没有一天。"""


class UnknownDimension(BadInput):
    """不能按“{name}”筛选，可用的有：{known}。"""


class UnknownNewYear(BadInput):
    """不知道 {year} 年春节的日期，无法按春节对齐；请在数据文件中补充。"""
