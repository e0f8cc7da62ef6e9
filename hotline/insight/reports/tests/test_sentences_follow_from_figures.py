"""Official Chinese by rules: rises, falls, nothing to compare with, concentrations, flags, causes, periods."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.insight.reports import cases, prose
from hotline.insight.reports.prose import Named

BY = prose.thresholds(date(2020, 7, 31))


def part(name: str, count: int, whole: int, change: str | None = None, before: int = 50) -> Named:
    """One part of a whole."""
    ratio = None if change is None else Fraction(change)
    return Named(name, count, Fraction(count, whole), f"⟦{name}⟧", f"⟦{name}.s⟧", ratio, f"⟦{name}.y⟧", before)


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        ("0.305", "同比增长⟦x⟧"),
        ("-0.197", "同比下降⟦x⟧"),
        ("0.5", "同比大幅增长⟦x⟧"),
        ("-0.62", "同比大幅下降⟦x⟧"),
        ("0.009", "与上年同期基本持平（同比增长⟦x⟧）"),
        ("-0.001", "与上年同期基本持平（同比下降⟦x⟧）"),
        ("0", "与上年同期持平"),
        (None, "上年同期没有可比数据"),
    ],
)
def test_a_change_is_a_rise_a_fall_level_or_has_no_base(ratio: str | None, said: str) -> None:
    assert prose.change(None if ratio is None else Fraction(ratio), "⟦x⟧", "同比", BY) == said


def test_what_came_just_before_is_called_by_its_name() -> None:
    assert prose.change(Fraction(1, 10), "⟦x⟧", "环比", BY) == "环比增长⟦x⟧"
    assert prose.change(Fraction(0), "⟦x⟧", "环比", BY, prose.last_called(1, False)) == "与前一日持平"
    assert (prose.last_called(7, False), prose.last_called(30, True)) == ("上周", "上月")
    assert prose.last_called(12, False) == "上期"


def test_a_rate_moves_by_percentage_points() -> None:
    assert prose.points(Fraction(9, 5), "⟦p⟧", "同比") == "同比提高⟦p⟧个百分点"
    assert prose.points(Fraction(-1), "⟦p⟧", "环比") == "环比下降⟦p⟧个百分点"
    assert prose.points(Fraction(0), "⟦p⟧", "同比") == "与上年同期持平"
    assert prose.points(None, "⟦p⟧", "同比") == ""


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        ("0.197", "近两成"),
        ("-0.197", "近两成"),
        ("0.42", "四成多"),
        ("0.3", "三成"),
        ("0.51", "过半"),
        ("0.97", "近一倍"),
        ("1.3", "一倍以上"),
        ("0.02", ""),
    ],
)
def test_shares_are_said_in_common_words(ratio: str, said: str) -> None:
    assert prose.tenths(Fraction(ratio)) == said


@given(st.fractions(min_value=0, max_value=3))
def test_common_words_never_say_a_share_of_another_order(ratio: Fraction) -> None:
    said = prose.tenths(ratio)
    if said.endswith("成多"):
        assert Fraction(prose.DIGITS.index(said[0].replace("两", "二")), 10) < ratio
    if said.startswith("近") and said.endswith("成"):
        assert ratio < Fraction(prose.DIGITS.index(said[1].replace("两", "二")), 10)


def test_what_gathers_is_named_the_most_first_and_never_all_of_a_long_list() -> None:
    parts = [part("空气", 60, 100), part("噪声", 25, 100), part("水", 10, 100), part("光", 4, 100), part("核", 1, 100)]
    said = prose.concentrated(parts, BY)
    assert said == "主要集中在空气（⟦空气⟧件，占⟦空气.s⟧）、噪声（⟦噪声⟧件，占⟦噪声.s⟧）和水（⟦水⟧件，占⟦水.s⟧）等方面"
    assert prose.concentrated(parts[:2], BY).endswith("噪声（⟦噪声⟧件，占⟦噪声.s⟧）")
    assert prose.concentrated([part("空气", 5, 5)], BY) == "全部为空气（⟦空气⟧件，占⟦空气.s⟧）"
    assert prose.concentrated([part("空气", 1, 2), part("水", 1, 2)], BY) == (
        "涉及空气（⟦空气⟧件，占⟦空气.s⟧）和水（⟦水⟧件，占⟦水.s⟧）"
    )
    assert prose.concentrated([part("空气", 0, 5)], BY) == prose.concentrated([], BY) == ""


def test_what_is_small_and_rises_is_flagged_and_nothing_else() -> None:
    rare = part("电磁辐射", 79, 13_520, "0.411")
    assert prose.is_flagged(rare, BY)
    assert prose.flag(rare).startswith(
        "电磁辐射诉求数量虽不多（⟦电磁辐射⟧件，占⟦电磁辐射.s⟧），但同比增长⟦电磁辐射.y⟧，"
    )
    assert "容易形成集中性诉求和舆情" in prose.flag(rare)
    for other in (
        part("多", 900, 13_520, "0.411"),
        part("降", 79, 13_520, "-0.2"),
        part("少", 4, 13_520, "3"),
        part("新", 79, 13_520),
    ):
        assert not prose.is_flagged(other, BY)


def test_a_rate_of_a_handful_is_not_compared() -> None:
    assert not prose.is_comparable(part("扬州市", 5, 48, "4", before=1), BY)
    assert prose.is_comparable(part("苏州市", 5, 48, "-0.8", before=25), BY)


def test_causes_are_worded_with_care() -> None:
    said = prose.causes([part("因政策限制产生的", 6, 10), part("因办理产生的", 4, 10)], BY)
    assert said.endswith("不能一概而论，需结合个案具体分析。")
    assert "以因政策限制产生的和因办理产生的为主" in said
    assert prose.causes([part("因政策限制产生的", 0, 10)], BY) == ""


def test_handling_is_faster_slower_or_the_same() -> None:
    assert prose.speed(Fraction(-776, 1000), "⟦s⟧", "前五个月平均", BY) == "比前五个月平均提速⟦s⟧，办理效率明显提高"
    assert prose.speed(Fraction(-2, 10), "⟦s⟧", "前五个月平均", BY) == "比前五个月平均提速⟦s⟧"
    assert prose.speed(Fraction(3, 10), "⟦s⟧", "前五个月平均", BY) == "比前五个月平均延长⟦s⟧"
    assert prose.speed(Fraction(0), "⟦s⟧", "前五个月平均", BY) == "与前五个月平均基本相当"


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ((2020, 1, 1), (2020, 8, 1), "2020年1月至7月"),
        ((2020, 6, 1), (2020, 7, 1), "2020年6月"),
        ((2020, 1, 1), (2020, 7, 1), "2020年上半年"),
        ((2020, 1, 1), (2021, 1, 1), "2020年"),
        ((2019, 12, 1), (2020, 2, 1), "2019年12月至2020年1月"),
        ((2020, 7, 6), (2020, 7, 13), "2020年7月6日至12日"),
        ((2020, 6, 29), (2020, 7, 6), "2020年6月29日至7月5日"),
        ((2019, 12, 30), (2020, 1, 6), "2019年12月30日至2020年1月5日"),
        ((2020, 2, 9), (2020, 2, 10), "2020年2月9日"),
    ],
)
def test_periods_are_named_as_offices_name_them(
    since: tuple[int, int, int], until: tuple[int, int, int], said: str
) -> None:
    assert prose.span(date(*since), date(*until)) == said


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0"), (4798, "4798"), (99_999, "99999"), (206_000, "20.6万"), (13_210_000, "1321万")]
)
def test_large_counts_are_said_in_ten_thousands(number: int, said: str) -> None:
    assert prose.count(number) == said


def test_numbers_are_rounded_half_up_and_carry_no_idle_zeros() -> None:
    assert prose.percent(Fraction(305, 1000)) == "30.5%"
    assert prose.percent(Fraction(1_0005, 100_000), 2) == "10.01%"
    assert prose.percent(Fraction(1, 2), 2) == "50%"
    assert prose.percent(None) == "—"
    assert prose.rounded(Fraction(-1, 1000), 1) == "0"


def test_thresholds_hold_from_their_day(tmp_path: Path) -> None:
    file = tmp_path / "prose.yaml"
    whole = prose.DATA.read_text(encoding="utf-8")
    file.write_text(whole + whole.replace("2019-01-01", "2021-01-01").replace('rising: "0.2"', 'rising: "0.3"'))
    assert prose.thresholds(date(2020, 12, 31), file).rising == Fraction(1, 5)
    assert prose.thresholds(date(2021, 1, 1), file).rising == Fraction(3, 10)
    assert prose.thresholds(date(2018, 1, 1), file).rising == Fraction(1, 5)


@pytest.mark.parametrize(
    ("said", "printed"),
    [
        ("房山镇青年路14号附近积水", "房山镇青年路某号附近积水"),
        ("和谐家园23幢3单元501室漏水", "和谐家园某幢某单元某室漏水"),
        ("湖滨路88号门口", "湖滨路某号门口"),
        ("中山路1-2号、十二号楼", "中山路某号、某号楼"),
        ("7月5号地铁1号线3号门，苏政发〔2020〕15号文", "7月5号地铁1号线3号门，苏政发〔2020〕15号文"),
        ("三栋楼从15号下午起停水", "三栋楼从15号下午起停水"),
        ("第3号台风，拨打12345号码", "第3号台风，拨打12345号码"),
        ("联系人王**", "联系人王某"),
    ],
)
def test_a_case_names_no_house_and_no_flat(said: str, printed: str) -> None:
    assert cases.anonymous(said) == printed


def test_a_cause_named_by_a_handful_is_no_main_cause() -> None:
    few = [part("因办理产生", 1, 2), part("因政策限制产生", 1, 2)]
    many = [part("因办理产生", 7, 10), part("因政策限制产生", 3, 10)]
    assert "为主" not in prose.causes(few, BY)
    assert "以因办理产生为主" in prose.causes(many, BY)
