"""The monthly bulletin of evaluation: what a centre published of its units' scores, word for word."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from hotline.insight.measures.comparing import Period
from hotline.watch.instructions.words import Series

from .. import sections
from ..desk import Desk
from ..words import Figure, Kind, Saying
from .base import Described, heard


class Bulletin(Described):
    """Units' places as they were published, beside what was received and how satisfied people were."""

    kind: ClassVar[Kind] = Kind.EVALUATION
    series = Series.BULLETIN
    masthead = "12345热线考核通报"
    most_days = 31
    told = "按已公布的月度考核结果编写：各组得分和排名，附受理和满意情况。"
    told_en = "From the month's published evaluation: scores and places of each group, with volume and satisfaction."

    def title(self, place: str, period: Period, focus: str) -> str:
        """关于无锡市2020年6月份12345热线办理考核情况的通报."""
        days = heard(period)
        return f"关于{place}{days}{'份' if days.endswith('月') else ''}12345热线办理考核情况的通报"

    def write(self, desk: Desk) -> None:
        """Volume, then each group with its places."""
        desk.heading("received", "总体情况")
        sections.opening(desk)
        satisfied, better = sections.satisfaction(desk)
        if satisfied:
            desk.say("satisfied", f"有效回访中，群众满意率为{satisfied}{f'，{better}' if better else ''}。")
        desk.heading("places", "考核结果")
        for number, (group, rows) in enumerate(groupby(desk.published, key=lambda row: row[0])):
            self.group(desk, f"group.{number}", group, list(rows))
        desk.say(
            "objections",
            "各单位如对考核结果有异议，可按规定程序提出。排名仅在同组内比较，不作为评价单位工作的唯一依据。",
        )

    def group(self, desk: Desk, key: str, name: str, rows: list[tuple[str, str, str, str]]) -> None:
        """One group's table; scores are the sheets', so they stand as figures without a question."""
        told = []
        for place, (_, unit, points, rank) in enumerate(rows):
            own = f"{key}.{place}"
            desk.book.figures[own] = Figure(
                own, f"{unit}考核得分", points or "—", float(points or 0), 1, 1, saying=Saying.SCORE
            )
            told.append((rank or "—", unit, f"⟦{own}⟧"))
        desk.subheading(key, name)
        desk.table(f"{key}.table", f"{name}考核得分", ("位次", "单位", "得分"), told)
