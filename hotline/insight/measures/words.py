"""Words of measures: what is measured, and one figure with what stands behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hotline.lib.words import Word


class Measure(Word):
    """What is measured of a unit in a period."""

    ON_TIME_CONCLUSION = "on_time_conclusion", "按时办结率", "On-time conclusion rate"
    ON_TIME_SIGN = "on_time_sign", "按时签收率", "On-time sign rate"
    RESPONSE = "response", "响应率", "Response rate"
    SOLVED = "solved", "问题实际解决率", "Solved rate"
    SATISFACTION = "satisfaction", "满意率", "Satisfaction rate"
    RETURN = "return", "退单率", "Return rate"
    REWORK = "rework", "重办率", "Rework rate"
    SATISFIED_HANDLING = "satisfied_handling", "办理满意率", "Satisfaction with the handling"
    BLAMED_HANDLING = "blamed_handling", "办理类不满意率", "Dissatisfied with the handling"
    BLAMED_POLICY = "blamed_policy", "政策类不满意率", "Dissatisfied with a policy"
    BLAMED_WISH = "blamed_wish", "诉求类不满意率", "Dissatisfied beyond reason"


LESS_IS_BETTER = frozenset(
    {Measure.RETURN, Measure.REWORK, Measure.BLAMED_HANDLING, Measure.BLAMED_POLICY, Measure.BLAMED_WISH}
)


class Fact(Word):
    """What is measured of the facts of a period: the measures of the register."""

    APPEALS = "appeals", "受理量", "Appeals"
    CLOSED = "closed", "办结量", "Closed"
    PER_10K = "per_10k", "万人诉求量", "Appeals per 10,000 people"
    DIRECT = "direct", "在线解答率", "Direct-answer rate"
    CONNECT = "connect", "接通率", "Connect rate"
    ANSWERED_IN_15 = "answered_in_15", "15 秒接通率", "Answered within 15 s"
    ANSWERED_IN_30 = "answered_in_30", "30 秒接通率", "Answered within 30 s"
    ON_TIME_DISPATCH = "on_time_dispatch", "按时派单率", "On-time dispatch rate"
    ON_TIME_SIGN = "on_time_sign", "按时签收率", "On-time sign rate"
    RESPONSE = "response", "响应率", "Response rate"
    CONCLUSION = "conclusion", "办结率", "Conclusion rate"
    ON_TIME_CONCLUSION = "on_time_conclusion", "按时办结率", "On-time conclusion rate"
    SOLVED = "solved", "问题实际解决率", "Solved rate"
    SATISFACTION = "satisfaction", "满意率", "Satisfaction rate"
    DISSATISFIED = "dissatisfied", "不满意数", "Dissatisfied ratings"
    SATISFIED_HANDLING = "satisfied_handling", "办理满意率", "Satisfaction with the handling"
    BLAMED_HANDLING = "blamed_handling", "办理类不满意率", "Dissatisfied with the handling"
    BLAMED_POLICY = "blamed_policy", "政策类不满意率", "Dissatisfied with a policy"
    BLAMED_WISH = "blamed_wish", "诉求类不满意率", "Dissatisfied beyond reason"
    FOLLOW_UP = "follow_up", "回访率", "Follow-up rate"
    VALID_FOLLOW_UP = "valid_follow_up", "有效回访率", "Valid follow-up rate"
    RETURN = "return", "退单率", "Return rate"
    WRONGLY_DISPATCHED = "wrongly_dispatched", "错派率", "Wrongly dispatched rate"
    REWORK = "rework", "重办率", "Rework rate"
    ONE_GO = "one_go", "一次办结率", "One-go rate"
    EXTENSION = "extension", "延期率", "Extension rate"
    REPEAT = "repeat", "重复诉求率", "Repeat rate"
    HOURS = "hours", "平均办理时长", "Mean handling time"
    HOURS_MEDIAN = "hours_median", "办理时长中位数", "Median handling time"
    HOURS_P90 = "hours_p90", "办理时长 P90", "P90 handling time"
    DAYS = "days", "平均办理工作日", "Mean handling time in working days"
    DAYS_MEDIAN = "days_median", "办理工作日中位数", "Median handling time in working days"
    DAYS_P90 = "days_p90", "办理工作日 P90", "P90 handling time in working days"


class Window(Word):
    """By which day a row belongs to a period."""

    REGISTERED = "registered", "按登记日", "By registration"
    CLOSED = "closed", "按办结日", "By the end"
    SETTLED = "settled", "按完成或到期日", "By completion or expiry"
    ASKED = "asked", "按回访日", "By follow-up"
    SENT = "sent", "按派单日", "By dispatch"
    RECEIVED = "received", "按来电日", "By contact"


class By(Word):
    """What is made of many values."""

    MEAN = "mean", "平均数", "Mean"
    MEDIAN = "median", "中位数", "Median"
    P90 = "p90", "第 90 百分位数", "90th percentile"


class Dimension(Word):
    """What narrows and divides figures."""

    CITY = "city", "设区市", "City"
    COUNTY = "county", "县（市、区）", "County"
    FIELD = "field", "领域", "Field"
    BRANCH = "branch", "类别", "Branch"
    CATEGORY = "category", "诉求分类", "Category"
    CENTRE = "centre", "热线中心", "Centre"
    UNIT = "unit", "承办单位", "Unit"
    CHANNEL = "channel", "来源渠道", "Channel"
    KIND = "kind", "工单类型", "Kind"
    BLAME = "blame", "不满意成因", "Cause of dissatisfaction"
    TOPICS = "topics", "专题", "Topic"
    UNDER = "under", "承办单位（含下级）", "Unit and all below it"
    DAY = "day", "日", "Day"
    WEEK = "week", "周", "Week"
    MONTH = "month", "月", "Month"
    QUARTER = "quarter", "季度", "Quarter"
    HOUR = "hour", "时段", "Hour of the day"
    MINUTE = "minute", "分钟", "Minute of the day"
    WEEKDAY = "weekday", "星期", "Day of the week"


class Side(Word):
    """Which tickets behind a figure are meant."""

    DENOMINATOR = "denominator", "分母", "Denominator"
    NUMERATOR = "numerator", "分子", "Numerator"
    REST = "rest", "分母中其余的", "Denominator without numerator"


class Against(Word):
    """With what a figure is compared."""

    YEAR = "year", "同比", "Year on year"
    PERIOD = "period", "环比", "Period on period"
    FESTIVAL = "festival", "按春节对齐", "Aligned by the New Year"


class Told(Word):
    """What a measure is told in."""

    TICKETS = "tickets", "件", "tickets"
    PERCENT = "percent", "%", "%"
    HOURS = "hours", "小时", "hours"
    DAYS = "days", "个工作日", "working days"
    PER_10K = "per_10k", "件/万人", "per 10,000 people"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value: how many of how many, by which version of the definition."""

    measure: Measure
    version: int
    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator:
            raise ValueError(f"{self.numerator} of {self.denominator} is no share")

    @property
    def rate(self) -> Fraction | None:
        """The exact share; None where the denominator is 0."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def percent(self) -> Decimal | None:
        """The share in percent with two decimals, halves rounded up; None where the denominator is 0."""
        return None if self.rate is None else Decimal(math.floor(self.rate * 10_000 + Fraction(1, 2))).scaleb(-2)
