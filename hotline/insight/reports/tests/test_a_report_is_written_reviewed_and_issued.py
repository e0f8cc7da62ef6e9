"""The road of a report: asked for, made, edited, reviewed, numbered, frozen, delivered, withdrawn, corrected."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.db import connection

from hotline.flow.tickets.errors import NoReason
from hotline.ground.files import queries as files
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.insight.reports import actions, errors, issuing, making, queries, rules
from hotline.insight.reports.models import LastNumber, SpecialReport, Version
from hotline.insight.reports.rules import Edit
from hotline.insight.reports.words import Flaw, Kind, Standing, Wanted
from hotline.lib.days import SHANGHAI
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted
from hotline.watch.duties.models import Report
from hotline.watch.instructions.models import ReportReference
from tests import briefing
from tests.briefing import MONDAY, SOURCE, WEEK, drafted, revision, submitted, wanted
from tests.town import Town

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town's facts."""
    return briefing.facts(tmp_path_factory.mktemp("town-warehouse"))


@pytest.fixture
def office(town: Town, warehouse: Path, settings: Any, tmp_path: Path) -> Town:
    """The town with everybody a report needs."""
    settings.WAREHOUSE_DIR, settings.MEDIA_ROOT = warehouse, tmp_path
    return briefing.furnish(town)


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
    made = actions.ask(wanted(office), by=office.actor("analyst.js"), at=MONDAY)
    settings.WAREHOUSE_DIR = tmp_path
    assert making.make_waiting(at=MONDAY) == 1
    failed = report(made)
    assert (failed.standing, failed.content) == (Standing.FAILED, None)
    assert "没有" in failed.problem
    assert failed.problem_en
    with pytest.raises(errors.NotMade):
        queries.content(failed)
    (tmp_path / SOURCE).mkdir()
    actions.make_again(made, by=office.actor("analyst.js"), at=MONDAY)
    making.make_waiting(at=MONDAY)
    assert "没有写完" in report(made).problem


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
    from django.conf import settings

    from hotline.insight.warehouse.store import Store
    from hotline.insight.warehouse.words import Month

    old = Store(settings.WAREHOUSE_DIR, SOURCE)
    months = [Month(year, month) for year in (2019, 2020) for month in range(1, 8)]
    Store(folder, SOURCE).write(
        (month, table.slice(0, table.num_rows // 4)) for month in months if (table := old.read_month(month))
    )
    return folder


def test_a_report_is_issued_by_another_with_a_number_and_frozen(office: Town) -> None:
    made = submitted(office)
    with pytest.raises(errors.NotInDraft, match="待审核"):
        actions.edit(made, revision(office, made), "改", [], by=office.actor("analyst.js"), at=MONDAY)
    for who, refusal in (("analyst.js", errors.NotYours), ("head.wuxi", errors.ReportNotFound)):
        with pytest.raises(refusal):
            issuing.issue(made, by=office.actor(who), at=MONDAY)
    assert issuing.issue(made, by=office.actor("head.js"), at=MONDAY) == "第1期（总第1期）"
    done = report(made)
    assert (done.standing, done.year, done.number, done.overall) == (Standing.ISSUED, 2020, 1, 1)
    for kept_id, begins in ((done.pdf_id, b"%PDF"), (done.word_id, b"PK")):
        kept = files.file(kept_id or 0)
        assert kept
        with files.opened(kept) as file:
            content = file.read()
        assert content.startswith(begins)
    with pytest.raises(errors.IssuedAlready, match="省长"):
        actions.edit(made, done.revision, "改", [], by=office.actor("analyst.js"), at=MONDAY)
    with pytest.raises(errors.IssuedAlready):
        issuing.issue(made, by=office.actor("head2.js"), at=MONDAY)
    with pytest.raises(errors.IssuedAlready):
        actions.remove(made, by=office.actor("analyst.js"), at=MONDAY)


def test_the_printed_issue_carries_its_number_and_its_words(office: Town) -> None:
    made = submitted(office)
    issuing.issue(made, by=office.actor("head.js"), at=MONDAY)
    kept = files.file(report(made).pdf_id or 0)
    assert kept
    with files.opened(kept) as file, pypdfium2.PdfDocument(file.read()) as pages:
        text = "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")
    assert "第1期（总第1期）" in text
    assert "2020年7月13日" in text
    assert said(made, "received.total")[:30] in text
    assert "合成数据" in text


def test_whoever_wrote_it_does_not_issue_it(office: Town) -> None:
    from hotline.ground.people.models import Posting

    Posting.objects.create(
        person=office.person("analyst.js"),
        role_id="head",
        organisation=office.unit("320000-rx"),
        from_on=date(2019, 1, 1),
    )
    forget_all()
    made = submitted(office)
    with pytest.raises(errors.OwnReport):
        issuing.issue(made, by=office.actor("analyst.js"), at=MONDAY)
    assert report(made).standing == Standing.REVIEW


def test_what_is_flawed_is_issued_only_with_an_opinion(office: Town) -> None:
    made, by = drafted(office), office.actor("analyst.js")
    edit = Edit("received.total", "约有85%涉及物业。")
    actions.edit(made, revision(office, made), "周报", [edit], by=by, at=MONDAY)
    actions.submit(made, by=by, at=MONDAY)
    with pytest.raises(errors.Unread, match="还有 2 处需要核对"):
        issuing.issue(made, by=office.actor("head.js"), at=MONDAY)
    assert not LastNumber.objects.exists()
    issuing.issue(made, "已核对，85% 出自现场统计。", by=office.actor("head.js"), at=MONDAY)
    assert report(made).note == "已核对，85% 出自现场统计。"


def test_a_report_sent_back_says_why_and_can_be_mended(office: Town) -> None:
    made = submitted(office)
    with pytest.raises(NoReason):
        actions.send_back(made, " ", by=office.actor("head.js"), at=MONDAY)
    actions.send_back(made, "热点部分请补充无锡情况。", by=office.actor("head.js"), at=MONDAY)
    again = report(made)
    assert (again.standing, again.note) == (Standing.DRAFT, "热点部分请补充无锡情况。")
    actions.edit(made, again.revision, "改好", [], by=office.actor("analyst.js"), at=MONDAY)
    actions.submit(made, by=office.actor("analyst.js"), at=MONDAY)
    assert report(made).note == ""


def test_numbers_of_a_year_begin_anew_and_the_series_goes_on(office: Town) -> None:
    first, second, third = (submitted(office) for _ in range(3))
    by = office.actor("head.js")
    assert issuing.issue(first, by=by, at=MONDAY) == "第1期（总第1期）"
    assert issuing.issue(second, by=by, at=MONDAY) == "第2期（总第2期）"
    assert (
        issuing.issue(third, by=by, at=datetime(2020, 12, 31, 16, 30, tzinfo=SHANGHAI) + timedelta(hours=8))
        == "第1期（总第3期）"
    )
    assert ReportReference.objects.count() == 3
    city = submitted(office, "analyst.wuxi", kind=Kind.CITY_WEEKLY, centre="320200-rx", scope="3202")
    assert issuing.issue(city, by=office.actor("head.wuxi"), at=MONDAY) == "第1期（总第1期）"


def test_an_issue_that_fails_takes_no_number(office: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    made, by = submitted(office), office.actor("head.js")

    def broken(*_: object, **__: object) -> bytes:
        raise errors.NoFont

    with monkeypatch.context() as patch:
        patch.setattr("hotline.insight.reports.wording.docx", broken)
        with pytest.raises(errors.NoFont):
            issuing.issue(made, by=by, at=MONDAY)
    assert (report(made).standing, report(made).number) == (Standing.REVIEW, None)
    assert not Report.objects.filter(delivered_at__isnull=False).exists()
    assert issuing.issue(made, by=by, at=MONDAY) == "第1期（总第1期）"


def test_an_issued_weekly_fulfils_what_its_centre_owes_that_week(office: Town) -> None:
    made = submitted(office)
    issuing.issue(made, by=office.actor("head.js"), at=MONDAY)
    done = Report.objects.filter(delivered_at__isnull=False).values_list("duty__name", "delivered_by", "centre__code")
    assert set(done) == {("省周报", "省长", "320000-rx"), ("省通报", "省长", "320000-rx")}
    assert Report.objects.filter(duty__name="省周报").get().file is not None
    [own, members] = queries.receipts(report(made), office.actor("head2.js"), MONDAY)
    assert (own.may_sign, members.may_sign) == (True, False)
    issuing.receive(made, own.id, by=office.actor("head2.js"), at=MONDAY + MINUTE)
    [own, _] = queries.receipts(report(made), office.actor("head2.js"), MONDAY + MINUTE)
    assert (own.received_by, own.received_at) == ("副省长", MONDAY + MINUTE)
    other = Report.objects.exclude(centre__code="320000-rx").first()
    assert other
    with pytest.raises(errors.ReportNotFound):
        issuing.receive(made, other.pk, by=office.actor("head2.js"), at=MONDAY)


def test_a_citys_weekly_reaches_its_leaders_the_province_and_its_members(office: Town) -> None:
    made = submitted(office, "analyst.wuxi", kind=Kind.CITY_WEEKLY, centre="320200-rx", scope="3202")
    issuing.issue(made, by=office.actor("head.wuxi"), at=MONDAY)
    for who in ("analyst.js", "head.js", "member.wuxi-cg"):
        assert list(queries.inbox(office.actor(who)).values_list("pk", flat=True)) == [made], who
    for who in ("member.huqiu-cg", "analyst.suzhou", "analyst.odd"):
        assert not queries.inbox(office.actor(who)).exists(), who


def test_a_county_edition_fulfils_nothing(office: Town) -> None:
    made = submitted(office, "analyst.wuxi", kind=Kind.CITY_WEEKLY, centre="320200-rx", scope="320211")
    issuing.issue(made, by=office.actor("head.wuxi"), at=MONDAY)
    assert not Report.objects.filter(delivered_at__isnull=False).exists()


def test_a_withdrawn_report_keeps_its_bytes_and_is_corrected_under_a_number_of_its_own(office: Town) -> None:
    made, by = submitted(office), office.actor("head.js")
    issuing.issue(made, by=by, at=MONDAY)
    frozen = report(made).pdf_id
    with pytest.raises(NoReason):
        actions.withdraw(made, "", by=by, at=MONDAY)
    correction = actions.withdraw(made, "满意率口径有误", by=by, at=MONDAY + MINUTE)
    gone = report(made)
    assert (gone.standing, gone.pdf_id, gone.withdrawal) == (Standing.WITHDRAWN, frozen, "满意率口径有误")
    with pytest.raises(errors.NotInDraft):
        actions.withdraw(made, "再撤", by=by, at=MONDAY)
    actions.submit(correction, by=office.actor("analyst.js"), at=MONDAY)
    assert issuing.issue(correction, by=office.actor("head2.js"), at=MONDAY + 2 * MINUTE) == "第2期（总第2期）"
    from hotline.insight.reports import paper

    assert paper.imprint(report(correction)).note == "本期更正第1期（总第1期），原期作废。"


def test_the_archive_is_searched_by_words_series_centre_and_days(office: Town) -> None:
    made = submitted(office)
    issuing.issue(made, by=office.actor("head.js"), at=MONDAY)
    by = office.actor("analyst.js")
    for found in (
        {"words": "受理 满意率"},
        {"series": "weekly"},
        {"kind": "province_weekly", "centre": office.unit("320000-rx").pk},
        {"since": date(2020, 7, 12), "until": date(2020, 7, 12)},
    ):
        assert queries.archive(by, **found).count() == 1, found
    for missed in ({"words": "火星"}, {"series": "daily"}, {"since": WEEK[1]}, {"until": date(2020, 7, 5)}):
        assert queries.archive(by, **missed).count() == 0, missed


def test_the_schedule_asks_once_and_catches_up(office: Town) -> None:
    early = datetime(2020, 7, 13, 7, 50, tzinfo=SHANGHAI)
    for at in (early, MONDAY, MONDAY + MINUTE):
        making.ask_for_owed(at=at)
    weeklies = SpecialReport.objects.filter(series="weekly", centre__code="320000-rx").order_by("since")
    assert [(each.since, each.standing) for each in weeklies] == [
        (date(2020, 6, 29), Standing.MAKING),
        (date(2020, 7, 6), Standing.MAKING),
    ]
    cities = SpecialReport.objects.filter(kind=Kind.CITY_WEEKLY, since=WEEK[0])
    assert set(cities.values_list("centre__code", flat=True)) == {"320200-rx", "320500-rx", "320211-rx"}
    making.ask_for_owed(at=MONDAY + timedelta(days=3))
    days = SpecialReport.objects.filter(kind=Kind.EPIDEMIC).order_by("since").values_list("since", flat=True)
    assert [each.day for each in days] == [11, 12, 13, 14, 15]


def test_a_report_somebody_asked_for_is_not_asked_for_again(office: Town) -> None:
    drafted(office)
    making.ask_for_owed(at=MONDAY)
    assert SpecialReport.objects.filter(kind=Kind.PROVINCE_WEEKLY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_double_when_two_issue_at_once(
    warehouse: Path, settings: Any, tmp_path: Path
) -> None:
    from tests.town import build

    settings.WAREHOUSE_DIR, settings.MEDIA_ROOT = warehouse, tmp_path
    office = briefing.furnish(build())
    first = submitted(office)
    others = []
    for _ in range(3):
        copy = report(first)
        copy.pk = None
        copy.save()
        others.append(copy.pk)

    def issue(pk: int, who: str) -> str:
        try:
            return issuing.issue(pk, by=office.actor(who), at=MONDAY)
        except errors.IssuedAlready:
            return "told"
        finally:
            connection.close()

    work = [(pk, who) for pk in (first, *others) for who in ("head.js", "head2.js")]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda each: issue(*each), work))
    assert sorted(told) == sorted([*(f"第{n}期（总第{n}期）" for n in range(1, 5)), *["told"] * 4])
