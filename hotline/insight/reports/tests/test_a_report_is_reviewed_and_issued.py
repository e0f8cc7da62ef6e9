"""A report: reviewed by another, numbered, frozen, delivered, found again, withdrawn, corrected; and the schedule."""

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
from hotline.insight.reports import actions, errors, issuing, making, queries, rules
from hotline.insight.reports.models import LastNumber, SpecialReport
from hotline.insight.reports.words import Edit, Kind, Standing
from hotline.lib.days import SHANGHAI
from hotline.lib.memo import forget_all
from hotline.watch.duties.models import Report
from hotline.watch.instructions.models import ReportReference
from tests import briefing
from tests.briefing import MONDAY, SOURCE, WEEK, drafted, revision, submitted
from tests.town import Town

MINUTE = timedelta(minutes=1)


def report(pk: int) -> SpecialReport:
    return SpecialReport.objects.get(pk=pk)


def said(pk: int, key: str) -> str:
    """A block as it is printed."""
    document = queries.content(report(pk))
    return rules.printed(next(each.text for each in document.blocks if each.key == key), document.figures)


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
        making.ask_for_owed(at=at, source=SOURCE)
    weeklies = SpecialReport.objects.filter(series="weekly", centre__code="320000-rx").order_by("since")
    assert [(each.since, each.standing) for each in weeklies] == [
        (date(2020, 6, 29), Standing.MAKING),
        (date(2020, 7, 6), Standing.MAKING),
    ]
    cities = SpecialReport.objects.filter(kind=Kind.CITY_WEEKLY, since=WEEK[0])
    assert set(cities.values_list("centre__code", flat=True)) == {"320200-rx", "320500-rx"}
    making.ask_for_owed(at=MONDAY + timedelta(days=3), source=SOURCE)
    days = SpecialReport.objects.filter(kind=Kind.EPIDEMIC).order_by("since").values_list("since", flat=True)
    assert [each.day for each in days] == [11, 12, 13, 14, 15]


def test_the_daily_of_an_epidemic_ends_with_it_and_the_weeklies_go_on(office: Town) -> None:
    making.ask_for_owed(at=datetime(2026, 3, 2, 8, 30, tzinfo=SHANGHAI), source=SOURCE)
    kinds = set(SpecialReport.objects.values_list("kind", flat=True))
    assert kinds == {Kind.PROVINCE_WEEKLY, Kind.CITY_WEEKLY}


def test_a_report_somebody_asked_for_is_not_asked_for_again(office: Town) -> None:
    drafted(office)
    making.ask_for_owed(at=MONDAY, source=SOURCE)
    assert SpecialReport.objects.filter(kind=Kind.PROVINCE_WEEKLY).count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_no_double_when_two_issue_at_once(
    town_facts: Path, settings: Any, tmp_path: Path
) -> None:
    from tests.town import build

    settings.WAREHOUSE_DIR, settings.MEDIA_ROOT = town_facts, tmp_path
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
