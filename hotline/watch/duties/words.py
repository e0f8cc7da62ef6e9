"""Words of duties: what is reported up, to whom, and where a report stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from hotline.lib.words import Word


class Recipient(Word):
    """To whom a centre reports."""

    OWN_LEADERS = "own_leaders", "本级领导", "Own leadership"
    CENTRE_ABOVE = "centre_above", "上级中心", "Centre above"
    MEMBER_UNITS = "member_units", "成员单位", "Member units"


class ReportState(Word):
    """Where one report of a duty stands at a moment."""

    DUE = "due", "待报送", "Due"
    LATE = "late", "逾期未报", "Overdue"
    DELIVERED = "delivered", "已报送", "Delivered"
    RECEIVED = "received", "已签收", "Received"


class Weekday(Word):
    """The days of a week."""

    MONDAY = "0", "周一", "Monday"
    TUESDAY = "1", "周二", "Tuesday"
    WEDNESDAY = "2", "周三", "Wednesday"
    THURSDAY = "3", "周四", "Thursday"
    FRIDAY = "4", "周五", "Friday"
    SATURDAY = "5", "周六", "Saturday"
    SUNDAY = "6", "周日", "Sunday"


@dataclass(frozen=True, slots=True)
class NewDuty:
    """A weekly duty as its keeper describes it: every centre of the level owes it."""

    name: str
    name_en: str
    what: str
    level: str
    recipient: Recipient
    weekday: int
    clock: time
    from_on: date
    until_on: date | None = None
