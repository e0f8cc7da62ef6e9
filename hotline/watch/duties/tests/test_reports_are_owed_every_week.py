"""Every week each centre owes its reports: opened once, reminded, delivered, received; overdue ones are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from hotline.ground.outbox.models import Notice
from hotline.ground.people.models import Role
from hotline.lib.days import SHANGHAI
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted
from hotline.watch.duties import actions, errors, queries, rules, telling
from hotline.watch.duties.models import Report, ReportDuty
from hotline.watch.duties.words import NewDuty, Recipient, ReportState
from tests import supervised
from tests.town import MONDAY, Town

FRIDAY = datetime(2020, 3, 6, 16, 0, tzinfo=SHANGHAI)
WEEKLY = NewDuty("周报", "Weekly", "本周情况", "city", Recipient.CENTRE_ABOVE, 4, time(16), MONDAY.date())


@pytest.fixture
def owing(town: Town) -> Town:
    """The town with one weekly duty of its cities, opened for this week."""
    supervised.furnish(town)
    actions.add(WEEKLY, by=town.actor("admin.js"), at=MONDAY)
    actions.open_week(at=MONDAY)
    return town


def of(town: Town, code: str) -> Report:
    return Report.objects.get(centre=town.unit(code))


def test_a_week_is_opened_once_for_every_centre_of_the_level(owing: Town) -> None:
    actions.open_week(at=MONDAY + timedelta(days=3))
    assert set(Report.objects.values_list("centre__code", "due_at")) == {
        ("320200-rx", FRIDAY),
        ("320500-rx", FRIDAY),
        ("32050-rx", FRIDAY),
    }
    actions.open_week(at=MONDAY + timedelta(days=7))
    assert Report.objects.count() == 6


@pytest.mark.parametrize("day", [date(2020, 3, 2), date(2020, 3, 8)])
def test_a_weekday_is_found_from_any_day_of_its_week(day: date) -> None:
    assert rules.due_in_week(4, time(16), day) == FRIDAY


def test_a_report_is_delivered_by_its_centre_and_received_above(owing: Town) -> None:
    report, city, above = of(owing, "320200-rx"), owing.actor("supervisor.wuxi"), owing.actor("supervisor.js")
    with pytest.raises(errors.NotDelivered):
        actions.receive(report.pk, by=above, at=MONDAY)
    with pytest.raises(errors.NothingDelivered):
        actions.deliver(report.pk, " ", by=city, at=MONDAY)
    with pytest.raises(errors.NotYourReport):
        actions.deliver(report.pk, "代报", by=above, at=MONDAY)
    actions.deliver(report.pk, "本周受理 8 件", b"%PDF-1.4\n%%EOF\n", "周报.pdf", by=city, at=MONDAY)
    with pytest.raises(errors.DeliveredAlready, match="无锡督办"):
        actions.deliver(report.pk, "再报", by=city, at=MONDAY)
    with pytest.raises(errors.NotYourReport):
        actions.receive(report.pk, by=city, at=MONDAY)
    actions.receive(report.pk, by=above, at=MONDAY)
    with pytest.raises(errors.ReceivedAlready):
        actions.receive(report.pk, by=above, at=MONDAY)
    done = queries.report(report.pk, city)
    assert queries.state_of(done, FRIDAY) is ReportState.RECEIVED
    assert done.file is not None
    rung = Notice.objects.filter(kind="duty").values_list("facts__what", "organisation__code")
    assert sorted(rung) == [("delivered", "320000-rx"), ("received", "320200-rx")]


def test_another_citys_report_is_not_there(owing: Town) -> None:
    report = of(owing, "320500-rx")
    for stranger in ("supervisor.wuxi", "supervisor.odd", "handler.suzhou-cg"):
        with pytest.raises(errors.ReportNotFound):
            queries.report(report.pk, owing.actor(stranger))
        with pytest.raises(errors.ReportNotFound):
            actions.deliver(report.pk, "代报", by=owing.actor(stranger), at=MONDAY)
    assert queries.reports(owing.actor("supervisor.js")).count() == 3
    assert of(owing, "320500-rx").delivered_at is None


def test_what_goes_to_the_own_leadership_is_signed_by_another(owing: Town) -> None:
    ReportDuty.objects.update(recipient=Recipient.OWN_LEADERS)
    report = of(owing, "320200-rx")
    actions.deliver(report.pk, "已呈", by=owing.actor("supervisor.wuxi"), at=MONDAY)
    with pytest.raises(errors.NotYourReport):
        actions.receive(report.pk, by=owing.actor("supervisor.wuxi"), at=MONDAY)
    Role.objects.filter(pk="dispatcher").update(permissions=["watch_area"])
    forget_all()
    actions.receive(report.pk, by=owing.actor("dispatcher.wuxi"), at=MONDAY)
    assert of(owing, "320200-rx").received_by == "刘洋"


def test_what_goes_to_member_units_nobody_signs(owing: Town) -> None:
    ReportDuty.objects.update(recipient=Recipient.MEMBER_UNITS)
    report = of(owing, "320200-rx")
    actions.deliver(report.pk, "已通报", by=owing.actor("supervisor.wuxi"), at=MONDAY)
    with pytest.raises(errors.NobodySigns):
        actions.receive(report.pk, by=owing.actor("supervisor.js"), at=MONDAY)


def test_a_report_is_reminded_of_and_told_late_once(owing: Town) -> None:
    actions.deliver(of(owing, "320500-rx").pk, "已报", by=owing.actor("supervisor.suzhou"), at=MONDAY)
    Notice.objects.all().delete()
    Report.objects.filter(centre=owing.unit("32050-rx")).delete()
    assert telling.remind(at=FRIDAY - timedelta(hours=25)) == 0
    assert [telling.remind(at=FRIDAY - timedelta(hours=23)) for _ in range(2)] == [1, 0]
    assert [telling.tell_late(at=FRIDAY) for _ in range(2)] == [1, 0]
    rung = Notice.objects.filter(kind="duty").values_list("facts__what", "organisation__code")
    assert sorted(rung) == [("late", "320000-rx"), ("red", "320200-rx"), ("yellow", "320200-rx")]


def test_a_duty_changed_ends_and_another_begins(owing: Town) -> None:
    [old] = ReportDuty.objects.all()
    by, monday = owing.actor("admin.js"), date(2020, 3, 9)
    new = actions.change(old.pk, replace(WEEKLY, weekday=3, from_on=monday), by=by, at=MONDAY)
    assert ReportDuty.objects.get(pk=old.pk).until_on == new.from_on == monday
    actions.open_week(at=MONDAY + timedelta(days=7))
    dues = set(Report.objects.filter(centre=owing.unit("320200-rx")).values_list("due_at", flat=True))
    assert dues == {FRIDAY, datetime(2020, 3, 12, 16, 0, tzinfo=SHANGHAI)}
    actions.end(new.pk, date(2020, 3, 16), by=by, at=MONDAY + timedelta(days=8))
    with pytest.raises(errors.DutyOver):
        actions.end(new.pk, date(2020, 3, 20), by=by, at=MONDAY + timedelta(days=20))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"level": "street"},
        {"level": "province"},
        {"weekday": 7},
        {"from_on": date(2020, 3, 1)},
        {"until_on": MONDAY.date()},
    ],
)
def test_an_impossible_duty_is_refused(town: Town, wrong: dict[str, object]) -> None:
    with pytest.raises(errors.ImpossibleDuty):
        actions.add(replace(WEEKLY, **wrong), by=town.actor("admin.js"), at=MONDAY)  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        actions.add(WEEKLY, by=town.actor("supervisor.js"), at=MONDAY)
    assert not ReportDuty.objects.exists()
