"""Reports on everything that was received: the weeklies, and what is submitted to the leadership."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from hotline.insight.measures.comparing import Period
from hotline.watch.instructions.words import Series

from .. import sections
from ..desk import Desk
from ..words import Cadence, Kind
from .base import Described, heard, last_week


class Weekly(Described):
    """What a week brought: all six parts."""

    series = Series.WEEKLY
    masthead = "12345热线周报"
    cadence = Cadence.WEEKLY

    def title(self, place: str, period: Period, focus: str) -> str:
        """关于全省12345热线一周受理办理情况的报告."""
        return f"{place}12345热线受理办理情况（{heard(period)}）"

    def usual(self, today: date) -> Period:
        """The week before."""
        return last_week(today)

    def write(self, desk: Desk) -> None:
        """Received, handled, hot matters, dissatisfaction, suggestions, annex."""
        if sections.received(desk):
            sections.handled(desk)
            sections.hot(desk)
            sections.dissatisfied(desk)
            sections.suggestions(desk)
            sections.annex_places(desk)


class ProvinceWeekly(Weekly):
    """The province's weekly, for the provincial leadership and the members."""

    kind: ClassVar[Kind] = Kind.PROVINCE_WEEKLY
    levels = ("province",)
    told = "全省一周的受理、办理、热点、不满意分析和建议，报省领导，发省级成员单位。"
    told_en = "The province's week: received, handled, hot, dissatisfaction, advice; to its leadership and members."


class CityWeekly(Weekly):
    """A city's or county's weekly, for its own leadership, the centre above, and the members."""

    kind: ClassVar[Kind] = Kind.CITY_WEEKLY
    levels = ("city", "county")
    told = "本地一周的受理、办理、热点、不满意分析和建议，报本级领导和上级中心，发成员单位。"
    told_en = "A place's week, as the province's; to its leadership, the centre above, and members."


class Submission(Described):
    """A short paper for the leadership: where things stand, what rises, what is suggested."""

    kind: ClassVar[Kind] = Kind.SUBMISSION
    series = Series.SUBMISSION
    masthead = "呈 阅 件"
    copies_to = ""
    told = "供领导阅示的简要情况：总量、各地变化、满意率、苗头和建议。"
    told_en = "A short paper for the leadership: volume, places, satisfaction, early signs, suggestions."

    def title(self, place: str, period: Period, focus: str) -> str:
        """关于2020年1月至7月全省12345热线受理情况的报告."""
        return f"关于{heard(period)}{place}12345热线受理情况的报告"

    def write(self, desk: Desk) -> None:
        """The volume, the places, satisfaction, what is hot, what rises, what to do."""
        desk.heading("received", "总体情况")
        if not sections.opening(desk):
            return
        sections.places(desk)
        satisfied, better = sections.satisfaction(desk)
        if satisfied:
            desk.say("satisfied", f"有效回访中，群众满意率为{satisfied}{f'，{better}' if better else ''}。")
        sections.epidemic_share(desk)
        sections.hot(desk)
        sections.suggestions(desk)
        sections.annex_places(desk)
