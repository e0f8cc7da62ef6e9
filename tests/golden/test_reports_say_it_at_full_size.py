"""The special reports of 2020 at full size: their sentences state what the newspaper printed, to its decimals."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from hotline.ground.organisations.models import Organisation
from hotline.insight.reports import making, paper
from hotline.insight.reports.words import Kind, Wanted
from hotline.insight.warehouse.store import Store
from hotline.lib.memo import forget_all
from tests import province as small

TODAY = date(2026, 11, 27)
HALF = (date(2020, 1, 1), date(2020, 7, 1))


@pytest.fixture
def province(db: None, full_size: Store, settings: Any) -> Organisation:
    """The province's centre; reports read every ticket of the year."""
    settings.WAREHOUSE_DIR = full_size.folder.parent
    made = small.furnish()
    forget_all()
    return made


def said(centre: Organisation, full_size: Store, kind: Kind, since: date, until: date) -> str:
    """All sentences of a report on the whole province, as they are printed."""
    wanted = Wanted(kind, centre.pk, "32", since, until, full_size.source)
    return "\n".join(piece.text for piece in paper.pieces(making.write(wanted, today=TODAY)))


def test_the_seven_months(province: Organisation, full_size: Store) -> None:
    text = said(province, full_size, Kind.SUBMISSION, date(2020, 1, 1), date(2020, 8, 1))
    assert "2020年1月至7月，全省12345热线共受理群众诉求1321万件，同比增长30.5%" in text
    assert "群众满意率为94.8%" in text
    cities = (
        "无锡市（增长130.1%）",
        "常州市（增长124.15%）",
        "南通市（增长59.12%）",
        "连云港市（增长26.72%）",
        "苏州市（增长14.99%）",
    )
    for city in cities:
        assert city in text, text
    epidemic = re.search(r"疫情相关诉求([\d.]+)万件", text)
    assert epidemic
    assert float(epidemic[1]) > 195


def test_employment_and_income(province: Organisation, full_size: Store) -> None:
    text = said(province, full_size, Kind.WORK, date(2020, 1, 1), date(2020, 6, 1))
    assert "主要集中在拖欠工资" in text
    assert "有效回访中不满意932件" in text
    least = re.search(r"其中，(拖欠工资（[^）]*）)和(困难家庭救助（[^）]*）)满意度较低，问题较为突出", text)
    least = least or re.search(r"其中，(困难家庭救助（[^）]*）)和(拖欠工资（[^）]*）)满意度较低，问题较为突出", text)
    assert least, text


def test_environment_first_yet_down_by_almost_a_fifth_and_radiation_flagged(
    province: Organisation, full_size: Store
) -> None:
    text = said(province, full_size, Kind.ENVIRONMENT, *HALF)
    fell = re.search(r"生态环境类诉求受理量居各领域首位，但同比降幅近两成（([\d.]+)%）", text)
    assert fell, text
    assert 19 < float(fell[1]) < 20, text
    for name in ("大气污染", "水和土壤污染", "噪声污染"):
        assert name in text
    assert re.search(r"电磁辐射诉求数量虽不多（\d+件，占0\.\d%），但同比增长[\d.]+%，容易形成集中性诉求和舆情", text)


def test_education_and_health(province: Organisation, full_size: Store) -> None:
    text = said(province, full_size, Kind.WELFARE, *HALF)
    assert "教育和医疗卫生类诉求20.6万件" in text
    assert re.search(r"医疗卫生方面不满意\d+件，其中对医疗补助和报销不满意192件，约占该领域不满意总数的42%", text), text
    assert re.search(r"教育方面不满意\d+件，其中对入学政策不满意107件，约占该领域不满意总数的42%", text), text


def test_floods(province: Organisation, full_size: Store) -> None:
    text = said(province, full_size, Kind.FLOODS, date(2020, 6, 1), date(2020, 7, 1))
    assert "共受理汛情类诉求4798件" in text
    assert "涉及城市供水和排水的诉求占61.7%" in text
    assert "平均办理时长89.2小时" in text
    assert "其中下旬登记的诉求平均81.1小时办结，比前五个月平均提速77.6%" in text
