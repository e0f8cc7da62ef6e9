"""The sections of a report: what was received, how it was handled, what was hot, what dissatisfied, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

from hotline.insight.measures import comparing
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.errors import NotHeld
from hotline.insight.measures.words import Fact
from hotline.lib.datafile import read_yaml

from . import naming, prose
from .desk import Desk, signed, table_rows
from .figures import Book, Where
from .prose import Named

IN_TIME = (
    Fact.ON_TIME_DISPATCH,
    Fact.ON_TIME_SIGN,
    Fact.RESPONSE,
    Fact.ON_TIME_CONCLUSION,
    Fact.SOLVED,
    Fact.FOLLOW_UP,
    Fact.ONE_GO,
)
"""Rates that a report tells beside handling time and satisfaction."""
SUGGESTIONS = Path(__file__).parent / "data" / "suggestions.yaml"
NOTHING = "本期没有受理相关诉求。"


def opening(desk: Desk, matter: str = "群众诉求") -> bool:
    """How many appeals there were, against the year before and the period before; whether there were any."""
    book, total = desk.book, desk.total()
    until = f"（数据从{prose.day(desk.begins)}开始）" if desk.begins else ""
    until += f"（截至{prose.day(desk.until)}，本期尚未结束）" if desk.until else ""
    if not total.number:
        desk.say("received.total", f"{prose.span(desk.period.since, desk.period.until)}{until}，{desk.place}{NOTHING}")
        return False
    yoy = book.growth("total.yoy", f"{desk.place}受理量同比", desk.year_before)
    mom = book.growth("total.mom", f"{desk.place}受理量环比", desk.before)
    recent = (
        f"，{prose.change(mom.value, mom.mark, '环比', desk.by, desk.last_called)}" if mom.value is not None else ""
    )
    desk.say(
        "received.total",
        f"{prose.span(desk.period.since, desk.period.until)}{until}，",
        f"{desk.place}12345热线共受理{matter}{total.mark}件，",
        f"{prose.change(yoy.value, yoy.mark, '同比', desk.by)}{recent}。",
    )
    return True


def received(desk: Desk) -> bool:
    """一、受理情况: total, sources, kinds, places; whether there was anything."""
    desk.heading("received", "受理情况")
    if not opening(desk):
        return False
    channels, kinds = desk.book.parts("channel", "channel"), desk.book.parts("kind", "kind")
    desk.say("received.channels", _shares("从诉求来源看，", channels))
    desk.table("received.channels.table", "按来源统计", ("来源", "件数", "占比"), table_rows(channels))
    desk.say("received.kinds", _shares("从诉求类型看，", kinds))
    desk.table("received.kinds.table", "按类型统计", ("类型", "件数", "占比"), table_rows(kinds))
    places(desk)
    return True


def _shares(lead: str, parts: Sequence[Named]) -> str:
    told = [f"{part.name}{part.count_mark}件，占{part.share_mark}" for part in parts if part.count]
    return f"{lead}{'；'.join(told)}。" if told else ""


def places(desk: Desk) -> None:
    """Where the appeals come from, and where they rose and fell most."""
    if not desk.parting:
        return
    parts = desk.book.parts("place", desk.parting, before=desk.base, digits=2)
    known = [part for part in parts if part.name != naming.UNKNOWN and part.count]
    if len(known) < 2:
        return
    most = prose.listed([f"{part.name}（{part.count_mark}件）" for part in known[:3]])
    compared = sorted((p for p in known if prose.is_comparable(p, desk.by)), key=lambda part: -(part.change or 0))
    risen = [part for part in compared if (part.change or 0) > 0]
    fallen = [part for part in reversed(compared) if (part.change or 0) < 0]
    rises = prose.listed([f"{part.name}（增长{part.change_mark}）" for part in risen[:5]])
    falls = prose.listed([f"{part.name}（下降{part.change_mark}）" for part in fallen[:3]])
    desk.say(
        "received.places",
        f"从{desk.places_inside}看，受理量居前的是{most}。",
        f"{desk.than}增幅较大的是{rises}。" if rises else "",
        f"{desk.than}下降较多的有{falls}。" if falls else "",
    )
    if risen and (risen[0].change or 0) >= desk.by.strong:
        desk.find("region", risen[0].name)
    desk.chart("received.places.chart", f"{desk.places_inside}受理量", [(part.name, part.count_mark) for part in known])


def handled(desk: Desk) -> None:
    """二、办理情况: answered at once, dispatched, handling time, satisfaction, units."""
    book = desk.book
    desk.heading("handled", "办理情况")
    direct = book.rate("direct", "在线解答率", Fact.DIRECT)
    hours = book.hours("hours", "平均办理时长")
    satisfied, better = satisfaction(desk)
    desk.say(
        "handled.direct",
        f"在线解答率为{direct.mark}，其余派至承办单位办理。" if direct.value else "本期诉求均派至承办单位办理。",
        f"已办结诉求平均办理时长{hours.mark}小时（自然小时）。" if hours.value is not None else "",
    )
    desk.say("handled.satisfied", f"有效回访中，群众满意率为{satisfied}" + (f"，{better}。" if better else "。")
             if satisfied else "本期尚无有效回访，不计算满意率。")  # fmt: skip
    desk.say("handled.rates", rates(desk))
    units(desk)


def rates(desk: Desk) -> str:
    """What was done within its limit, and what was solved; only what something was due of and facts are kept of."""
    told = []
    for fact in IN_TIME:
        with suppress(NotHeld):
            rate = desk.book.rate(fact.value, fact.zh, fact)
            told += [f"{fact.zh}{rate.mark}"] if rate.value is not None else []
    return f"其中，{'、'.join(told)}。" if told else ""


def satisfaction(desk: Desk) -> tuple[str, str]:
    """The mark of the satisfaction rate, and how it moved; both empty where nobody was asked."""
    rate = desk.book.rate("satisfaction", "满意率", Fact.SATISFACTION)
    if rate.value is None:
        return "", ""
    moved = desk.book.points("satisfaction.yoy", "满意率同比", Fact.SATISFACTION, desk.year_before)
    return rate.mark, prose.points(moved.value, moved.mark, "同比")


def units(desk: Desk) -> None:
    """The units with most tickets: how many, how long, how satisfied."""
    if "unit" in desk.book.where:
        return
    most = desk.book.parts("unit", "unit", most=desk.by.units + 1)  # one of them may be none
    found = [part for part in most if part.name != naming.UNKNOWN and part.count]
    if len(found) < 2:
        return
    rows = []
    for part in found[: desk.by.units]:
        code = part.count_mark[len("⟦unit.") : -1]
        hours = desk.book.rate_of(f"unit.{code}.hours", f"{part.name}平均办理时长", Fact.HOURS, "unit", code)
        rate = desk.book.rate_of(
            f"unit.{code}.satisfied", f"{part.name}满意率", Fact.SATISFACTION, "unit", code, desk.by.rated_least
        )
        rows.append((part.name, part.count_mark, hours.mark, rate.mark))
    desk.table("handled.units", "承办量居前的单位", ("承办单位", "承办件数", "平均时长（小时）", "满意率"), rows)


def hot(desk: Desk) -> None:
    """三、热点诉求: the first ten, what they gather in, a case of each of the first three, what is small and rising."""
    desk.heading("hot", "热点诉求")
    parts = [p for p in desk.book.parts("branch", "branch", before=desk.base) if p.name != naming.UNKNOWN]
    if not parts:
        desk.say("hot.none", "本期诉求尚未归类，暂不分析热点。")
        return
    fields = desk.book.parts("field", "field")
    desk.say("hot.concentrated", f"本期诉求{prose.concentrated(fields, desk.by)}。")
    rows = [(str(place), *row) for place, row in enumerate(table_rows(parts, has_change=True)[: desk.by.hot], start=1)]
    desk.table("hot.table", f"热点诉求前{len(rows)}位", ("排名", "诉求", "件数", "占比", desk.than), rows)
    for place, part in enumerate(parts[: desk.by.concentrated], start=1):
        matter(desk, f"hot.{place}", part, part.count_mark[len("⟦branch.") : -1], place)
    flags(desk)


def matter(desk: Desk, key: str, part: Named, code: str, place: int) -> None:
    """One hot matter: how it moved, what it gathers in, a typical case."""
    inner = desk.book.within({"branch": (code,)})
    leaves = inner.parts(f"{key}.leaf", "category")
    desk.subheading(key, part.name)
    gathered = prose.concentrated(leaves, desk.by)
    desk.say(
        f"{key}.told",
        f"共受理{part.count_mark}件，占{part.share_mark}{desk.changed(part)}。",
        f"{gathered}。" if gathered else "",
    )
    if prose.is_comparable(part, desk.by) and (part.change or 0) >= desk.by.rising:
        desk.find("rising", part.name)
    elif place == 1 and prose.gathers(leaves, desk.by):
        desk.find("concentrated", prose.listed([leaf.name for leaf in leaves[: desk.by.concentrated]]))
    desk.tell_case(f"{key}.case", {"branch": (code,)})


def flags(desk: Desk, dimension: str = "category") -> None:
    """What is small, yet rises: the most grown first."""
    parts = desk.book.parts("leaf", dimension, before=desk.base)
    small = [part for part in parts if part.name != naming.UNKNOWN and prose.is_flagged(part, desk.by)]
    small.sort(key=lambda part: (-(part.change or 0), part.name))
    for place, part in enumerate(small[: desk.by.flagged], start=1):
        desk.say(f"flag.{place}", prose.flag(part, desk.than))
        desk.find("flagged", part.name)


def dissatisfied(desk: Desk, number: str = "low", by: str = "field", name: str = "") -> None:
    """四、不满意分析: where the dissatisfied are, how many of their field, what they name."""
    desk.heading(number, "不满意分析")
    low = desk.book.count("dissatisfied", "不满意件数", Fact.DISSATISFIED)
    if not low.number:
        desk.say(f"{number}.none", "本期有效回访中没有不满意评价。")
        return
    fields = desk.book.parts("low.field", by, Fact.DISSATISFIED)
    desk.say(f"{number}.total", f"有效回访中不满意{low.mark}件，{prose.concentrated(fields, desk.by)}。")
    desk.table(f"{number}.table", "不满意诉求分布", ("领域", "不满意件数", "占比"), table_rows(fields))
    causes(desk, number, name or f"{desk.place}诉求")


def causes(desk: Desk, key: str, name: str) -> None:
    """What the dissatisfied name as the cause."""
    parts = desk.book.parts(f"{key}.blame", "blame", Fact.DISSATISFIED)
    told = [part for part in parts if part.name != naming.blame("")]
    desk.say(f"{key}.causes", prose.causes(told, desk.by))
    for part in told:
        finding = {naming.blame("policy"): "policy", naming.blame("handling"): "handling"}.get(part.name, "wish")
        if part.share >= desk.by.cause and prose.gathers(told, desk.by):
            desk.find(finding, name)


def main_cause(book: Book) -> str:
    """What most of the dissatisfied of a matter name, as the finding a suggestion answers to."""
    found = [each for each in book.divided(book.question(Fact.DISSATISFIED), "blame") if each.codes[0]]
    return max(found, key=lambda each: each.numerator).codes[0] if found else "handling"


def classes(desk: Desk, found: dict[str, Where]) -> list[tuple[Named, Where]]:
    """Named classes of a matter with counts, shares of it, changes; the largest first."""
    whole = desk.total()
    told: list[tuple[Named, Where]] = []
    for place, (name, where) in enumerate(found.items()):
        key = f"class.{place}"
        inner = desk.book.within(where)
        count = inner.count(key, f"{name}受理量")
        share = desk.book.part(f"{key}.share", f"{name}占比", Fact.APPEALS, where)
        yoy = inner.growth(f"{key}.yoy", f"{name}受理量{desk.than}", desk.base)
        ratio = comparing.share(count.number, whole.number) or Fraction(0)
        told.append((Named(name, count.number, ratio, count.mark, share.mark, yoy.value, yoy.mark), where))
    return sorted((each for each in told if each[0].count), key=lambda each: -each[0].count)


def class_table(desk: Desk, key: str, title: str, parts: Sequence[Named]) -> None:
    """The classes as a table and a picture."""
    rows = [(part.name, part.count_mark, part.share_mark, signed(part)) for part in parts]
    desk.table(f"{key}.table", title, ("类别", "件数", "占比", desk.than), rows)
    desk.chart(f"{key}.chart", title, [(part.name, part.count_mark) for part in parts])


def suggestions(desk: Desk, number: str = "advice") -> None:
    """五、建议: what follows from what was found, by rules that are data."""
    rows = read_yaml(SUGGESTIONS)
    found: dict[str, list[str]] = {}
    for finding, name in desk.findings:
        found.setdefault(finding, []).append(name)
    most = desk.by.concentrated
    said = (prose.suggested(finding, prose.listed(names[:most]), rows) for finding, names in found.items())
    texts = [text for text in said if text][: desk.by.advice]
    desk.heading(number, "工作建议")
    for place, text in enumerate(texts, start=1):
        desk.say(f"{number}.{place}", f"{place}. {text}")
    if not texts:
        desk.say(f"{number}.none", "本期未发现需要专门提请研究的事项，请各承办单位继续做好日常办理。")


def epidemic_share(desk: Desk) -> None:
    """How many of all appeals spoke of the epidemic, where any did."""
    where: Where = {"topics": ("epidemic",)}
    found = desk.book.count("epidemic", "疫情相关诉求", Fact.APPEALS, where)
    share = desk.book.part("epidemic.share", "疫情相关诉求占比", Fact.APPEALS, where)
    desk.say("epidemic", f"其中疫情相关诉求{found.mark}件，占{share.mark}。" if found.number else "")


def annex_places(desk: Desk) -> None:
    """附件: every place with its count, share and change."""
    if desk.parting:
        parts = desk.book.parts("place", desk.parting, before=desk.base, digits=2)
        known = [part for part in parts if part.name != naming.UNKNOWN]
        rows = [(str(place), *row) for place, row in enumerate(table_rows(known, has_change=True), start=1)]
        desk.annex("annex.places", f"{desk.places_inside}受理情况", ("序号", "地区", "件数", "占比", desk.than), rows)


def earlier_months(period: Period, months: int) -> Period:
    """So many whole months just before the month in which a period begins."""
    first = period.since.replace(day=1)
    whole = first.year * 12 + first.month - 1 - months
    return Period(first.replace(year=whole // 12, month=whole % 12 + 1), first)
