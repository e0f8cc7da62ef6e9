"""Official Chinese built from figures by rules: rises and falls, concentrations, flags, causes worded with care.

Nothing here counts: values come as exact ratios, figures as marks that the text carries. Thresholds are data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from hotline.lib.datafile import read_yaml

DATA = Path(__file__).parent / "data" / "prose.yaml"
TEN_THOUSAND, EXACT_BELOW = 10_000, 100_000
DIGITS = "零一二三四五六七八九十"
CARE = "其成因比较复杂，不能一概而论，需结合个案具体分析。"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which size on what is said; see ``data/prose.yaml``."""

    flat: Fraction
    strong: Fraction
    concentrated: int
    concentrated_share: Fraction
    small_share: Fraction
    rising: Fraction
    least: int
    compared: int
    advice: int
    flagged: int
    low: Fraction
    rated_least: int
    hot: int
    units: int
    cause: Fraction
    speed: Fraction
    fast: Fraction


@dataclass(frozen=True, slots=True)
class Named:
    """A part of a whole, by name: how many, its share, the marks of both, and how it changed where that is known."""

    name: str
    count: int
    share: Fraction
    count_mark: str
    share_mark: str
    change: Fraction | None = None
    change_mark: str = ""
    before: int = 0


def thresholds(on: date, path: Path = DATA) -> Thresholds:
    """The thresholds that hold on a day; the first ones for days before."""
    rows: list[dict[str, Any]] = sorted(read_yaml(path), key=lambda row: row["from_on"])
    found = next((row for row in reversed(rows) if row["from_on"] <= on), rows[0])
    given: dict[str, Any] = {
        name: Fraction(value) if isinstance(value, str) else value for name, value in found.items()
    }
    return Thresholds(**{name: value for name, value in given.items() if name != "from_on"})


def rounded(value: Fraction, digits: int) -> str:
    """A number with so many decimals at most, halves away from zero, without zeros at its end."""
    scaled = math.floor(abs(value) * 10**digits + Fraction(1, 2))
    whole, rest = divmod(scaled, 10**digits)
    decimals = f"{rest:0{digits}d}".rstrip("0") if digits and rest else ""
    sign = "-" if value < 0 and scaled else ""
    return f"{sign}{whole}" + (f".{decimals}" if decimals else "")


def count(number: float) -> str:
    """932, 4798, 20.6万, 1321万: exact below a hundred thousand."""
    whole = round(number)
    return str(whole) if whole < EXACT_BELOW else f"{rounded(Fraction(whole, TEN_THOUSAND), 2)}万"


def percent(ratio: Fraction | None, digits: int = 1) -> str:
    """94.8%; — where there is nothing to divide by."""
    return "—" if ratio is None else f"{rounded(ratio * 100, digits)}%"


def change(ratio: Fraction | None, mark: str, than: str, by: Thresholds, before: str = "") -> str:
    """同比增长⟦…⟧, 环比下降⟦…⟧, 与上年同期基本持平; what there was none of before has no rate.

    :param than: 同比 or 环比.
    :param before: what the period compared with is called, where it has a name of its own (前一日, 上周).
    """
    before = before or {"同比": "上年同期", "环比": "上期"}[than]
    if ratio is None:
        return f"{before}没有可比数据"
    if ratio == 0:
        return f"与{before}持平"
    if abs(ratio) < by.flat:
        return f"与{before}基本持平（{than}{'增长' if ratio > 0 else '下降'}{mark}）"
    strongly = "大幅" if abs(ratio) >= by.strong else ""
    return f"{than}{strongly}{'增长' if ratio > 0 else '下降'}{mark}"


def points(difference: Fraction | None, mark: str, than: str) -> str:
    """同比提高⟦…⟧个百分点; nothing where either has no rate."""
    before = {"同比": "上年同期", "环比": "上期"}[than]
    if difference is None:
        return ""
    if not difference:
        return f"与{before}持平"
    return f"{than}{'提高' if difference > 0 else '下降'}{mark}个百分点"


def tenths(ratio: Fraction) -> str:
    """近两成, 三成多, 约四成, 过半, 近一倍: what a share comes to in common words; empty below a twentieth."""
    ratio = abs(ratio)
    if ratio < Fraction(1, 20):
        return ""
    if Fraction(1, 2) < ratio < Fraction(53, 100):
        return "过半"
    nearest = math.floor(ratio * 10 + Fraction(1, 2))
    if nearest >= 10:
        return "一倍以上" if ratio >= 1 else "近一倍"
    word = "两" if nearest == 2 else DIGITS[nearest]
    rest = ratio * 10 - nearest
    return f"近{word}成" if rest < 0 else (f"{word}成多" if rest else f"{word}成")


def concentrated(parts: Sequence[Named], by: Thresholds) -> str:
    """主要集中在甲（⟦…⟧件，占⟦…⟧）、乙和丙等方面; nothing where there is no part worth naming.

    A handful (fewer than ``by.compared``) gathers in nothing: it is 涉及 what it is about.
    """
    named = [part for part in parts if part.count and part.share >= by.concentrated_share][: by.concentrated]
    if not named:
        return ""
    said = [f"{part.name}（{part.count_mark}件，占{part.share_mark}）" for part in named]
    if len(named) == len([part for part in parts if part.count]) == 1:
        return f"全部为{said[0]}"
    verb = "主要集中在" if gathers(parts, by) else "涉及"
    return f"{verb}{listed(said)}{'等方面' if len(parts) > len(named) else ''}"


def gathers(parts: Sequence[Named], by: Thresholds) -> bool:
    """Whether there are enough appeals to speak of what they gather in, and to suggest something for it."""
    return sum(part.count for part in parts) >= by.compared


def flag(part: Named, than: str = "同比") -> str:
    """Of a matter that is rare and rises: it is small, yet it may gather."""
    return (
        f"{part.name}诉求数量虽不多（{part.count_mark}件，占{part.share_mark}），但{than}增长{part.change_mark}，"
        "容易形成集中性诉求和舆情，需引起关注。"
    )


def is_flagged(part: Named, by: Thresholds) -> bool:
    """Whether a matter is small, not negligible, and rising."""
    is_small = part.count >= by.least and part.share < by.small_share
    return is_small and part.change is not None and part.change >= by.rising


def causes(parts: Sequence[Named], by: Thresholds) -> str:
    """What the dissatisfied name, policy apart from handling, with the care that causes need."""
    told = [part for part in parts if part.count]
    if not told:
        return ""
    said = listed([f"{part.name}{part.count_mark}件（占{part.share_mark}）" for part in told])
    main = [part for part in told if part.share >= by.cause] if gathers(told, by) else []
    weight = f"，以{listed([part.name for part in main])}为主" if main else ""
    return f"从诉求人反映看，{said}{weight}。{CARE}"


def listed(said: Sequence[str]) -> str:
    """甲、乙和丙."""
    return said[0] if len(said) == 1 else f"{'、'.join(said[:-1])}和{said[-1]}" if said else ""


def day(on: date) -> str:
    """2020年7月31日."""
    return f"{on.year}年{on.month}月{on.day}日"


def span(since: date, until: date) -> str:
    """2020年1月至7月, 2020年6月, 2020年上半年, 2020年7月6日至12日: a period as a heading names it."""
    last = until - timedelta(days=1)
    if since.day == 1 and until.day == 1:
        if (since.month, last.month, since.year) == (1, 12, last.year):
            return f"{since.year}年"
        if (since.month, last.month, since.year) == (1, 6, last.year):
            return f"{since.year}年上半年"
        if (since.year, since.month) == (last.year, last.month):
            return f"{since.year}年{since.month}月"
        first = f"{since.year}年{since.month}月"
        return f"{first}至{last.month}月" if since.year == last.year else f"{first}至{last.year}年{last.month}月"
    if since == last:
        return day(since)
    if (since.year, since.month) == (last.year, last.month):
        return f"{day(since)}至{last.day}日"
    return f"{day(since)}至{last.month}月{last.day}日" if since.year == last.year else f"{day(since)}至{day(last)}"


def speed(ratio: Fraction, mark: str, before: str, by: Thresholds) -> str:
    """比前五个月平均提速⟦…⟧: handling that got faster or slower by enough to tell; ratio is the change of hours."""
    if abs(ratio) < by.speed:
        return f"与{before}基本相当"
    if ratio < 0:
        return f"比{before}提速{mark}" + ("，办理效率明显提高" if -ratio >= by.fast else "")
    return f"比{before}延长{mark}"


def is_comparable(part: Named, by: Thresholds) -> bool:
    """Whether there were enough before and now for a rate of change to say something."""
    return part.change is not None and max(part.count, part.before) >= by.compared


def last_called(days: int, is_month: bool) -> str:
    """What came before a period of so many days is called: 前一日, 上周, 上月."""
    return "上月" if is_month else {1: "前一日", 7: "上周"}.get(days, "上期")


def suggested(finding: str, name: str, rows: Sequence[Mapping[str, str]]) -> str:
    """What the rules suggest of a finding; empty where they have nothing to say of it."""
    return next((row["text"].format(name=name) for row in rows if row["finding"] == finding), "")
