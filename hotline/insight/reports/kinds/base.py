"""What every kind of special report tells of itself, so that screens, schedules and documents need not know it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from hotline.insight.measures.comparing import Period
from hotline.lib.datafile import read_yaml
from hotline.watch.instructions.words import Series

from .. import prose
from ..desk import Desk
from ..figures import Where
from ..words import Cadence, Kind

DATA = Path(__file__).parents[1] / "data" / "kinds.yaml"
EVERYWHERE = ("province", "city", "county")


class Described(ABC):
    """One kind: who writes it, how often, of which days, and how its document is written."""

    kind: ClassVar[Kind]
    series: ClassVar[Series]
    masthead: ClassVar[str]
    """What stands in red above the document."""
    told: ClassVar[str]
    told_en: ClassVar[str]
    cadence: ClassVar[Cadence] = Cadence.BY_HAND
    levels: ClassVar[tuple[str, ...]] = EVERYWHERE
    """Which centres write it."""
    needs_focus: ClassVar[bool] = False
    most_days: ClassVar[int] = 366
    copies_to: ClassVar[str] = "有关成员单位"

    @abstractmethod
    def title(self, place: str, period: Period, focus: str) -> str:
        """The document's title."""

    @abstractmethod
    def write(self, desk: Desk) -> None:
        """Write the document from what lies on the desk."""

    def usual(self, today: date) -> Period:
        """The days it is usually about, on a day."""
        return last_month(today)

    def where(self, focus: str) -> Where:
        """What narrows all its figures beside area and unit."""
        return {}


def last_month(today: date) -> Period:
    """The whole month before a day's."""
    first = today.replace(day=1)
    return Period((first - timedelta(days=1)).replace(day=1), first)


def last_week(today: date) -> Period:
    """The week, Monday to Sunday, before a day's."""
    monday = today - timedelta(days=today.weekday())
    return Period(monday - timedelta(days=7), monday)


@cache
def themes() -> Mapping[str, Any]:
    """What thematic analyses are about, from data."""
    found: Mapping[str, Any] = read_yaml(DATA)
    return found


def where_of(said: Mapping[str, list[str]]) -> Where:
    """Filters as data writes them."""
    return {name: tuple(codes) for name, codes in said.items()}


def heard(period: Period) -> str:
    """A period as a title names it."""
    return prose.span(period.since, period.until)
