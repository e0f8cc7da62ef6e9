"""Words of stored questions: what an analyst asks as one, in which picture, against which period, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hotline.insight.measures.words import Fact, Window
from hotline.lib.words import Word

LIVE = "live"


class Preset(Word):
    """Periods that go with the calendar: what is meant by them moves on from day to day."""

    TODAY = "today", "今天", "Today"
    YESTERDAY = "yesterday", "昨天", "Yesterday"
    THIS_WEEK = "this_week", "本周", "This week"
    LAST_WEEK = "last_week", "上周", "Last week"
    THIS_MONTH = "this_month", "本月", "This month"
    LAST_MONTH = "last_month", "上月", "Last month"
    THIS_QUARTER = "this_quarter", "本季度", "This quarter"
    THIS_YEAR = "this_year", "今年", "This year"
    LAST_YEAR = "last_year", "去年", "Last year"
    EVERYTHING = "everything", "全部数据", "All that is stored"
    DAYS = "days", "指定日期", "Days of my choice"


class Against(Word):
    """Which other period figures are compared with."""

    NOTHING = "nothing", "不对比", "Nothing"
    YEAR_BEFORE = "year_before", "同比（上年同期）", "The year before"
    PERIOD_BEFORE = "period_before", "环比（上期）", "The period before"
    FESTIVAL = "festival", "按春节对齐", "Aligned by the Chinese New Year"
    DAYS = "days", "另选期间", "Other days"


class Picture(Word):
    """How the answer is shown."""

    TABLE = "table", "表格", "Table"
    BAR = "bar", "柱状图", "Bars"
    LINE = "line", "折线图", "Lines"
    MAP = "map", "地图", "Map"
    HEAT = "heat", "热力图", "Heat map"
    PARETO = "pareto", "帕累托图", "Pareto"


class Sharing(Word):
    """Who else may open a stored question; whatever it is, each sees her own figures only."""

    OWN = "own", "仅自己", "Only me"
    CENTRE = "centre", "本单位同事", "Colleagues at my organisation"
    LINK = "link", "有链接的分析人员", "Analysts who have the link"


class Rhythm(Word):
    """How often a stored question rings the bell of who wants it."""

    DAILY = "daily", "每天", "Every day"
    WEEKLY = "weekly", "每周一", "Every Monday"
    MONTHLY = "monthly", "每月 1 日", "Every first of the month"


@dataclass(frozen=True, slots=True)
class Span:
    """A period as it was asked for: by name, or from a first to a last day, both of them in it."""

    preset: Preset = Preset.THIS_MONTH
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """All that an analyst asks at once: measures by divisions, narrowed by filters, over a period, against another.

    :param by: the divisions, two at most; the first is the axis, the second makes the series.
    :param sort: the measure whose greatest values come first; empty: what is usual, another word: the order of codes.
    :param window: by which day tickets belong to the period, for measures that can be counted so; None: as is usual.
    """

    facts: tuple[Fact, ...] = (Fact.APPEALS,)
    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    span: Span = field(default_factory=Span)
    against: Against = Against.NOTHING
    other: Span = field(default_factory=lambda: Span(Preset.DAYS))
    picture: Picture = Picture.TABLE
    sort: str = ""
    window: Window | None = None
    source: str = LIVE


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question as somebody wants it kept."""

    name: str
    note: str
    asked: str
    sharing: Sharing = Sharing.OWN
