"""A draft: asked for, made from the facts or not at all, edited by one at a time, refreshed, seen by its own centre."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.insight.measures import errors as asking_errors
from hotline.insight.reports import actions, errors, issuing, making, queries, rules
from hotline.insight.reports.models import SpecialReport, Version
from hotline.insight.reports.words import Edit, Flaw, Kind, Standing, Wanted
from hotline.insight.warehouse.store import Store
from hotline.lib.refusal import NotPermitted, Refusal
from tests.briefing import MONDAY, SOURCE, WEEK, drafted, revision, wanted
from tests.town import Town

MINUTE = timedelta(minutes=1)


def report(pk: int) -> SpecialReport:
    return SpecialReport.objects.get(pk=pk)


def said(pk: int, key: str) -> str:
    """A block as it is printed."""
    document = queries.content(report(pk))
    return rules.printed(next(each.text for each in document.blocks if each.key == key), document.figures)


def test_what_was_asked_for_is_made_by_whoever_finds_it(office: Town) -> None:
    by = office.actor("analyst.js")
    made = actions.ask(wanted(office), by=by, at=MONDAY)
    assert report(made).standing == Standing.MAKING
    with pytest.raises(errors.BeingMade):
        queries.content(report(made))
    with pytest.raises(errors.BeingMade):
        actions.submit(made, by=by, at=MONDAY)
    assert [making.make_waiting(at=MONDAY) for _ in range(2)] == [1, 0]
    assert report(made).standing == Standing.DRAFT
    assert report(made).progress > 0
    assert said(made, "received.total").startswith("2020年7月6日至12日，全省12345热线共受理群众诉求")
    assert [event.verb for event in Event.objects.filter(topic="special_report").order_by("pk")] == ["ask", "make"]
    rung = Notice.objects.filter(kind="special_report").values_list("person__username", "facts__what")
    assert set(rung) == {("analyst.js", "made"), ("analyst2.js", "made")}


def test_facts_that_are_not_there_or_not_whole_make_no_half_report(office: Town, settings: Any, tmp_path: Path) -> None:
    live = replace(wanted(office), source="live")
    made = actions.ask(live, by=office.actor("analyst.js"), at=MONDAY)
    settings.WAREHOUSE_DIR = tmp_path
    assert making.make_waiting(at=MONDAY) == 1
    failed = report(made)
    assert (failed.standing, failed.content) == (Standing.FAILED, None)
    assert "没有" in failed.problem
    assert failed.problem_en
    with pytest.raises(errors.NotMade):
        queries.content(failed)
    (tmp_path / "live").mkdir()
    actions.make_again(made, by=office.actor("analyst.js"), at=MONDAY)
    making.make_waiting(at=MONDAY)
    assert "没有写完" in report(made).problem


def test_over_a_first_export_that_still_runs_there_is_a_sentence_and_no_half_report(
    office: Town, settings: Any, tmp_path: Path
) -> None:
    made = actions.ask(replace(wanted(office), source="live"), by=office.actor("analyst.js"), at=MONDAY)
    settings.WAREHOUSE_DIR = tmp_path
    with Store(tmp_path, "live").alone():
        making.make_waiting(at=MONDAY)
    assert (report(made).standing, report(made).content) == (Standing.FAILED, None)
    assert "正在首次写入" in report(made).problem
    actions.make_again(made, by=office.actor("analyst.js"), at=MONDAY)
    assert report(made).standing == Standing.MAKING


def test_a_making_that_was_cut_off_is_made_again(office: Town) -> None:
    made = actions.ask(wanted(office), by=office.actor("analyst.js"), at=MONDAY)
    SpecialReport.objects.filter(pk=made).update(started_at=MONDAY)
    assert making.make_waiting(at=MONDAY + MINUTE) == 0
    assert making.make_waiting(at=MONDAY + 6 * MINUTE) == 1
    assert report(made).standing == Standing.DRAFT


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"since": date(2020, 7, 20), "until": date(2020, 7, 27)}, errors.PeriodAhead),
        ({"since": WEEK[1], "until": WEEK[1]}, errors.PeriodEmpty),
        ({"since": date(2018, 1, 1)}, errors.PeriodTooLong),
        ({"kind": Kind.CITY_WEEKLY}, errors.WrongKind),
        ({"kind": Kind.HOT}, errors.NoFocus),
        ({"kind": Kind.HOT, "focus": "99.99"}, errors.UnknownFocus),
        ({"since": date(2018, 1, 1), "until": date(2018, 1, 8)}, asking_errors.PeriodBefore),
        ({"source": "../x"}, asking_errors.UnknownSource),
        ({"kind": Kind.EVALUATION, "since": date(2020, 6, 1), "until": date(2020, 7, 1)}, errors.NothingPublished),
        ({"scope": "32050"}, errors.WrongScope),
        ({"scope": ""}, errors.WrongScope),
        ({"scope": "nobody"}, errors.WrongScope),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    office: Town, change: dict[str, Any], refusal: type[Exception]
) -> None:
    plain = wanted(office)
    fields = {
        name: getattr(plain, name) for name in ("kind", "centre_id", "scope", "since", "until", "source", "focus")
    }
    with pytest.raises(refusal):
        actions.ask(Wanted(**{**fields, **change}), by=office.actor("analyst.js"), at=MONDAY)
    assert not SpecialReport.objects.exists()


def test_a_city_writes_its_own_and_its_counties_and_units_only(office: Town) -> None:
    by, centre = office.actor("analyst.wuxi"), office.unit("320200-rx").pk
    for scope in ("3202", "320211", "320200-cg"):
        actions.ask(Wanted(Kind.CITY_WEEKLY, centre, scope, *WEEK, SOURCE), by=by, at=MONDAY)
    for scope in ("32", "3205", "320505", "320505-cg"):
        with pytest.raises(errors.WrongScope):
            actions.ask(Wanted(Kind.CITY_WEEKLY, centre, scope, *WEEK, SOURCE), by=by, at=MONDAY)
    for who in ("analyst.suzhou", "analyst.odd", "analyst.js", "head.wuxi", "dispatcher.wuxi"):
        with pytest.raises(NotPermitted):
            actions.ask(Wanted(Kind.CITY_WEEKLY, centre, "3202", *WEEK, SOURCE), by=office.actor(who), at=MONDAY)
    while making.make_waiting(at=MONDAY):
        pass
    county, unit = SpecialReport.objects.get(scope="320211"), SpecialReport.objects.get(scope="320200-cg")
    assert "county=320211" in queries.content(county).figures["total"].asked
    assert "unit=320200-cg" in queries.content(unit).figures["total"].asked
    assert "无锡市城市管理局" in queries.content(unit).title


def test_drafts_are_seen_by_their_own_centre_and_issued_ones_by_those_above(office: Town) -> None:
    made = drafted(office, "analyst.wuxi", kind=Kind.CITY_WEEKLY, centre="320200-rx", scope="3202")
    for who in ("analyst.wuxi", "head.wuxi"):
        assert queries.report(made, office.actor(who)).pk == made
    strangers = ("analyst.suzhou", "analyst.odd", "member.huqiu-cg", "dispatcher.wuxi", "handler.wuxi-cg")
    for who in ("analyst.js", "head.js", "member.wuxi-cg", *strangers):
        with pytest.raises(errors.ReportNotFound):
            queries.report(made, office.actor(who))
        with pytest.raises(errors.ReportNotFound):
            actions.submit(made, by=office.actor(who), at=MONDAY)
    actions.submit(made, by=office.actor("analyst.wuxi"), at=MONDAY)
    issuing.issue(made, by=office.actor("head.wuxi"), at=MONDAY)
    for who in ("analyst.js", "head.js", "member.wuxi-cg"):
        assert queries.report(made, office.actor(who)).pk == made
    for who in strangers:
        with pytest.raises(errors.ReportNotFound):
            queries.report(made, office.actor(who))
        assert made not in queries.archive(office.actor(who)).values_list("pk", flat=True)
    with pytest.raises(errors.NotYours):
        actions.withdraw(made, "有误", by=office.actor("head.js"), at=MONDAY)


def test_a_changed_figure_is_refused_and_nothing_changes(office: Town) -> None:
    made, by = drafted(office), office.actor("analyst.js")
    before = report(made)
    figure = queries.content(before).figures["total"]
    for text, refusal in (
        (f"受理⟦total|{figure.said}1⟧件", errors.FigureChanged),
        ("受理⟦nothing|5⟧件", errors.FigureUnknown),
        ("  ", errors.NoWords),
    ):
        with pytest.raises(refusal):
            actions.edit(made, before.revision, before.title, [Edit("received.total", text)], by=by, at=MONDAY)
    with pytest.raises(errors.BlockGone):
        actions.edit(made, before.revision, before.title, [Edit("none", "x")], by=by, at=MONDAY)
    after = report(made)
    assert (after.content, after.revision) == (before.content, before.revision)


def test_edits_are_kept_as_versions_and_can_be_undone(office: Town) -> None:
    made, by = drafted(office), office.actor("analyst.js")
    original = said(made, "received.total")
    figure = queries.content(report(made)).figures["total"].said
    text = f"本周受理⟦total|{figure}⟧件，约有三成涉及物业。"
    now = actions.edit(made, revision(office, made), "全省周报", [Edit("received.total", text)], by=by, at=MONDAY)
    now = actions.edit(made, now, "全省周报（一）", [], by=by, at=MONDAY + MINUTE)
    assert said(made, "received.total") == f"本周受理{figure}件，约有三成涉及物业。"
    block = next(each for each in queries.content(report(made)).blocks if each.key == "received.total")
    assert set(block.flaws) == {Flaw.LOST, Flaw.UNKNOWN}
    assert [each.why for each in Version.objects.order_by("number")] == ["made", "edited"]
    now = actions.edit(made, now, "全省周报（二）", [], by=by, at=MONDAY + 30 * MINUTE)
    assert Version.objects.count() == 3
    now = actions.restore(made, now, "received.total", by=by, at=MONDAY + 31 * MINUTE)
    assert said(made, "received.total") == original
    actions.turn_back(made, now, 2, by=by, at=MONDAY + 32 * MINUTE)
    assert said(made, "received.total").startswith("本周受理")
    assert report(made).title == "全省周报（一）"
    with pytest.raises(errors.NoVersion):
        actions.turn_back(made, now + 1, 99, by=by, at=MONDAY)


def test_a_paragraph_that_was_taken_out_is_known_and_can_be_put_back(office: Town) -> None:
    made, by = drafted(office), office.actor("analyst.js")
    before = queries.content(report(made))
    now = actions.edit(made, 1, before.title, [Edit("received.total", is_removed=True)], by=by, at=MONDAY)
    assert [block.key for block, _ in queries.taken_out(report(made))] == ["received.total"]
    with pytest.raises(errors.BlockGone):
        actions.put_back(made, now, "none", by=by, at=MONDAY)
    with pytest.raises(errors.EditedMeanwhile):
        actions.put_back(made, 1, "received.total", by=by, at=MONDAY)
    actions.put_back(made, now, "received.total", by=by, at=MONDAY)
    assert queries.content(report(made)) == before
    assert queries.taken_out(report(made)) == []
    with pytest.raises(Refusal):
        actions.put_back(made, now + 1, "received.total", by=office.actor("head.js"), at=MONDAY)


def test_of_two_editors_the_later_is_told_who_was_faster(office: Town) -> None:
    made = drafted(office)
    seen = revision(office, made)
    actions.edit(made, seen, "一", [], by=office.actor("analyst.js"), at=MONDAY)
    with pytest.raises(errors.EditedMeanwhile, match="省分析员 在 07-13 08:30 保存了新的修改"):
        actions.edit(made, seen, "二", [], by=office.actor("analyst2.js"), at=MONDAY)
    assert report(made).title == "一"


def test_refreshed_figures_keep_what_somebody_wrote(office: Town, settings: Any, tmp_path: Path) -> None:
    made, by = drafted(office), office.actor("analyst.js")
    edit = Edit("received.total", "我们受理⟦total⟧件，形势平稳。")
    now = actions.edit(made, revision(office, made), "周报", [edit], by=by, at=MONDAY)
    before = said(made, "received.total")
    settings.WAREHOUSE_DIR = _fewer(tmp_path)
    actions.refresh(made, now, by=by, at=MONDAY + MINUTE)
    after = said(made, "received.total")
    assert after != before
    assert after.startswith("我们受理")
    assert Version.objects.order_by("number").last().why == "refreshed"  # type: ignore[union-attr]


def _fewer(folder: Path) -> Path:
    """The same week with fewer tickets."""
    import pyarrow.parquet as pq
    from django.conf import settings

    from hotline.insight.warehouse.store import Store
    from hotline.insight.warehouse.words import Grain, Month

    old = Store(settings.WAREHOUSE_DIR, SOURCE)
    holding = old.required()
    months = [(Month(*map(int, each.month.split("-"))), each.name) for each in holding.of(Grain.TICKET)]
    tables = ((month, pq.read_table(old.path(name))) for month, name in months)
    Store(folder, SOURCE).write((month, table.slice(0, table.num_rows // 4)) for month, table in tables)
    return folder
