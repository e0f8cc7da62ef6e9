"""Words of alerts: what is raised, how it stands, what was done about it, and how sensitive the watch is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import NamedTuple

from hotline.lib.words import Word


class AlertKind(Word):
    """What was noticed."""

    BURST = "burst", "突增", "Burst"
    RISE = "rise", "苗头", "Weak signal"
    NEW = "new", "新现", "New here"
    CLUSTER = "cluster", "聚集", "Cluster"


class Severity(Word):
    """How far beyond the usual."""

    NOTABLE = "notable", "关注", "Notable"
    SERIOUS = "serious", "较重", "Serious"
    GRAVE = "grave", "严重", "Grave"


class AlertState(Word):
    """How an alert stands with people."""

    NEW = "new", "待确认", "To acknowledge"
    ACKNOWLEDGED = "acknowledged", "已确认", "Acknowledged"
    ACTED = "acted", "已处置", "Acted on"
    DISMISSED = "dismissed", "已排除", "Dismissed"


class AlertVerb(Word):
    """What is done to an alert."""

    RAISE = "raise", "发出", "Raised"
    ACKNOWLEDGE = "acknowledge", "确认", "Acknowledge"
    ACT = "act", "记录处置", "Record what was done"
    DISMISS = "dismiss", "排除", "Dismiss"
    END = "end", "结束", "Ended"


class Deed(Word):
    """What an alert became."""

    TOPIC = "topic", "设专题", "A topic"
    ORDER = "order", "督办", "A supervision order"
    REPORT = "report", "写专报", "A special report"
    INSTRUCTION = "instruction", "报请批示", "Submitted for an instruction"
    OTHER = "other", "其他处置", "Something else"


class Doubt(Word):
    """Why an alert is dismissed."""

    USUAL = "usual", "正常波动", "Ordinary variation"
    KNOWN = "known", "已知事项，已有安排", "Known and provided for"
    DATA = "data", "数据原因（补录、改分类等）", "An effect of the data (late entries, new categories)"
    DOUBLE = "double", "与其他预警是同一件事", "Same matter as another alert"


class Likeness(Word):
    """What makes tickets similar under a threshold."""

    CATEGORY = "category", "同一分类、同一区县", "Same category in the same county"
    MATTER = "matter", "同一件事（地点、内容相近）", "Same matter (like place and text)"


MOVES: Mapping[AlertVerb, tuple[frozenset[AlertState], AlertState]] = {
    AlertVerb.ACKNOWLEDGE: (frozenset({AlertState.NEW}), AlertState.ACKNOWLEDGED),
    AlertVerb.ACT: (frozenset({AlertState.NEW, AlertState.ACKNOWLEDGED, AlertState.ACTED}), AlertState.ACTED),
    AlertVerb.DISMISS: (frozenset({AlertState.NEW, AlertState.ACKNOWLEDGED}), AlertState.DISMISSED),
}
"""From which states a verb of people leads where. Whether the event itself goes on is told apart: ``ended_at``."""


class Series(NamedTuple):
    """A category in a region."""

    category: str
    region: str

    def holds(self, other: Series) -> bool:
        """Whether another series is a part of this one, or the same."""
        return other.category.startswith(self.category) and other.region.startswith(self.region)

    def is_kin(self, other: Series) -> bool:
        """Whether one is a part of the other."""
        return self.holds(other) or other.holds(self)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How the watch is set. Shares are whole percents."""

    false_alarms: int = 13
    """Of the days of one city without any event, how many may bring a false alert (per cent)."""
    least_rise: int = 40
    """A burst is at least so much above what was expected."""
    least_excess: int = 8
    """And at least so many tickets."""
    least_expected: int = 3
    """Series that usually have fewer a day are left to the weak signals."""
    least_history: int = 56
    """Days of history without which nothing is said."""
    weak_rise: int = 60
    """A weak signal grew at least so much over its weeks."""
    weak_excess: int = 6
    """And by at least so many tickets a week."""
    new_within: int = 14
    """Something new is told when it came so often as ``new_count`` within so many days."""
    new_count: int = 3
    serious: int = 150
    """From how much above the expected an alert is serious."""
    grave: int = 300
    lift_days: int = 28
    """How long a series that was dismissed as ordinary needs a higher bar."""
    lift: int = 50
    """By how much more it then has to rise."""
    quiet_days: int = 3
    """An event has ended when its series was as usual for so many days."""
    quiet_from: time = time(22)
    quiet_until: time = time(7)
    """When no bell rings for alerts; what came meanwhile is told at the end."""


USUAL = Sensitivity()
