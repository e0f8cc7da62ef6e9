"""Analyses of one theme, each described by data: its classes, what is compared, what stands out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from hotline.insight.measures import comparing
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.words import Fact
from hotline.watch.instructions.words import Series

from .. import naming, prose, sections
from ..desk import Desk, table_rows
from ..figures import Where
from ..prose import Named
from ..words import Cadence, Kind
from .base import Described, heard, themes, where_of


class Thematic(Described):
    """What people said of a theme, in classes that data name."""

    series = Series.ANALYSIS
    masthead = "12345热线专报"
    theme: ClassVar[str]

    @property
    def said(self) -> Any:
        """What data say of the theme."""
        return themes()[self.theme]

    def title(self, place: str, period: Period, focus: str) -> str:
        """2020年上半年全省生态环境类诉求分析."""
        return f"{heard(period)}{place}{self.said['name']}类诉求分析"

    def where(self, focus: str) -> Where:
        """The theme's own tickets."""
        return where_of(self.said["where"])

    def write(self, desk: Desk) -> None:
        """Volume, classes, places, what is special to the theme, dissatisfaction, suggestions."""
        desk.heading("received", "受理情况")
        if not sections.opening(desk, f"{self.said['name']}类诉求"):
            return
        self.stand_out(desk)
        told = sections.classes(desk, {name: where_of(found) for name, found in self.said["classes"].items()})
        parts = [part for part, _ in told]
        self.gather(desk, parts)
        sections.class_table(desk, "classes", f"{self.said['name']}类诉求构成", parts)
        sections.places(desk)
        self.handled(desk)
        desk.heading("matters", "主要诉求")
        for place, (part, where) in enumerate(told[: desk.by.concentrated + 1]):
            self.tell(desk, f"matter.{place}", part, where)
        sections.flags(desk)
        self.dissatisfied(desk, told)
        sections.suggestions(desk)

    def gather(self, desk: Desk, parts: list[Named]) -> None:
        """What the theme's appeals gather in."""
        gathers = prose.concentrated(parts, desk.by)
        desk.say("received.gathers", f"诉求{gathers}。" if gathers else "")

    def stand_out(self, desk: Desk) -> None:
        """The theme's place among all fields, and how far it fell or rose in common words."""
        if self.said.get("compares") != "field":
            return
        whole = desk.book.within({})
        whole.where = {name: codes for name, codes in desk.book.where.items() if name != "field"}
        counts = {part.codes[0]: part.numerator for part in whole.divided(whole.question(Fact.APPEALS), "field")}
        [code] = desk.book.where["field"]
        rank = comparing.ranks(counts)[code]
        yoy = desk.book.growth("total.yoy", f"{desk.place}受理量同比", desk.year_before)
        common = prose.tenths(yoy.value) if yoy.value is not None else ""
        turn = "且" if (yoy.value or 0) > 0 else "但" if (rank or 0) <= desk.by.concentrated else ""
        moved = f"{turn}同比{'增幅' if (yoy.value or 0) > 0 else '降幅'}{common}（{yoy.mark}）" if common else ""
        first = "受理量居各领域首位" if rank == 1 else f"受理量居各领域第{rank}位"
        desk.say("received.rank", f"{self.said['name']}类诉求{first}{f'，{moved}' if moved else ''}。")

    def handled(self, desk: Desk) -> None:
        """How long it took and how satisfied people were."""
        desk.heading("handled", "办理情况")
        hours = desk.book.hours("hours", "平均办理时长")
        satisfied, better = sections.satisfaction(desk)
        desk.say(
            "handled.told",
            f"已办结诉求平均办理时长{hours.mark}小时。" if hours.value is not None else "本期诉求尚在办理之中。",
            f"有效回访中，群众满意率为{satisfied}{f'，{better}' if better else ''}。" if satisfied else "",
        )

    def tell(self, desk: Desk, key: str, part: Named, where: Where) -> None:
        """One class: how many, how it moved, what it gathers in, a case."""
        desk.subheading(key, part.name)
        leaves = desk.book.within(where).parts(f"{key}.leaf", "category")
        gathers = prose.concentrated(leaves, desk.by) if len(leaves) > 1 else ""
        desk.say(
            f"{key}.told",
            f"共受理{part.count_mark}件，占{part.share_mark}{desk.changed(part)}。",
            f"{gathers}。" if gathers else "",
        )
        if (
            prose.is_comparable(part, desk.by)
            and (part.change or 0) >= desk.by.rising
            and part.share >= desk.by.small_share
        ):
            desk.find("rising", part.name)
        desk.tell_case(f"{key}.case", where)

    def dissatisfied(self, desk: Desk, told: list[tuple[Named, Where]]) -> None:
        """How many were dissatisfied, which classes stand out, and what was named as the cause."""
        desk.heading("low", "不满意分析")
        low = desk.book.count("dissatisfied", f"{self.said['name']}类不满意件数", Fact.DISSATISFIED)
        if not low.number:
            desk.say("low.none", "本期有效回访中没有不满意评价。")
            return
        desk.say("low.total", f"有效回访中不满意{low.mark}件。", self.lowest(desk, told))
        for name, side in self.said.get("sides", {}).items():
            self.side(desk, name, side)
        sections.causes(desk, "low", f"{self.said['name']}类诉求")

    def lowest(self, desk: Desk, told: list[tuple[Named, Where]]) -> str:
        """The classes whose satisfaction lies clearly below the theme's."""
        whole = desk.book.answer(desk.book.question(Fact.SATISFACTION))
        mean = comparing.share(whole.numerator, whole.denominator)
        found = []
        for part, where in told:
            inner = desk.book.within(where)
            key = part.count_mark[1:-1]
            rate = inner.rate(f"{key}.satisfied", f"{part.name}满意率", Fact.SATISFACTION)
            rated = inner.answer(inner.question(Fact.SATISFACTION)).denominator
            low = inner.count(f"{key}.low", f"{part.name}不满意件数", Fact.DISSATISFIED)
            if mean is None or rate.value is None or rated < desk.by.rated_least:
                continue
            if rate.value <= mean - desk.by.low:
                found.append((rate.value, f"{part.name}（不满意{low.mark}件，满意率{rate.mark}）"))
                desk.find(sections.main_cause(inner), part.name)
        named = prose.listed([said for _, said in sorted(found)])
        return f"其中，{named}满意度较低，问题较为突出。" if named else "各类诉求满意度没有明显差别。"

    def side(self, desk: Desk, name: str, side: Any) -> None:
        """One half of a theme: what of its dissatisfied speak of one thing."""
        key = f"side.{name}"
        whole, part = where_of(side["whole"]), where_of(side["of"])
        inner = desk.book.within(whole)
        every = inner.count(f"{key}.all", f"{name}不满意件数", Fact.DISSATISFIED)
        some = inner.count(f"{key}.some", f"{side['part']}不满意件数", Fact.DISSATISFIED, part)
        share = inner.part(f"{key}.share", f"{side['part']}占{name}不满意", Fact.DISSATISFIED, part)
        if every.number and some.number:
            desk.say(
                key,
                f"{name}方面不满意{every.mark}件，其中对{side['part']}不满意{some.mark}件，",
                f"约占该领域不满意总数的{share.mark}。",
            )
            if some.number >= desk.by.least:
                desk.find(sections.main_cause(inner.within(part)), side["part"])


class Work(Thematic):
    """Employment and income."""

    kind: ClassVar[Kind] = Kind.WORK
    theme = "work"
    told = "就业与收入：欠薪、税费、困难家庭救助、工伤四类集中诉求及其满意度。"
    told_en = "Employment and income: unpaid wages, tax relief, aid, injuries, and how satisfied people are."


class Environment(Thematic):
    """Environment."""

    kind: ClassVar[Kind] = Kind.ENVIRONMENT
    theme = "environment"
    told = "生态环境：大气、水和土壤、噪声等诉求的位次和升降，少而上升的苗头单独提示。"
    told_en = "Environment: air, water and soil, noise; their place and change; what is small yet rises is flagged."


class Welfare(Thematic):
    """Education and health."""

    kind: ClassVar[Kind] = Kind.WELFARE
    theme = "welfare"
    told = "教育和医疗卫生：构成、满意度，医疗补助报销和入学政策的不满意占比。"
    told_en = "Education and health: classes, satisfaction, and the dissatisfied with medical aid and admission."


class Floods(Thematic):
    """Floods."""

    kind: ClassVar[Kind] = Kind.FLOODS
    theme = "floods"
    told = "汛情：城市供排水等诉求占比，办理时长及提速情况。"
    told_en = "Floods: the share of water supply and drainage, handling times and how much faster they became."

    def handled(self, desk: Desk) -> None:
        """How long it took, in the period and in the last third of its month, beside the months before."""
        super().handled(desk)
        names = self.said["shares"]
        for name, found in names.items():
            where = where_of(found)
            part = desk.book.part("share.named", f"{name}占比", Fact.APPEALS, where)
            desk.say("handled.share", f"涉及{name}的诉求占{part.mark}。" if part.value else "")
        days = desk.period
        last = Period(days.until - timedelta(days=10), days.until) if days.days > 20 else days
        late = desk.book.hours("hours.late", "下旬平均办理时长", period=last)
        before = sections.earlier_months(days, self.said["speed"])
        this = desk.book.question(Fact.HOURS, period=last)
        moved = desk.book.faster("hours.faster", "办理时长变化", this, desk.book.question(Fact.HOURS, period=before))
        if late.value is None or moved.value is None:
            return
        which = "其中下旬登记的诉求" if last != days else "这些诉求"
        speed = prose.speed(moved.value, moved.mark, f"前{prose.DIGITS[self.said['speed']]}个月平均", desk.by)
        desk.say("handled.speed", f"{which}平均{late.mark}小时办结，{speed}。")


class Epidemic(Thematic):
    """The epidemic, every day."""

    kind: ClassVar[Kind] = Kind.EPIDEMIC
    theme = "epidemic"
    series = Series.DAILY
    masthead = "疫情诉求日报"
    cadence = Cadence.DAILY
    levels = ("province",)
    told = "每日 8 时生成：前一日疫情诉求总量、构成、各地情况、苗头和典型案例。"
    told_en = "Every day at 8: yesterday's appeals about the epidemic, their classes, places, early signs and cases."

    def title(self, place: str, period: Period, focus: str) -> str:
        """全省疫情相关诉求情况（2020年2月9日）."""
        return f"{place}疫情相关诉求情况（{heard(period)}）"

    def usual(self, today: date) -> Period:
        """The day before."""
        return Period(today - timedelta(days=1), today)

    def write(self, desk: Desk) -> None:
        """As every analysis, against the day before: a year ago there was none."""
        desk.than = "环比"
        super().write(desk)

    def stand_out(self, desk: Desk) -> None:
        """How many there were since the year began."""
        since = Period(desk.period.since.replace(month=1, day=1), desk.period.until)
        year = desk.book.within({}, since)
        total = year.count("year.total", "年初以来疫情诉求")
        desk.say("received.year", f"年初以来累计受理疫情相关诉求{total.mark}件。")


class Hot(Thematic):
    """One matter that an analyst chose."""

    kind: ClassVar[Kind] = Kind.HOT
    theme = ""
    series = Series.HOT
    masthead = "12345热线热点专报"
    needs_focus = True
    told = "围绕一类热点诉求：升降、集中点、各地情况、满意度、典型案例和建议。"
    told_en = "One hot matter: its change, what it gathers in, places, satisfaction, typical cases, suggestions."

    def title(self, place: str, period: Period, focus: str) -> str:
        """关于全省物业管理诉求的分析."""
        return f"关于{heard(period)}{place}{naming.category(focus)}诉求的分析"

    def where(self, focus: str) -> Where:
        """The chosen category with all below it."""
        return {{2: "field", 5: "branch"}.get(len(focus), "category"): (focus,)}

    def write(self, desk: Desk) -> None:
        """Volume, what it gathers in, places, handling, dissatisfaction, cases, suggestions."""
        name = naming.category(desk.focus)
        desk.heading("received", "受理情况")
        if not sections.opening(desk, f"{name}诉求"):
            return
        finer = "branch" if len(desk.focus) == 2 else "category"
        leaves = desk.book.parts("leaf", finer, before=desk.base)
        if len(leaves) > 1:
            self.gather(desk, leaves)
            rows = table_rows(leaves[: desk.by.hot], has_change=True)
            desk.table("leaf.table", f"{name}诉求构成", ("诉求", "件数", "占比", desk.than), rows)
        sections.places(desk)
        sections.handled(desk)
        sections.flags(desk, finer)
        sections.dissatisfied(desk, by=finer, name=f"{name}诉求")
        desk.heading("cases", "典型案例")
        size = len(desk.blocks)
        desk.tell_case("case", {}, 3)
        if len(desk.blocks) == size:
            desk.say("cases.none", "本期没有适合公开引用的案例。")
        if prose.gathers(leaves, desk.by):
            desk.find("concentrated", name)
        sections.suggestions(desk)
