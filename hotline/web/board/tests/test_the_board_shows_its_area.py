"""The big screen: today's figures of one's own area, another's hidden; without facts it says what to do."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotline.flow.tickets.words import Status
from hotline.ground.people.words import Scope
from hotline.ground.regions.models import Region
from hotline.watch.topics import actions as watches
from hotline.watch.topics.words import Definition, NewTopic
from hotline.web.kit import doors
from tests.analysing import ANALYST, LEADER, fact, hire, root, stored
from tests.benches import Enter, enter, now
from tests.employing import employ
from tests.town import Town

__all__ = ["enter", "now", "root"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def seats(town: Town, enter: Enter, root: Path) -> Enter:
    """Three appeals of today in Wuxi, one of them confidential, two in Suzhou; one ticket of Wuxi is open."""
    hire(town)
    town.ticket(Status.TO_DISPATCH)
    today, there = doors.today(), {"city": "3205", "county": "320505", "centre": "320500-rx", "unit": ""}
    rows = [fact(900_001, today), fact(900_002, today), fact(900_003, today, is_confidential=True)]
    rows += [fact(number, today, **there) for number in (900_004, 900_005)]
    rows += [fact(900_006, today - DAY), fact(900_007, today, county="", unit="")]
    stored(root, rows, "live")
    return enter


def seen(seats: Enter, who: str, query: str = "", page: str = "parts") -> str:
    """The parts of the board, or another of its pages."""
    found = seats(who).get(f"/board/{page}/{query}")
    assert found.status_code == 200
    return found.content.decode()


def tile(page: str, label: str) -> str:
    """The number a tile shows."""
    found = re.search(rf'{label}</span><b class="number">([^<]*)</b>', page)
    assert found is not None, label
    return found[1]


def drawn(page: str) -> dict[str, dict[str, Any]]:
    """What the charts of a page are drawn from, by their titles."""
    found = re.findall(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)
    return {each["title"]: each for each in map(json.loads, found)}


def shown(chart: dict[str, Any]) -> dict[str, Any]:
    """The values of a chart with one series, by their labels."""
    return dict(zip(chart["labels"], chart["series"][0]["values"], strict=True))


def test_a_city_sees_itself_and_what_waits_there(seats: Enter) -> None:
    parts = seen(seats, "analyst.wuxi")
    assert "虎丘区" not in parts
    assert tile(parts, "受理量") == "3"
    assert "含合成数据" in parts
    assert tile(parts, "待派单") == "1"
    counties = drawn(parts)["无锡市各区县受理量"]
    assert counties["kind"] == "map"
    assert counties["outline"].endswith("maps/3202.json")
    assert shown(counties)["滨湖区"] == 2
    assert "另有 1 件未注明具体地区" in parts
    assert tile(seen(seats, "analyst.suzhou"), "受理量") == "2"
    assert tile(seen(seats, "analyst.suzhou"), "待派单") == "0"


def test_the_province_sees_every_city_and_the_edition_of_each(seats: Enter) -> None:
    whole = seen(seats, "analyst.js")
    assert tile(whole, "受理量") == "5"
    assert shown(drawn(whole)["各市受理量"]) == {"无锡市": 3, "苏州市": 2}
    assert tile(seen(seats, "analyst.js", "?area=3205"), "受理量") == "2"
    assert "苏州市 12345 热线今日态势" in seats("analyst.js").get("/board/?area=3205").content.decode()


def test_the_map_turns_to_a_city_while_the_figures_stay_the_provinces(seats: Enter) -> None:
    parts = seen(seats, "analyst.js", "?area=32&place=3205")
    assert tile(parts, "受理量") == "5"
    assert shown(drawn(parts)["苏州市各区县受理量"])["虎丘区"] == 2
    assert 'href="/board/?area=3205"' in parts
    alone = seen(seats, "analyst.js", "?area=32&place=3205", "places")
    assert shown(drawn(alone)["苏州市各区县受理量"])["虎丘区"] == 2
    assert "今日受理" not in alone
    units = drawn(seen(seats, "analyst.js", "?area=32&place=320211", "places"))["滨湖区各单位受理量"]
    assert units["series"][0]["links"][0].startswith("/explore/tickets/?measure=appeals&")


def test_the_line_of_the_day_goes_minute_by_minute_up_to_now(seats: Enter) -> None:
    minutes = drawn(seen(seats, "analyst.wuxi"))["今日受理（每分钟）"]
    values = shown(minutes)
    assert len(values) == 24 * 60
    assert (values["09:59"], values["10:00"], values["10:30"]) == (0, 3, 0)
    assert values["10:31"] is None
    hours = drawn(seen(seats, "analyst.wuxi"))["今日与昨日（每小时）"]
    today, before = (dict(zip(hours["labels"], each["values"], strict=True)) for each in hours["series"])
    assert (today["10"], today["11"], before["10"], before["23"]) == (3, None, 1, 0)


def test_hot_topics_are_those_somebody_sees(seats: Enter, town: Town, root: Path) -> None:
    author = employ(town, "author.js", "320000-rx", Scope.AREA, *ANALYST, "define_topics")
    there = employ(town, "author.suzhou", "320500-rx", Scope.AREA, *ANALYST, "define_topics")
    for code, name, centre, by in (("lamp", "路灯", "320000-rx", author), ("own", "苏州专题", "320500-rx", there)):
        topic, watched = NewTopic(code, name, name), Definition("路灯")
        watches.define(town.unit(centre).pk, topic, watched, is_draft=False, by=by, at=doors.now())
    today = doors.today()
    stored(root, [fact(900_001, today, topics=["lamp", "own"]), fact(900_002, today, topics=["lamp"])], "live")
    assert shown(drawn(seen(seats, "analyst.js"))["热点专题"]) == {"路灯": 2, "苏州专题": 1}
    assert shown(drawn(seen(seats, "analyst.wuxi"))["热点专题"]) == {"路灯": 2}


def test_a_days_figures_are_gone_when_the_next_begins(seats: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    late = doors.now().replace(hour=23, minute=59, second=59, microsecond=999_999)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    before = seen(seats, "analyst.wuxi")
    assert tile(before, "受理量") == "3"
    assert shown(drawn(before)["今日受理（每分钟）"])["23:59"] == 0
    monkeypatch.setattr("django.utils.timezone.now", lambda: late + timedelta(microseconds=1))
    after = seen(seats, "analyst.wuxi")
    assert tile(after, "受理量") == "0"
    values = shown(drawn(after)["今日受理（每分钟）"])
    assert (values["00:00"], values["00:01"]) == (0, None)
    assert f'data-day="{doors.today()}"' in after
    today, yesterday = (sum(filter(None, each["values"])) for each in drawn(after)["今日与昨日（每小时）"]["series"])
    assert (today, yesterday) == (0, 3)
    assert "今天还没有受理" in after


def test_the_numbers_of_open_tickets_lead_to_just_those(seats: Enter, town: Town) -> None:
    at = doors.now()
    late, young = (
        town.ticket(Status.TO_SIGN, at=at - 14 * DAY),
        town.ticket(Status.HANDLING, at=at - timedelta(hours=2)),
    )
    parts = seen(seats, "analyst.wuxi")
    for name, label in (
        ("open", "在办"),
        ("green", "正常"),
        ("red", "已超期"),
        ("yellow", "即将到期"),
        ("to_sign", "待签收"),
    ):
        page = seen(seats, "analyst.wuxi", f"?area=3202&of={name}", "tickets")
        assert len(set(re.findall(r'href="(/tickets/[^"/]+/)"', page))) == int(tile(parts, label)), name
        assert f'href="/board/tickets/?area=3202&amp;of={name}"' in parts
    assert tile(parts, "已超期") == "1"
    red = seen(seats, "analyst.wuxi", "?area=3202&of=red", "tickets")
    assert late.number in red
    assert young.number not in red
    assert late.number not in seen(seats, "analyst.suzhou", "?of=red", "tickets")


def test_a_ticket_whose_place_nobody_knows_waits_where_its_centre_is(seats: Enter, town: Town) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    type(ticket).objects.filter(pk=ticket.pk).update(region=None)
    assert tile(seen(seats, "analyst.js", "?area=3202"), "待派单") == "2"
    assert tile(seen(seats, "analyst.js", "?area=3205"), "待派单") == "0"


def test_a_unit_sees_what_it_has_and_is_named(seats: Enter) -> None:
    page = seats("leader.binhu-cg").get("/board/").content.decode()
    assert "滨湖区城市管理局今日诉求态势" in page
    assert tile(page, "受理量") == "3"
    assert "under=320211-cg" in page
    assert tile(seats("leader.huqiu-cg").get("/board/").content.decode(), "受理量") == "0"


def test_a_street_whose_area_figures_do_not_know_sees_its_own(seats: Enter, town: Town) -> None:
    employ(town, "leader.lihu", "320211004-jd", Scope.UNIT_SUBTREE, *LEADER)
    page = seats("leader.lihu").get("/board/").content.decode()
    [address] = re.findall(r'hx-get="(/board/parts/\?area=[^"]*)"', page)
    assert "蠡湖街道办事处今日诉求态势" in page
    assert tile(seats("leader.lihu").get(address).content.decode(), "受理量") == "0"


def test_the_area_of_another_and_one_that_is_none_look_the_same(seats: Enter) -> None:
    for area in ("3205", "320505", "32", "32050", "9999", "x"):
        for page in ("", "parts/", "places/", "tickets/"):
            address = f"/board/{page}?area={area}&of=open"
            assert seats("analyst.wuxi").get(address).status_code == 404, address


def test_the_map_turns_nowhere_beyond_the_area(seats: Enter) -> None:
    for query in ("?place=3205", "?place=32", "?area=320211&place=3202", "?place=32021"):
        assert seats("analyst.wuxi").get(f"/board/places/{query}").status_code == 404, query
    assert seats("analyst.wuxi").get("/board/tickets/?of=everything").status_code == 404


def test_who_does_not_analyse_stays_outside(seats: Enter, town: Town) -> None:
    for page in ("", "parts/", "places/", "tickets/?of=open"):
        assert seats("agent.wuxi").get(f"/board/{page}").status_code == 403


def test_more_cities_and_tickets_cost_no_more_queries(seats: Enter, town: Town, root: Path) -> None:
    def cost() -> int:
        client = seats("analyst.js")
        client.get("/board/parts/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/board/parts/").status_code == 200
        return len(asked)

    before = cost()
    wuxi = Region.objects.get(pk="3202")
    for code in range(3206, 3213):
        Region.objects.create(code=str(code), level="city", name=f"{code}市", full_name=f"{code}市", parent=wuxi.parent)
    for _ in range(4):
        town.ticket(Status.TO_SIGN)
    rows = [fact(900_100 + code, doors.today(), city=str(code), county="") for code in range(3206, 3213)]
    stored(root, rows, "live")
    assert cost() <= before
    assert before <= 30


def test_a_wall_stays_logged_in_for_a_day_and_says_until_when(seats: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    client, began = seats("analyst.wuxi"), doors.now()

    def ends(hours: float) -> tuple[str, float]:
        at = began + timedelta(hours=hours)
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        page = client.get("/board/parts/").content.decode()
        said = re.search(r'data-ends="([^"]*)"', page)
        assert said is not None
        return said[1][:16], client.session.get_expiry_age()

    assert ends(0) == ("2020-03-02T20:30", 36_000)
    assert ends(0.2)[0] == "2020-03-02T20:30"
    assert ends(9) == ("2020-03-03T05:30", 36_000)
    assert ends(18) == ("2020-03-03T11:30", 7 * 3600)
    assert ends(24.5) == ("2020-03-03T11:30", 1800)


def test_without_facts_it_says_what_to_do_and_keeps_asking(town: Town, enter: Enter, root: Path) -> None:
    hire(town)
    page = enter("analyst.wuxi").get("/board/").content.decode()
    assert "hotline export" in page
    assert 'hx-trigger="kit:changed, board:fetch"' in page
    assert "hotline export" in enter("analyst.wuxi").get("/board/places/").content.decode()
