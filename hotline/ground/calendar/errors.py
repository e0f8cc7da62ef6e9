"""Refusals of calendars."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class ImpossibleCalendar(Refusal):
    """工作日历设置有误：{problem}。"""

    status: ClassVar[int] = 422


class CalendarNotFound(Refusal):
    """没有编码为“{code}”的工作日历。"""

    status: ClassVar[int] = 404


class DayIsPast(Refusal):
    """{day} 已经过去：已经算出的时限不会因日历变化而改变，只能设置今天以后的日期。"""

    status: ClassVar[int] = 422
