"""The proof: from a replay of 2020 the reports' sentences say what was published, within a ticket's rounding."""

from __future__ import annotations

import re
from datetime import date

import pytest

from hotline.ground.organisations.models import Organisation
from hotline.insight.reports import making, paper, rules
from hotline.insight.reports.words import Document, Kind, Part, Wanted

from .conftest import SOURCE

TODAY = date(2026, 11, 27)
SEVEN = (date(2020, 1, 1), date(2020, 8, 1))
HALF = (date(2020, 1, 1), date(2020, 7, 1))
SPRING = (date(2020, 1, 1), date(2020, 6, 1))
JUNE = (date(2020, 6, 1), date(2020, 7, 1))
WEEK = (date(2020, 7, 6), date(2020, 7, 13))


def written(centre: Organisation, kind: Kind, days: tuple[date, date], scope: str = "32", focus: str = "") -> Document:
    """A report as the platform writes it."""
    return making.write(Wanted(kind, centre.pk, scope, *days, SOURCE, focus), today=TODAY)


def said(document: Document) -> str:
    """All its sentences as they are printed."""
    return "\n".join(piece.text for piece in paper.pieces(document))


def number(text: str, pattern: str) -> float:
    """The number a sentence tells where the pattern has its group."""
    found = re.search(pattern, text)
    assert found, f"{pattern}\n{text}"
    return float(found[1])


def test_the_seven_months(province: Organisation) -> None:
    text = said(written(province, Kind.SUBMISSION, SEVEN))
    assert "2020年1月至7月，全省12345热线共受理群众诉求13.21万件，同比增长30.5%" in text
    assert "群众满意率为94.8%" in text
    for city, grew in (
        ("苏州市", 14.99),
        ("常州市", 124.15),
        ("南通市", 59.12),
        ("连云港市", 26.72),
        ("无锡市", 130.1),
    ):
        assert number(text, rf"{city}（增长([\d.]+)%）") == pytest.approx(grew, abs=0.03), city
    assert number(text, r"疫情相关诉求(\d+)件") > 19_500


def test_employment_and_income(province: Organisation) -> None:
    text = said(written(province, Kind.WORK, SPRING))
    assert number(text, r"有效回访中不满意(\d+)件") == pytest.approx(9.32, abs=1)
    assert "拖欠工资（不满意" in text
    assert text.index("拖欠工资（1780件") < text.index("减税降费（1210件") < text.index("困难家庭救助（970件")


def test_environment_first_yet_down_by_almost_a_fifth_and_radiation_flagged(province: Organisation) -> None:
    text = said(written(province, Kind.ENVIRONMENT, HALF))
    assert "生态环境类诉求受理量居各领域首位，但同比降幅近两成（19.7%）" in text
    assert "主要集中在大气污染（4570件" in text
    assert "噪声污染（4380件" in text
    assert re.search(r"电磁辐射诉求数量虽不多（79件，占0.6%），但同比增长41.1%，容易形成集中性诉求和舆情", text)


def test_education_and_health(province: Organisation) -> None:
    text = said(written(province, Kind.WELFARE, HALF))
    assert "教育和医疗卫生类诉求2060件" in text
    low = r"{}方面不满意(\d+)件，其中对{}不满意(\d+)件，约占该领域不满意总数的([\d.]+)%"
    for field, matter, whole, part in (("医疗卫生", "医疗补助和报销", 4.57, 1.92), ("教育", "入学政策", 2.55, 1.07)):
        found = re.search(low.format(field, matter), text)
        assert found, text
        assert float(found[1]) == pytest.approx(whole, abs=1)
        assert float(found[2]) == pytest.approx(part, abs=1)
        assert float(found[3]) == pytest.approx(100 * int(found[2]) / int(found[1]), abs=0.05)


def test_floods(province: Organisation) -> None:
    text = said(written(province, Kind.FLOODS, JUNE))
    assert number(text, r"共受理汛情类诉求(\d+)件") == pytest.approx(47.98, abs=1)
    assert number(text, r"涉及城市供水和排水的诉求占([\d.]+)%") == pytest.approx(61.7, abs=100 / 48)
    assert number(text, r"平均办理时长([\d.]+)小时") == pytest.approx(89.2, abs=0.3)
    assert "其中下旬登记的诉求平均81.1小时办结，比前五个月平均提速77.6%，办理效率明显提高" in text


def test_every_number_of_a_sentence_is_a_figure_with_its_question(province: Organisation) -> None:
    document = written(province, Kind.PROVINCE_WEEKLY, WEEK)
    for block in document.blocks:
        assert rules.uncounted(block.text) == [], block.key
        for text in (block.text, *(cell for row in block.rows for cell in row)):
            assert set(rules.marks(text)) <= set(document.figures)
    assert len(document.figures) > 100
    for figure in document.figures.values():
        assert "measure=" in figure.asked, figure.key
        assert "2020-07-06" in figure.asked, figure.key


def test_a_weekly_has_its_six_parts_in_order(province: Organisation) -> None:
    document = written(province, Kind.PROVINCE_WEEKLY, WEEK)
    heads = [piece.text for piece in paper.pieces(document) if piece.part is Part.HEADING]
    assert heads == ["一、受理情况", "二、办理情况", "三、热点诉求", "四、不满意分析", "五、工作建议"]
    assert [piece.text for piece in paper.pieces(document) if piece.part is Part.ANNEX] == ["附件1　各设区市受理情况"]
    assert paper.SYNTHETIC.rstrip("。") in said(document)


def test_a_table_adds_up_to_the_whole(province: Organisation) -> None:
    document = written(province, Kind.PROVINCE_WEEKLY, WEEK)
    total = document.figures["total"].numerator
    for key in ("received.channels.table", "received.kinds.table", "annex.places"):
        block = next(each for each in document.blocks if each.key == key)
        counts = [
            document.figures[name].numerator
            for row in block.rows
            for cell in row
            for name in rules.marks(cell)
            if not name.endswith((".share", ".yoy"))
        ]
        assert sum(counts) == total, key


def test_a_citys_weekly_counts_the_city_and_divides_it_into_counties(province: Organisation) -> None:
    whole = written(province, Kind.PROVINCE_WEEKLY, WEEK)
    city = written(Organisation.objects.get(code="320200-rx"), Kind.CITY_WEEKLY, WEEK, "3202")
    assert city.figures["total"].numerator == whole.figures["place.3202"].numerator
    assert "city=3202" in city.figures["total"].asked
    counted = city.figures["total"].said
    assert said(city).startswith(f"一、受理情况\n2020年7月6日至12日，无锡市12345热线共受理群众诉求{counted}件")


def test_the_epidemic_daily_compares_with_the_day_before(province: Organisation) -> None:
    document = written(province, Kind.EPIDEMIC, (date(2020, 2, 9), date(2020, 2, 10)))
    text = said(document)
    assert f"2020年2月9日，全省12345热线共受理疫情类诉求{document.figures['total'].said}件" in text
    assert "from=2020-02-08&until=2020-02-09" in document.figures["total.mom"].compared
    assert "from=2020-01-01&until=2020-02-10" in document.figures["year.total"].asked
    assert document.figures["year.total"].numerator > document.figures["total"].numerator > 100


def test_a_hot_matter_is_told_by_itself(province: Organisation) -> None:
    document = written(province, Kind.HOT, (date(2020, 7, 1), date(2020, 8, 1)), focus="01.01")
    assert document.title == "关于2020年7月全省物业管理诉求的分析"
    assert f"共受理物业管理诉求{document.figures['total'].said}件" in said(document)
    assert all("branch=01.01" in each.asked for each in document.figures.values())


def test_a_period_without_an_appeal_says_so_and_nothing_else(province: Organisation) -> None:
    document = written(province, Kind.PROVINCE_WEEKLY, (date(2021, 3, 1), date(2021, 3, 8)))
    assert said(document).startswith("一、受理情况\n2021年3月1日至7日，全省本期没有受理相关诉求。")
    assert len(document.blocks) == 2


def test_a_period_that_is_not_over_says_up_to_which_day(province: Organisation) -> None:
    wanted = Wanted(Kind.PROVINCE_WEEKLY, province.pk, "32", *WEEK, SOURCE)
    document = making.write(wanted, today=date(2020, 7, 9))
    assert document.until == "2020-07-08"
    assert "2020年7月6日至8日（截至2020年7月8日，本期尚未结束）" in said(document)
    assert document.figures["total"].numerator < making.write(wanted, today=TODAY).figures["total"].numerator
