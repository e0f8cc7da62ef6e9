"""The explorer: asked in the address, answered with both numbers, led to the tickets; refused in words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.people.words import Scope
from hotline.ground.privacy.models import Export
from tests.analysing import OLD, fact, hire, rated, stored
from tests.benches import Enter
from tests.employing import employ
from tests.town import MONDAY, Town

pytestmark = pytest.mark.django_db
MONTH = "period=days&from=2020-03-01&to=2020-03-31"


@pytest.fixture
def seats(town: Town, enter: Enter, root: Path) -> Enter:
    """Two tickets of Wuxi (one closed and rated, one confidential), one of Suzhou, as facts; people who analyse."""
    hire(town)
    closed, secret = town.ticket(Status.CLOSED), town.ticket(Status.HANDLING, is_confidential=True)
    suzhou = town.ticket(region="320505")
    Ticket.objects.filter(pk=suzhou.pk).update(centre_id=town.unit("320500-rx").pk)
    there = {"city": "3205", "county": "320505", "centre": "320500-rx", "unit": ""}
    rows = [
        rated(closed.pk, MONDAY.date(), "satisfied"),
        fact(secret.pk, MONDAY.date(), is_confidential=True),
        fact(suzhou.pk, MONDAY.date(), **there),
    ]
    stored(root, [row | {"is_synthetic": False} for row in rows], "live")
    return enter


def answer(client: Client, asked: str, status: int = 200) -> str:
    """The answer of the page."""
    found = client.get(f"/explore/answer/?{asked}", headers={"HX-Request": "true"})
    assert found.status_code == status
    return found.content.decode()


def answer_file(client: Client, asked: str) -> list[str]:
    """The lines of the answer as CSV."""
    return client.get(f"/explore/file/?{asked}&as=csv").content.decode("utf-8-sig").splitlines()


def test_the_page_comes_with_its_question_and_fetches_the_answer(seats: Enter) -> None:
    page = seats("analyst.wuxi").get("/explore/").content.decode()
    asked = "measure=appeals&amp;measure=satisfaction&amp;by=county&amp;period=this_month&amp;picture=bar"
    assert f'hx-get="/explore/answer/?{asked}"' in page
    assert '<option value="county" selected>' in page


def test_each_figure_stands_with_what_it_came_from_and_leads_to_its_tickets(seats: Enter) -> None:
    page = answer(seats("analyst.js"), f"measure=appeals&measure=satisfaction&by=city&{MONTH}&picture=bar")
    assert "2020-03-01 至 2020-03-31" in page
    assert "100.00%" in page
    assert "1 ÷ 1" in page
    assert "口径（第 1 版）" in page
    link = "/explore/tickets/?measure=appeals&amp;from=2020-03-01&amp;until=2020-04-01&amp;city=3205"
    assert f'<a href="{link}">1</a>' in page
    assert "含合成数据" not in page


def test_the_form_becomes_one_address(seats: Enter, town: Town) -> None:
    client = seats("analyst.js")
    office = town.unit("320211-cg").pk
    said = "form=1&measure=appeals&by=county&by=&period=this_month&from=&to=&place=320211&place_0=3202&about=01.01"
    went = client.get(f"/explore/?{said}&office={office}&channel=phone")
    assert went["Location"] == (
        "/explore/?measure=appeals&by=county&period=this_month&channel=phone&county=320211&branch=01.01&under=320211-cg"
    )
    page = client.get(went["Location"]).content.decode()
    assert f'name="office" value="{office}"' in page
    assert 'value="phone" checked' in page


def test_nobody_counts_beyond_her_sight(seats: Enter) -> None:
    asked = f"measure=appeals&{MONTH}"
    counts = {name: answer(seats(f"analyst.{name}"), asked) for name in ("js", "wuxi", "suzhou")}
    leader = answer(seats("leader.binhu-cg"), asked)
    for page, count in ((counts["js"], 2), (counts["wuxi"], 1), (counts["suzhou"], 1), (leader, 2)):
        assert f'title="查看背后的工单">{count}</a>' in page
    assert "这个期间没有数据" in answer(seats("leader.huqiu-cg"), asked)


def test_a_filter_beyond_ones_sight_is_refused_and_not_answered_with_nothing(seats: Enter) -> None:
    page = answer(seats("analyst.suzhou"), f"measure=appeals&city=3202&{MONTH}", 403)
    assert "“江苏省无锡市”超出您可以统计的范围" in page
    assert "查看背后的工单" not in page
    page = answer(seats("leader.huqiu-cg"), f"measure=appeals&unit=320211-cg&{MONTH}", 403)
    assert "“320211-cg”超出您可以统计的范围" in page
    tickets = seats("analyst.suzhou").get(
        "/explore/tickets/?measure=appeals&from=2020-03-01&until=2020-04-01&city=3202"
    )
    assert tickets.status_code == 403


@pytest.mark.parametrize(
    "more",
    [
        "from=2020-03-01&until=9999-12-31",
        "from=0001-01-01&until=2020-04-01",
        "from=2020-03-01&until=2020-04-01&city=%00",
    ],
)
def test_the_tickets_and_versions_of_what_nobody_can_mean_are_refused(seats: Enter, more: str) -> None:
    for page in ("tickets", "versions"):
        assert seats("analyst.js").get(f"/explore/{page}/?measure=appeals&{more}").status_code == 422


def test_a_form_with_what_no_code_is_made_of_is_put_into_an_address(seats: Enter) -> None:
    went = seats("analyst.js").get("/explore/?form=1&measure=appeals&about=%00&place=%00&office=%00")
    assert went.status_code == 302


def test_who_does_not_analyse_finds_no_door(seats: Enter, client: Client) -> None:
    for path in ("/explore/", "/explore/answer/?measure=appeals", "/explore/dissatisfaction/", "/explore/questions/"):
        assert seats("agent.wuxi").get(path).status_code == 403
        assert client.get(path).status_code == 302


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("measure=nonsense", "没有“nonsense”这个指标"),
        ("measure=appeals&by=name", "不能按“name”筛选"),
        ("measure=appeals&secret=1", "地址中的“secret=1”读不懂"),
        ("by=city", "请至少选择一个指标"),
        ("measure=appeals&city=%00", "不是有效的设区市"),
        ("measure=appeals&under=nope", "“nope”不是有效的承办单位（含下级）"),
        ("measure=appeals&hour=soon", "“soon”不是有效的时段"),
    ],
)
def test_an_address_edited_by_hand_is_answered_in_words_above_a_form_that_works(
    seats: Enter, asked: str, sentence: str
) -> None:
    page = seats("analyst.js").get(f"/explore/?{asked}")
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert ('name="measure" value="appeals" checked' in page.content.decode()) is ("appeals" in asked)
    assert sentence in answer(seats("analyst.js"), asked, 422)


@pytest.mark.parametrize(
    ("measures", "sentence"),
    [((), "请至少选择一个指标"), (("appeals", "closed", "direct", "solved", "repeat"), "一次最多选择 4 个指标")],
)
def test_a_refused_form_keeps_all_that_was_chosen_and_says_beside_the_field_what_is_wrong(
    seats: Enter, measures: tuple[str, ...], sentence: str
) -> None:
    client, ticked = seats("analyst.js"), "".join(f"&measure={each}" for each in measures)
    chosen = "by=county&by=field&period=days&from=2020-03-02&to=2020-03-09&against=year_before&picture=heat"
    went = client.get(f"/explore/?form=1{ticked}&{chosen}&channel=phone&place=3202&window=closed")
    page = client.get(went["Location"])
    told = page.content.decode()
    assert page.status_code == 422
    assert f"</svg> {sentence}" in told.split('class="builder-misfit"')[1]
    assert 'class="banner banner-error"' not in told
    for each in ("appeals", "closed", "direct", "solved", "repeat"):
        assert (f'name="measure" value="{each}" checked' in told) is (each in measures)
    for value in ("county", "field", "days", "year_before", "closed"):
        assert f'<option value="{value}" selected>' in told
    for held in ('name="from" value="2020-03-02"', 'name="to" value="2020-03-09"', 'value="heat" checked'):
        assert held in told
    assert 'name="channel" value="phone" checked' in told
    assert 'name="place" value="3202"' in told
    assert 'hx-get="/explore/answer/' not in told


def test_the_same_division_twice_is_kept_once(seats: Enter) -> None:
    page = seats("analyst.js").get("/explore/?measure=appeals&by=city&by=city&picture=line")
    assert page.status_code == 422
    assert "不能两次按“设区市”分组" in page.content.decode().split('class="builder-misfit"')[1]
    assert page.content.decode().count('<option value="city" selected>') == 1


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ("measure=appeals&period=days&from=2031-01-01&to=2031-02-01", 422, "还没有到来"),
        ("measure=appeals&period=days&from=2020-03-02&to=2020-03-01", 422, "早于开始日期"),
        ("measure=appeals&period=days", 422, "请填写起止日期"),
        ("measure=appeals&source=replay-1949", 422, "没有名为“replay-1949”的数据来源"),
        ("measure=appeals&hour=25&period=today", 422, "25"),
        ("measure=appeals&period=today&under=nope", 422, "“nope”不是有效的承办单位（含下级）"),
        ("measure=appeals&period=today&city=%00", 422, "不是有效的设区市"),
        ("measure=appeals&period=today&category=%00", 422, "不是有效的诉求分类"),
        ("measure=appeals&period=days&from=2020-01-01&to=9999-12-31", 422, "日期 9999-12-31 超出可用的范围"),
        ("measure=appeals&period=days&from=0001-01-01&to=2020-12-31&against=year_before", 422, "日期 0001-01-01 超出"),
        (
            "measure=appeals&period=days&from=2020-01-01&to=2020-07-31&against=days&against_from=2019-01-01"
            "&against_to=9999-12-31",
            422,
            "日期 9999-12-31 超出可用的范围",
        ),
    ],
)
def test_what_cannot_be_counted_says_why_in_the_answers_place(
    seats: Enter, asked: str, status: int, sentence: str
) -> None:
    page = answer(seats("analyst.js"), asked, status)
    assert "没有统计" in page
    assert sentence in page


def test_an_empty_period_says_what_is_stored(seats: Enter) -> None:
    page = answer(seats("analyst.js"), "measure=appeals&period=days&from=2019-01-01&to=2019-01-31")
    assert "这个期间没有数据" in page
    assert "现有数据：2020-03-01 至 2020-03-31" in page


def test_where_nothing_is_stored_the_page_says_what_makes_it(town: Town, enter: Enter, root: Path) -> None:
    hire(town)
    assert enter("analyst.js").get("/explore/").status_code == 200
    assert "请先生成：hotline export" in answer(enter("analyst.js"), f"measure=appeals&{MONTH}", 404)


def test_a_picture_that_cannot_be_drawn_is_told_and_the_table_stands(seats: Enter) -> None:
    page = answer(seats("analyst.js"), f"measure=appeals&by=kind&picture=map&{MONTH}")
    assert "地图需要只按“设区市”或“县（市、区）”分组" in page
    assert "<tbody>" in page


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("by=city&picture=map", "map"),
        ("by=county&picture=map", "map"),
        ("by=weekday&by=hour&picture=heat", "heat"),
        ("by=field&picture=pareto", "pareto"),
    ],
)
def test_each_picture_is_drawn_with_its_figures(seats: Enter, asked: str, kind: str) -> None:
    page = answer(seats("analyst.js"), f"measure=appeals&{asked}&{MONTH}")
    assert f'"kind": "{kind}"' in page
    assert "数据表" in page


def test_a_count_has_its_share_and_a_rate_its_place_but_no_step_of_time_has_either(seats: Enter) -> None:
    page = answer(seats("analyst.js"), f"measure=appeals&measure=satisfaction&by=city&{MONTH}")
    assert (page.count("占 50.0%"), page.count("第 1 位")) == (2, 1)
    assert "占 " not in answer(seats("analyst.js"), f"measure=appeals&by=month&{MONTH}")
    rows = answer_file(seats("analyst.js"), f"measure=appeals&measure=satisfaction&by=city&{MONTH}")
    assert [row.split(",")[2] for row in rows] == ["受理量 占比（%）", "50.0", "50.0", ""]
    assert [row.split(",")[-1] for row in rows] == ["满意率 位次", "1", "", ""]


def test_the_day_that_counts_can_be_chosen_where_a_measure_has_another(seats: Enter) -> None:
    client = seats("analyst.js")
    page = client.get(f"/explore/?measure=hours&measure=appeals&window=closed&{MONTH}").content.decode()
    assert '<option value="closed" selected>按办结日</option>' in page
    page = answer(client, f"measure=hours&measure=appeals&window=closed&{MONTH}")
    assert "measure=hours&amp;from=2020-03-01&amp;until=2020-04-01&amp;window=closed" in page
    assert 'measure=appeals&amp;from=2020-03-01&amp;until=2020-04-01"' in page
    assert "<p>按办结日</p>" in page
    refused = answer(client, f"measure=appeals&window=closed&{MONTH}", 422)
    assert "“受理量”不能“按办结日”统计，可用的有：按登记日" in refused


def test_a_part_leads_one_level_down(seats: Enter) -> None:
    page = answer(seats("analyst.js"), f"measure=appeals&by=city&{MONTH}&picture=map")
    assert 'href="/explore/?measure=appeals&amp;by=county&amp;city=3202&amp;period=days' in page


def test_the_tickets_behind_a_figure_are_those_the_reader_sees(seats: Enter) -> None:
    asked = "measure=appeals&from=2020-03-01&until=2020-04-01"
    numbers = dict(Ticket.objects.values_list("is_confidential", "number"))
    page = seats("analyst.wuxi").get(f"/explore/tickets/?{asked}").content.decode()
    assert "受理量，2020-03-01 至 2020-03-31" in page
    assert numbers[True] not in page
    sides = seats("analyst.js").get("/explore/tickets/?measure=satisfaction&from=2020-03-01&until=2020-04-01&side=rest")
    assert "分母中其余的" in sides.content.decode()
    assert "没有符合条件的工单" in sides.content.decode()
    assert seats("analyst.js").get("/explore/tickets/?measure=appeals").status_code == 422


def test_figures_of_a_replay_say_that_they_have_no_tickets(seats: Enter, root: Path) -> None:
    stored(root, [rated(1, MONDAY.date(), "satisfied"), fact(2, MONDAY.date())])
    page = answer(seats("analyst.js"), f"measure=appeals&{MONTH}&source={OLD}")
    assert "含合成数据" in page
    tickets = seats("analyst.js").get(
        f"/explore/tickets/?measure=appeals&from=2020-03-01&until=2020-04-01&source={OLD}"
    )
    assert "这个数字来自重放的数据" in tickets.content.decode()
    assert not any(number in tickets.content.decode() for number in Ticket.objects.values_list("number", flat=True))


def test_an_answer_leaves_as_a_workbook_with_definitions_and_is_noted(seats: Enter) -> None:
    asked = f"measure=appeals&measure=satisfaction&by=city&against=period_before&{MONTH}"
    file = seats("analyst.js").get(f"/explore/file/?{asked}")
    book = load_workbook(BytesIO(file.content))
    assert book.sheetnames == ["数据", "指标定义", "查询条件"]
    rows = list(book["数据"].values)
    assert rows[0][:3] == ("设区市", "受理量（件）", "受理量 对比期")
    assert rows[-1][:3] == ("合计", 2, 0)
    assert [row[0] for row in book["指标定义"].values] == ["指标", "受理量", "满意率"]
    assert ("统计期间", "2020-03-01 至 2020-03-31") in list(book["查询条件"].values)
    note = Export.objects.get()
    assert (note.name, note.rows) == ("explore", 2)
    assert note.filters["measure"] == ["appeals", "satisfaction"]


def test_an_answer_leaves_as_csv_that_runs_no_formula(seats: Enter) -> None:
    file = seats("analyst.js").get(f"/explore/file/?measure=appeals&by=city&{MONTH}&as=csv")
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert file.content.decode("utf-8-sig").splitlines()[0] == "设区市,受理量（件）,受理量 占比（%）"
    assert "filename*=UTF-8''" in file["Content-Disposition"]


def test_a_file_has_counts_whole_rates_as_on_screen_and_english_heads_in_plain_brackets(
    seats: Enter, root: Path
) -> None:
    days = [MONDAY.date()] * 3
    rows = [rated(number, day, "satisfied" if number < 2 else "dissatisfied") for number, day in enumerate(days)]
    stored(root, rows, "live")
    client = seats("analyst.js")
    asked = f"measure=appeals&measure=satisfaction&measure=per_10k&by=city&{MONTH}"
    head, row, whole = answer_file(client, asked)
    assert row.split(",")[:2] == ["江苏省无锡市", "3"]
    assert row.split(",")[3:6] == ["66.67", "2", "3"]
    assert whole.startswith("合计,3,")
    assert head.startswith("设区市,受理量（件）,")
    client.cookies["django_language"] = "en"
    english = answer_file(client, asked)[0]
    assert english.startswith("City,Appeals (tickets),")
    assert "（" not in english


def test_units_stand_once_in_the_head_and_the_table_is_scrolled_by_keys(seats: Enter) -> None:
    page = answer(seats("analyst.js"), f"measure=hours&measure=per_10k&by=city&{MONTH}&against=year_before")
    table = page.split('class="list answer-lines answer-lines-wide"')[1]
    assert ' tabindex="0" role="region" aria-label="各组数字"' in table
    assert "<small>小时</small></th>" in table
    assert "<small>件/万人</small></th>" in table
    assert table.count("小时") == table.count("件/万人") == 1


def test_an_unknown_measure_is_answered_with_the_names_of_those_there_are(seats: Enter) -> None:
    client = seats("analyst.js")
    assert (
        "可用的有：appeals（受理量）、closed（办结量）、" in client.get("/explore/?measure=nonsense").content.decode()
    )


def test_who_may_not_export_gets_no_file(town: Town, seats: Enter) -> None:
    employ(town, "reader.js", "320000-rx", Scope.AREA, "add_note", "analyse")
    assert "/explore/file/" not in answer(seats("reader.js"), f"measure=appeals&{MONTH}")
    assert seats("reader.js").get(f"/explore/file/?measure=appeals&{MONTH}").status_code == 403
    assert not Export.objects.exists()


def test_what_changed_after_it_was_counted_is_told(seats: Enter, town: Town) -> None:
    Ticket.objects.filter(centre_id=town.unit("320200-rx").pk).update(is_confidential=True)
    page = seats("analyst.wuxi").get("/explore/tickets/?measure=appeals&from=2020-03-01&until=2020-04-01")
    assert "本页另有 1 件在统计之后已有变动" in page.content.decode()


def test_a_period_that_is_not_over_is_compared_by_whole_days_and_says_so(seats: Enter) -> None:
    page = answer(seats("analyst.js"), "measure=appeals&period=this_month&against=period_before")
    assert "<b>2020-04-01 至 2020-04-05</b>" in page
    assert "对比 2020-03-01 至 2020-03-05" in page
    assert "两边都只算整天" in page
    assert "两边都只算整天" not in answer(
        seats("analyst.js"), "measure=appeals&period=last_month&against=period_before"
    )
    assert "还没有过完一天" in answer(seats("analyst.js"), "measure=appeals&period=today&against=year_before", 422)


def test_every_version_of_a_definition_can_be_seen_beside_the_other(seats: Enter) -> None:
    client = seats("analyst.js")
    page = answer(client, f"measure=satisfaction&{MONTH}")
    assert 'hx-get="/explore/versions/?measure=satisfaction' in page
    beside = client.get("/explore/versions/?measure=satisfaction&from=2020-03-01&until=2020-04-01&source=live")
    assert "第 3 版" in beside.content.decode()
    assert "第 2 版" in beside.content.decode()
    assert beside.content.decode().count("本页所用") == 1
    assert "/explore/versions/" not in answer(client, f"measure=appeals&{MONTH}")
