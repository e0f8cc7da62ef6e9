"""The big screen: today's figures of one's own area, another's hidden; without facts it says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.flow.tickets.words import Status
from hotline.web.kit import doors
from tests.analysing import fact, hire, root, stored
from tests.benches import Enter, enter
from tests.town import Town

__all__ = ["enter", "root"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def seats(town: Town, enter: Enter, root: Path) -> Enter:
    """Three appeals of today in Wuxi, one of them confidential, two in Suzhou; one ticket of Wuxi is open."""
    hire(town)
    town.ticket(Status.TO_DISPATCH)
    today, there = doors.today(), {"city": "3205", "county": "320505", "centre": "320500-rx", "unit": ""}
    rows = [fact(900_001, today), fact(900_002, today), fact(900_003, today, is_confidential=True)]
    rows += [fact(number, today, **there) for number in (900_004, 900_005)]
    stored(root, rows, "live")
    return enter


def seen(seats: Enter, who: str, query: str = "") -> str:
    """The parts of the board."""
    found = seats(who).get(f"/board/parts/{query}")
    assert found.status_code == 200
    return found.content.decode()


def test_a_city_sees_itself_and_what_waits_there(seats: Enter) -> None:
    parts = seen(seats, "analyst.wuxi")
    assert "无锡市" in parts
    assert "滨湖区" in parts
    assert "虎丘区" not in parts
    assert '<b class="number">2</b>' in parts
    assert "含合成数据" in parts
    assert '待派单</dt><dd class="number">1</dd>' in parts
    assert '<b class="number">2</b>' in seen(seats, "analyst.suzhou")
    assert '待派单</dt><dd class="number">0</dd>' in seen(seats, "analyst.suzhou")


def test_the_province_sees_every_city_and_the_edition_of_each(seats: Enter) -> None:
    whole = seen(seats, "analyst.js")
    assert '<b class="number">4</b>' in whole
    assert "苏州市" in whole
    assert '<b class="number">2</b>' in seen(seats, "analyst.js", "?area=3205")


@pytest.mark.parametrize("area", ["3205", "320505", "32", "32050", "9999", "x"])
def test_the_area_of_another_and_one_that_is_none_look_the_same(seats: Enter, area: str) -> None:
    assert seats("analyst.wuxi").get(f"/board/parts/?area={area}").status_code == 404
    assert seats("analyst.wuxi").get(f"/board/?area={area}").status_code == 404


def test_who_does_not_analyse_stays_outside(seats: Enter, town: Town) -> None:
    assert seats("agent.wuxi").get("/board/").status_code == 403


def test_without_facts_it_says_what_to_do_and_keeps_asking(town: Town, enter: Enter, root: Path) -> None:
    hire(town)
    page = enter("analyst.wuxi").get("/board/").content.decode()
    assert "hotline export" in page
    assert 'hx-trigger="kit:changed, every 60s"' in page
