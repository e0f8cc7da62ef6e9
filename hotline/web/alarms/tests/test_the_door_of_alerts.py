"""Analysts find, judge and take up the alerts of their area; the wrong person finds nothing."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hotline.ground.people.models import Role
from hotline.ground.people.words import Scope
from hotline.insight.alerts import raising
from hotline.insight.alerts.models import Alert, Lift
from hotline.insight.alerts.raising import Found
from hotline.insight.alerts.tests.watched import analyst
from hotline.insight.alerts.words import USUAL, AlertKind, Series
from tests.benches import NOW, Enter
from tests.employing import employ
from tests.town import Town

pytestmark = pytest.mark.django_db
DAY = NOW.date()
DAYS = [
    {"day": (DAY - timedelta(back)).isoformat(), "seen": 20 + back, "mean": 21.0, "low": 12.5, "high": 31.5, "kind": 0}
    for back in range(9, -1, -1)
]


def raised(region: str = "320211", *, kind: AlertKind = AlertKind.BURST, seen: int = 60, **more: object) -> Alert:
    """An alert of a burst of lamps."""
    evidence = {"days": [*DAYS[:-1], DAYS[-1] | {"part": 0.4}], "window": 1, "z": 5.1}
    found = Found(kind, Series("01.01.01", region), DAY, DAY, seen, 21.0, 12.5, 31.5, evidence, **more)  # type: ignore[arg-type]
    alert = raising.raise_alert(found, USUAL, at=NOW - timedelta(minutes=20))
    assert alert is not None
    return alert


@pytest.fixture
def wuxi(town: Town, enter: Enter) -> Client:
    """An analyst of Wuxi at her desk."""
    analyst(town, "analyst.wuxi", "320200-rx")
    Role.objects.update(is_privileged=False)
    return enter("analyst.wuxi")


def page(client: Client, address: str) -> str:
    """What a page says."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_list_shows_ones_area_gravest_first_and_narrows(wuxi: Client) -> None:
    raised(seen=31)
    raised("3202", seen=120)
    raised("320505", seen=300)
    shown = page(wuxi, "/alerts/")
    assert shown.index("严重") < shown.index("无锡市滨湖区")
    assert "苏州" not in shown
    assert "120 件，预计 21 件，高 4.7 倍" in shown
    assert "31 件" not in page(wuxi, "/alerts/?severity=grave")
    assert "120 件" not in page(wuxi, "/alerts/?region=320211")
    assert "没有符合条件的预警" in page(wuxi, "/alerts/?kind=rise")
    assert "这里没有预警" in page(wuxi, "/alerts/?state=acted")
    assert page(wuxi, "/alerts/?state=nonsense&severity=x&region=32021&field=%27")


def test_an_alert_shows_what_came_beside_what_was_expected(wuxi: Client) -> None:
    shown = page(wuxi, f"/alerts/{raised().pk}/")
    assert "60 件，预计 21 件，高 186%" in shown
    assert "12.5 – 32" in shown
    assert "通常已到 40%" in shown
    assert "范围上限（95%）" in shown
    assert 'aria-label="每天的件数与预计范围"' in shown


def test_english_readers_read_english(wuxi: Client) -> None:
    alert = raised()
    wuxi.cookies["django_language"] = "en"
    assert "60 tickets, 21 expected, 186% above" in page(wuxi, f"/alerts/{alert.pk}/")
    assert "To acknowledge" in page(wuxi, "/alerts/")


def test_an_alert_is_acknowledged_acted_on_and_ended(wuxi: Client) -> None:
    alert = raised()
    at = f"/alerts/{alert.pk}/"
    assert wuxi.post(f"{at}acknowledge/", {"note": "在核实"}).status_code == 302
    assert wuxi.post(f"{at}act/", {"deed": "order", "note": "已督办", "reference": "督〔2020〕3号"}).status_code == 302
    shown = page(wuxi, at)
    assert "督〔2020〕3号" in shown
    assert "确认，我来核实" not in shown
    late = wuxi.post(f"{at}acknowledge/", {"note": ""})
    assert late.status_code == 409
    assert "analyst.wuxi" in late.content.decode()
    assert wuxi.post(f"{at}end/", {"note": "已恢复"}).status_code == 302
    assert "01.01.01" not in page(wuxi, "/alerts/?state=acted")
    assert "路灯" in page(wuxi, "/alerts/?state=over")


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("act", {"deed": "order", "note": ""}),
        ("act", {"deed": "war", "note": "x"}),
        ("dismiss", {"note": "无"}),
        ("end", {}),
    ],
)
def test_a_form_that_is_not_filled_in_comes_back_with_a_word(wuxi: Client, verb: str, said: dict[str, str]) -> None:
    alert = raised()
    answer = wuxi.post(f"/alerts/{alert.pk}/{verb}/", said)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    alert.refresh_from_db()
    assert (alert.state, alert.ended_at) == ("new", None)


def test_a_dismissal_as_ordinary_is_shown_and_taken_back(wuxi: Client) -> None:
    alert = raised()
    wuxi.post(f"/alerts/{alert.pk}/dismiss/", {"doubt": "usual", "note": "每月初都这样"})
    assert "须再多升 50% 才预警" in page(wuxi, f"/alerts/{alert.pk}/")
    assert wuxi.post(f"/alerts/{alert.pk}/lift/").status_code == 302
    assert "才预警。<form" not in page(wuxi, f"/alerts/{alert.pk}/")
    assert Lift.objects.get().dropped_by == "analyst.wuxi"


def test_alerts_of_another_city_do_not_exist(wuxi: Client) -> None:
    alert = raised("320505")
    at = f"/alerts/{alert.pk}/"
    assert wuxi.get(at).status_code == 404
    for verb in ("acknowledge", "act", "dismiss", "end", "lift"):
        assert wuxi.post(f"{at}{verb}/", {"note": "x", "deed": "order", "doubt": "usual"}).status_code == 404, verb
    alert.refresh_from_db()
    assert (alert.state, alert.ended_at) == ("new", None)


def test_who_does_not_analyse_stays_outside_and_who_is_not_known_logs_in(town: Town, enter: Enter) -> None:
    alert = raised()
    assert enter("agent.wuxi").get("/alerts/").status_code == 403
    assert Client().get(f"/alerts/{alert.pk}/").status_code == 302
    assert "/alerts/" not in page(enter("agent.wuxi"), "/account/")


def finds_none_of(client: Client, shown: str, *rows: Alert) -> None:
    """Neither the list nor the address of an alert tells that it is there."""
    for row in rows:
        assert f"/alerts/{row.pk}/" not in shown
        assert client.get(f"/alerts/{row.pk}/").status_code == 404


def test_a_department_reads_the_alerts_of_its_line_and_takes_up_none(town: Town, enter: Enter) -> None:
    employ(town, "leader.cg", "320211-cg", Scope.UNIT_SUBTREE, "analyse", "sign")
    own, citys, other = raised(), raised("3202"), raised("320505")
    client = enter("leader.cg")
    shown = page(client, "/alerts/")
    assert "滨湖区城市管理局的条线" in shown
    assert f"/alerts/{own.pk}/" in shown
    finds_none_of(client, shown, citys, other)
    assert "60 件，预计 21 件" in page(client, f"/alerts/{own.pk}/")
    assert "确认，我来核实" not in page(client, f"/alerts/{own.pk}/")
    assert client.post(f"/alerts/{own.pk}/acknowledge/", {"note": ""}).status_code == 403
    assert 'href="/alerts/"' in page(client, "/explore/")


def test_another_department_finds_no_alert_of_lamps(town: Town, enter: Enter) -> None:
    employ(town, "leader.jt", "320200-jt", Scope.UNIT_SUBTREE, "analyse", "sign")
    alert = raised()
    client = enter("leader.jt")
    assert "这里没有预警" in page(client, "/alerts/")
    assert client.get(f"/alerts/{alert.pk}/").status_code == 404


def test_a_countys_government_reads_the_alerts_of_its_county_and_takes_up_none(town: Town, enter: Enter) -> None:
    employ(town, "head.binhu", "320211-zf", Scope.UNIT_SUBTREE, "analyse", "sign")
    own, citys, other = raised(), raised("3202", seen=120), raised("320505")
    client = enter("head.binhu")
    shown = page(client, "/alerts/")
    assert 'href="/alerts/"' in shown
    assert f"/alerts/{own.pk}/" in shown
    finds_none_of(client, shown, citys, other)
    told = page(client, f"/alerts/{own.pk}/")
    assert "60 件，预计 21 件" in told
    assert "确认，我来核实" not in told
    assert "排除这条预警" not in told
    for verb in ("acknowledge", "act", "dismiss", "end", "lift"):
        answer = client.post(f"/alerts/{own.pk}/{verb}/", {"note": "x", "deed": "order", "doubt": "usual"})
        assert answer.status_code == 403, verb
        assert "由所在地的热线中心处理" in answer.content.decode(), verb
    own.refresh_from_db()
    assert (own.state, own.ended_at) == ("new", None)


def test_a_governments_handler_without_the_whole_subtree_reads_none(town: Town, enter: Enter) -> None:
    employ(town, "clerk.binhu", "320211-zf", Scope.OWN_UNIT, "analyse", "sign")
    raised()
    assert enter("clerk.binhu").get("/alerts/").status_code == 403


def test_the_tickets_of_a_cluster_are_those_the_reader_sees(wuxi: Client, town: Town) -> None:
    open_, secret = town.ticket(), town.ticket(is_confidential=True)
    alert = raised(kind=AlertKind.CLUSTER, seen=3, anchor=open_.pk, tickets=(open_.pk, secret.pk))
    shown = page(wuxi, f"/alerts/{alert.pk}/")
    assert open_.number in shown
    assert secret.number not in shown


def test_an_alert_becomes_something_on_pages_that_exist(wuxi: Client) -> None:
    alert = raised()
    shown = page(wuxi, f"/alerts/{alert.pk}/")
    assert f"{reverse('tracking:new')}?" in shown
    assert "categories=01.01.01&amp;regions=320211" in shown
    begun = page(wuxi, _way(shown, "tracking:new"))
    assert 'value="滨湖区路灯"' in begun
    assert re.search(r'name="categories" value="01.01.01"[^>]* checked', begun)
    assert re.search(r'name="regions" value="320211"[^>]* checked', begun)
    asked = page(wuxi, _way(shown, "briefs:new"))
    assert 'value="01.01.01"' in asked
    assert '<option value="320211" selected>' in asked
    for name in ("since", "last"):
        assert f'name="{name}" value="{DAY:%F}"' in asked


def _way(shown: str, name: str) -> str:
    """The address to which a page of an alert leads."""
    found = re.search(rf'href="({re.escape(reverse(name))}\?[^"]+)"', shown)
    assert found
    return html.unescape(found[1])


def test_the_province_keeps_the_county_of_an_alert_in_what_becomes_of_it(town: Town, enter: Enter) -> None:
    analyst(town, "analyst.js", "320000-rx")
    Role.objects.update(is_privileged=False)
    client = enter("analyst.js")
    shown = page(client, f"/alerts/{raised().pk}/")
    begun = page(client, _way(shown, "tracking:new"))
    assert re.search(r'name="regions" value="320211"[^>]* checked><span>无锡市滨湖区<', begun)
    assert '<option value="320211" selected>无锡市滨湖区' in page(client, _way(shown, "briefs:new"))


def test_what_an_english_reader_begins_has_its_name_in_each_language(wuxi: Client) -> None:
    alert = raised()
    wuxi.cookies["django_language"] = "en"
    begun = page(wuxi, _way(page(wuxi, f"/alerts/{alert.pk}/"), "tracking:new"))
    assert 'name="name" value="滨湖区路灯"' in begun
    assert re.search(r'name="name_en" value="[A-Za-z ]+, Binhu"', begun)


def test_the_history_says_what_was_done_and_how_many_tickets_there_are(wuxi: Client, town: Town) -> None:
    numbers = tuple(town.ticket().pk for _ in range(12))
    alert = raised(kind=AlertKind.CLUSTER, seen=12, anchor=numbers[0], tickets=numbers)
    wuxi.post(f"/alerts/{alert.pk}/acknowledge/", {"note": ""})
    assert "列出 10 张，共 12 张" in page(wuxi, f"/alerts/{alert.pk}/")
    wuxi.cookies["django_language"] = "en"
    shown = page(wuxi, f"/alerts/{alert.pk}/")
    assert "<b>Acknowledged</b>" in shown
    assert "<b>Acknowledge</b>" not in shown


def test_questions_to_the_database_do_not_grow_with_the_list(
    wuxi: Client, django_assert_max_num_queries: object
) -> None:
    for region in ("320211", "3202"):
        raised(region)
    page(wuxi, "/alerts/")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page(wuxi, "/alerts/")


def test_every_page_of_analysis_is_marked_in_the_navigation(wuxi: Client) -> None:
    for address in ("/explore/", "/alerts/", "/topics/", "/briefs/", f"/alerts/{raised().pk}/"):
        doors = page(wuxi, address).partition('class="bar-doors"')[2].partition("</nav>")[0]
        assert re.findall(r'<a href="([^"]+)" aria-current="page">', doors) == ["/explore/"], address
    doors = page(wuxi, "/account/").partition('class="bar-doors"')[2].partition("</nav>")[0]
    assert "aria-current" not in doors
