"""A report's figures on the screen: signed, with units, named in the reader's language; refused as a draft would be."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from hotline.insight.measures.comparing import Period
from hotline.insight.reports import actions, errors, queries, rules
from hotline.insight.reports.words import Figure, Kind, Wanted
from hotline.lib.refusal import NotPermitted
from hotline.web.briefs import telling
from tests.briefing import MONDAY, SOURCE, WEEK, drafted
from tests.town import Town

from .test_reports_are_written_and_read_on_screen import ASKED, enter, office, page, report, town_facts

__all__ = ["office", "town_facts"]


def test_figures_on_the_screen_have_the_sign_and_the_unit_that_the_text_tells_in_words(office: Town) -> None:
    made, writer = drafted(office), enter(office, "analyst.js")
    figures = queries.content(report(made)).figures
    growth = figures["total.mom"]
    assert (growth.saying, growth.falls) == ("growth", growth.numerator < 0)
    assert not growth.said.startswith(("-", "−", "+"))
    sign = "−" if growth.falls else "+"
    shown = page(writer, f"/briefs/{made}/figures/")
    assert f">{sign}{growth.said}<" in shown
    assert f">{figures['hours'].said} 小时<" in shown
    assert f">{figures['total'].said} 件<" in shown
    assert f"{figures['hours'].numerator:,.2f}".rstrip("0").rstrip(".") + " / " in shown
    looked = writer.post("/briefs/new/", ASKED | {"try": "1"}).content.decode()
    assert f">{sign}{growth.said}<" in looked
    assert f">{figures['total'].numerator:,.0f} 件<" in looked
    text = page(writer, f"/briefs/{made}/")
    assert f">{growth.said}</span>" in text
    assert f">{sign}{growth.said}</span>" not in text


def test_a_fall_and_a_rise_of_the_same_size_are_told_apart() -> None:
    period = Period(date(2020, 7, 6), date(2020, 7, 13))
    common: Any = {"key": "k", "label": "受理量同比", "version": 1}
    fall = Figure(said="19.7%", numerator=-1970, denominator=10_000, saying="growth", falls=True, **common)
    rise = Figure(said="19.7%", numerator=1970, denominator=10_000, saying="growth", **common)
    assert [telling.line(each, period).said for each in (fall, rise)] == ["−19.7%", "+19.7%"]
    assert telling.line(fall, period).behind == "−1,970 / 10,000"
    old = Figure("total.yoy", "受理量同比", "19.7%", -1970, 10_000, 1, "measure=appeals", "measure=appeals")
    assert telling.line(old, period).said == "−19.7%"
    lower = Figure(said="2.4", numerator=1, denominator=2, saying="points", falls=True, **common)
    assert telling.line(lower, period).said == "−2.4 个百分点"
    none = Figure(said="—", numerator=0, denominator=0, saying="growth", **common)
    assert telling.line(none, period).said == "—"
    [found] = rules.differences({"k": fall}, {"k": rise})
    assert telling.changed(found, period)[1:] == ("−19.7%", "+19.7%")
    assert rules.differences({"k": fall}, {"k": fall}) == []


def test_english_readers_find_every_figure_named_in_english(office: Town) -> None:
    made = drafted(office, "analyst.wuxi", kind=Kind.CITY_WEEKLY, centre="320200-rx", scope="3202")
    shown = page(enter(office, "analyst.wuxi", "en"), f"/briefs/{made}/figures/")
    assert "Appeals · Wuxi" in shown
    assert "Appeals · Wuxi · Period on period" in shown
    assert "Mean handling time · Wuxi" in shown
    names = re.findall(r'<td class="cell-wide" data-label="[^"]*">([^<]*)</td>', shown)
    assert len(names) > 10
    assert [each for each in names if "受理量" in each or "占比" in each or "时长" in each] == []
    assert ">System<" in page(enter(office, "analyst.wuxi", "en"), f"/briefs/{made}/versions/")


def test_a_look_at_the_figures_is_refused_what_a_draft_is_refused(office: Town) -> None:
    writer = enter(office, "analyst.js")
    for change, told in (
        ({"kind": "hot"}, "请选择热点专报要分析的诉求分类"),
        ({"since": "2099-01-01", "last": "2099-01-02"}, "还没有到"),
        ({"last": "2020-07-01"}, "统计期间为空"),
        ({"since": "2018-01-01"}, "最多"),
    ):
        for button in ({}, {"try": "1"}):
            response = writer.post("/briefs/new/", ASKED | change | button)
            assert response.status_code == 422, (change, button)
            assert told in response.content.decode(), (change, button)
            assert "的分析" not in response.content.decode().partition("主要数字")[2].partition("种类说明")[0]
    by, at = office.actor("analyst.wuxi"), MONDAY
    theirs = Wanted(Kind.CITY_WEEKLY, office.unit("320200-rx").pk, "3205", *WEEK, SOURCE)
    with pytest.raises(errors.WrongScope):
        actions.look(theirs, by=by, at=at)
    with pytest.raises(NotPermitted):
        actions.look(Wanted(Kind.CITY_WEEKLY, office.unit("320500-rx").pk, "3205", *WEEK, SOURCE), by=by, at=at)


def test_a_period_without_appeals_says_so_and_one_before_all_facts_is_refused(office: Town) -> None:
    writer = enter(office, "analyst.js")
    one_day = {"kind": "hot", "focus": "02.01.01", "scope": "320211", "since": "2020-01-02", "last": "2020-01-02"}
    looked = writer.post("/briefs/new/", ASKED | one_day | {"try": "1"})
    assert looked.status_code == 200, looked.context["form"].errors
    assert "这段时间没有受理相关诉求" in looked.content.decode()
    early = ASKED | {"kind": "floods", "since": "2018-01-01", "last": "2018-01-31", "try": "1"}
    refused = writer.post("/briefs/new/", early)
    assert refused.status_code == 422
    assert "才开始" in refused.context["form"].errors["since"][0]


def test_another_draft_of_the_same_is_pointed_at_and_not_refused(office: Town) -> None:
    first, writer = drafted(office), enter(office, "analyst.js")
    assert "还有一份未签发的专报" not in page(writer, f"/briefs/{first}/")
    looked = writer.post("/briefs/new/", ASKED | {"try": "1"}).content.decode()
    assert f'还有一份未签发的专报：<a href="/briefs/{first}/">' in looked
    second = drafted(office)
    assert f'<a href="/briefs/{first}/">' in page(writer, f"/briefs/{second}/")
    assert f'<a href="/briefs/{second}/">' in page(writer, f"/briefs/{first}/")
    other = writer.post("/briefs/new/", ASKED | {"scope": "3202", "try": "1"}).content.decode()
    assert "还有一份未签发的专报" not in other


def test_the_days_a_page_leads_here_with_are_read_strictly(office: Town) -> None:
    writer = enter(office, "analyst.js")
    shown = page(writer, "/briefs/new/?kind=hot&scope=320211&since=2020-04-14&last=2020-04-15")
    assert 'value="2020-04-14"' in shown
    assert 'value="2020-04-15"' in shown
    assert '<option value="320211" selected>无锡市滨湖区' in shown
    for wrong in ("since=x&last=2020-04-15", "since=2020-04-15&last=2020-04-14", "since=2020-04-14"):
        assert 'value="2020-04-1' not in page(writer, f"/briefs/new/?kind=hot&{wrong}"), wrong
    english = page(enter(office, "analyst.wuxi", "en"), "/briefs/new/")
    assert "滨湖" not in english.partition('name="scope"')[2].partition("</select>")[0]
