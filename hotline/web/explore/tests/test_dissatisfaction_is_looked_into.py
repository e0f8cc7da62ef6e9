"""Dissatisfaction on screen: fields, their classes with causes, units and drafts; small groups dark; each her own."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.people.words import Scope
from hotline.insight.measures.comparing import Period
from hotline.insight.questions import dissatisfaction, layout
from hotline.insight.questions.dissatisfaction import Group
from hotline.insight.questions.words import Against
from hotline.web.explore import suggesting
from tests.analysing import ANALYST, everything, hire, rated, stored
from tests.benches import Enter
from tests.employing import employ
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db
DAY = MONDAY.date()
MONTH = "period=days&from=2020-03-01&to=2020-03-31"
KNOWN = layout.in_force(DAY)
BEFORE = Against.PERIOD_BEFORE


def low(number: int, blame: str = "handling", **told: Any) -> dict[str, Any]:
    """Somebody dissatisfied with a street lamp of Binhu."""
    return rated(number, DAY, "dissatisfied", blame=blame, **told) | {"is_synthetic": False}


@pytest.fixture
def seats(town: Town, enter: Enter, root: Path) -> Enter:
    """Twelve dissatisfied about lamps in Wuxi, three about drains; two in Suzhou; forty content."""
    hire(town)
    tickets = [town.ticket(Status.CLOSED), town.ticket(Status.CLOSED, is_confidential=True)]
    Ticket.objects.filter(pk=tickets[1].pk).update(is_sensitive=True)
    rows = [low(each.pk) for each in tickets] + [low(9_000 + number) for number in range(10)]
    drains = {"category": "01.01.02", "branch": "01.01"}
    rows += [low(9_100 + number, "policy", **drains) for number in range(3)]
    there = {"city": "3205", "county": "320505", "centre": "320500-rx", "unit": "320505-cg"}
    rows += [low(9_200 + number, **there) for number in range(2)]
    rows += [rated(9_300 + number, DAY, "satisfied") | {"is_synthetic": False} for number in range(40)]
    stored(root, rows, "live")
    return enter


def answer(client: Client, asked: str, status: int = 200) -> str:
    """The answer of the page."""
    found = client.get(f"/explore/dissatisfaction/answer/?{asked}")
    assert found.status_code == status
    return found.content.decode()


def test_fields_stand_with_both_numbers_and_lead_on(seats: Enter) -> None:
    client = seats("analyst.wuxi")
    page = answer(client, MONTH)
    assert ">15</a>" in page
    assert "40 ÷ 55" in page
    assert ">72.73%</a>" in page
    assert 'href="/explore/dissatisfaction/?measure=dissatisfied' in page
    assert "办理类 <b>12</b>" in page
    assert "不足 5 件的合并为“其他”" in page
    form = client.get("/explore/dissatisfaction/").content.decode()
    assert 'hx-get="/explore/dissatisfaction/answer/?measure=dissatisfied&amp;period=this_year' in form
    went = client.get(
        "/explore/dissatisfaction/?form=1&measure=dissatisfied&period=this_month&place=320211&field_of=01"
    )
    assert went["Location"] == (
        "/explore/dissatisfaction/?measure=dissatisfied&period=this_month&county=320211&field_of=01"
    )


def test_a_field_is_opened_to_its_classes_causes_units_cases_and_a_draft(seats: Enter) -> None:
    page = answer(seats("analyst.wuxi"), f"{MONTH}&field_of=01")
    assert "15 件，占本领域 100.0%" in page
    assert "“市政设施”的不满意主要反映在办理环节（15 件中占 80.0%）" in page
    assert "滨湖区城市管理局" in page
    numbers = dict(Ticket.objects.values_list("is_sensitive", "number"))
    assert numbers[False] in page
    assert numbers[True] not in page


def test_a_field_with_a_report_of_its_own_leads_to_it_who_may_write_one(seats: Enter, town: Town, root: Path) -> None:
    work = {"category": "06.01.01", "branch": "06.01", "field": "06"}
    stored(root, [low(number, **work) for number in range(12)], "live")
    link = 'href="/briefs/new/?kind=work"'
    assert link not in answer(seats("analyst.wuxi"), f"{MONTH}&field_of=employment")
    employ(town, "writer.wuxi", "320200-rx", Scope.AREA, *ANALYST, "write_reports")
    assert link in answer(seats("writer.wuxi"), f"{MONTH}&field_of=employment")


def test_groups_too_small_are_not_told(seats: Enter) -> None:
    page = answer(seats("analyst.js"), f"{MONTH}&field_of=01")
    assert "其他（各不足 5 件）" in page
    assert "不足 5 件" in page
    assert "虎丘区城市管理局" not in page
    assert "unit=320505-cg" not in page


def test_each_sees_the_dissatisfied_of_her_own_sight(seats: Enter) -> None:
    assert ">17</a>" in answer(seats("analyst.js"), MONTH)
    assert ">15</a>" in answer(seats("leader.binhu-cg"), MONTH)
    assert "不足 5 件" in answer(seats("analyst.suzhou"), MONTH)
    assert "“江苏省无锡市”超出您可以统计的范围" in answer(seats("analyst.suzhou"), f"{MONTH}&city=3202", 403)


def test_nothing_to_see_is_told(seats: Enter) -> None:
    assert "这个期间没有有效评价" in answer(seats("analyst.js"), "period=days&from=2019-01-01&to=2019-02-01")
    assert "还没有到来" in answer(seats("analyst.js"), "period=days&from=2031-01-01&to=2031-02-01", 422)
    page = seats("analyst.js").get("/explore/dissatisfaction/?period=someday")
    assert page.status_code == 422
    assert "地址中的“period=someday”读不懂" in page.content.decode()


def grouped(*blames: str, before: int = 0, unit: str = "") -> tuple[Group, tuple[Group, ...]]:
    """A class with a dissatisfied rating for each of the causes, and its units."""
    rows = [low(number, blame, category="04.01.01", unit=unit) for number, blame in enumerate(blames)]
    rows += [rated(100 + n, date(2020, 3, 1), "dissatisfied", category="04.01.01") for n in range(before)]
    seen, period = everything(rows), Period(DAY, date(2020, 3, 3))
    other = Period(date(2020, 3, 1), DAY)
    found = dissatisfaction.by_class(seen, layout.named("04", KNOWN), period, other, {})
    [group] = found.parts
    return group, dissatisfaction.by_unit(seen, [group], period, {}, KNOWN)[group.code]


@pytest.mark.parametrize(
    ("blames", "sentence", "english"),
    [
        (
            ("policy",) * 8 + ("handling",) * 4,
            "主要与政策规定有关（12 件中占 66.7%），不宜归为办理不力",
            "mainly about policy",
        ),
        (("handling",) * 12, "主要反映在办理环节（12 件中占 100.0%）", "mainly concerns the handling"),
        (("wish",) * 9 + ("policy",) * 3, "多因诉求超出现行规定可以满足的范围", "go beyond what the rules allow"),
        (
            ("policy", "handling", "wish") * 4,
            "成因比较复杂，不能一概而论（办理类 33.3%、政策类 33.3%、诉求类 33.3%）",
            "manifold",
        ),
        (("",) * 12, "多数未注明成因（100.0%）", "named no cause"),
        (("policy",) * 7, "只有 7 件，数量较少，暂不对成因作判断", "too few to judge"),
    ],
)
def test_drafts_are_worded_with_care(town: Town, blames: tuple[str, ...], sentence: str, english: str) -> None:
    group, units = grouped(*blames)
    [draft] = suggesting.draft(group, units, layout.named("04", KNOWN), KNOWN, BEFORE)
    assert sentence in draft
    with translation.override("en"):
        assert english in suggesting.draft(group, units, layout.named("04", KNOWN), KNOWN, BEFORE)[0]


def test_a_unit_is_named_for_its_handling_and_not_for_a_policy(town: Town) -> None:
    group, units = grouped(*("handling",) * 12, unit="320211-cg", before=5)
    said = suggesting.draft(group, units, layout.named("04", KNOWN), KNOWN, BEFORE)
    assert "其中滨湖区城市管理局占 100.0%，相对集中" in said[1]
    assert "不满意件数比上期增加 140.0%" in said[2]
    group, units = grouped(*("policy",) * 12, unit="320211-cg")
    assert "滨湖区" not in "".join(suggesting.draft(group, units, layout.named("04", KNOWN), KNOWN, BEFORE))


@pytest.mark.parametrize(
    ("against", "words", "english"),
    [
        (Against.PERIOD_BEFORE, "比上期", "on the period before"),
        (Against.YEAR_BEFORE, "比上年同期", "on the year before"),
        (Against.FESTIVAL, "比上年春节同期", "on the year before, by the New Year"),
        (Against.DAYS, "比对比期", "on the period compared with"),
    ],
)
def test_a_change_names_what_it_compares_with(
    seats: Enter, town: Town, against: Against, words: str, english: str
) -> None:
    group, units = grouped(*("handling",) * 12, before=5)
    said = suggesting.draft(group, units, layout.named("04", KNOWN), KNOWN, against)
    assert f"不满意件数{words}增加 140.0%" in said[-1]
    with translation.override("en"):
        told = suggesting.draft(group, units, layout.named("04", KNOWN), KNOWN, against)
        assert f"rose by 140.0% {english};" in told[-1]
    days = "&against_from=2020-02-01&against_to=2020-02-29" if against is Against.DAYS else ""
    page = answer(seats("analyst.wuxi"), f"{MONTH}&against={against.value}{days}")
    assert f'<th scope="col" class="cell-number">{words}</th>' in page
