"""What fits reaches the department of its place, masked, once; everything else stays in the house."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hotline.flow.tickets.models import Ticket
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Notice
from hotline.watch.feeds import actions, agreements, delivering, errors, queries
from hotline.watch.feeds.models import Delivery, FeedVersion, Withheld
from hotline.watch.feeds.words import NewVersion, Period, ReceiverLevel, Scope
from hotline.watch.topics.tests.analysts import defined
from hotline.watch.topics.words import Definition
from tests.town import MONDAY, Town

from .feeding import EVERYWHERE, FIELDS, PILOT, agree, later, opened, prepare, report, supervisor

SUZHOU, WUXI = "320500-rx", "320200-rx"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def fed(town: Town) -> int:
    """A running pilot in Suzhou."""
    prepare()
    agree(town)
    return opened(town)


def receivers() -> list[str]:
    """Who was given something, in order."""
    return [each.receiver.code for each in Delivery.objects.order_by("pk")]


def test_a_pilot_feeds_its_own_city_and_province_wide_is_another_version(town: Town, fed: int) -> None:
    before = report(town, SUZHOU), report(town, WUXI)
    delivering.follow(at=later())
    assert receivers() == ["320500-cg"]

    actions.change(fed, NewVersion(EVERYWHERE, FIELDS, "试点成熟，全省推开"), seen=1, by=supervisor(town), at=later(20))
    report(town, WUXI, minute=30)
    delivering.follow(at=later(31))
    assert receivers() == ["320500-cg", "320200-cg"]
    assert [each.version.version for each in Delivery.objects.order_by("pk")] == [1, 2]

    actions.fill_back(fed, MONDAY - timedelta(days=1), by=supervisor(town), at=later(40))
    while delivering.fill_back(at=later(41)):
        pass
    assert receivers() == ["320500-cg", "320200-cg", "320200-cg"]
    assert {each.ticket.number for each in Delivery.objects.all()} >= {made.number for made in before}
    assert FeedVersion.objects.get(version=2).back_ended_at is not None


def test_the_copy_holds_the_agreed_fields_without_names_and_numbers(town: Town, fed: int) -> None:
    made = report(town, SUZHOU)
    delivering.follow(at=later())
    copy = Delivery.objects.get().copy
    assert set(copy) == {"title", "text", "place", "phone"}
    assert copy["text"] == "楼上业主张**把三室改成七间群租，电话139****0000，有消防隐患。"
    assert copy["phone"].startswith("139****")
    event = Event.objects.get(topic="ticket", subject=made.id, verb="feed")
    assert (event.facts["feed"], event.facts["receiver"]) == ("group-rental", town.unit("320500-cg").pk)
    rung = Notice.objects.get(kind="feed")
    assert rung.organisation_id == town.unit("320500-cg").pk
    assert "title" not in rung.facts


def test_nothing_is_delivered_twice_however_often_the_journal_is_read(town: Town, fed: int) -> None:
    made = report(town, SUZHOU)
    delivering.follow(at=later())
    moves = Ticket.objects.get(pk=made.id).moves
    actions.fill_back(fed, MONDAY - timedelta(days=1), by=supervisor(town), at=later(20))
    delivering.fill_back(at=later(21))
    delivering.follow(at=later(22))
    assert Delivery.objects.count() == 1
    assert Ticket.objects.get(pk=made.id).moves == moves


def test_a_ticket_that_is_put_right_later_is_fed_then(town: Town, fed: int) -> None:
    from hotline.flow.intake import corrections

    made = report(town, SUZHOU, title="楼上太吵", text="楼上每晚很吵")
    delivering.follow(at=later())
    assert receivers() == []
    corrections.amend(made.number, {"text": "楼上群租，每晚很吵"}, by=town.actor("agent.suzhou"), at=later(12))
    delivering.follow(at=later(13))
    assert receivers() == ["320500-cg"]


def test_a_confidential_ticket_never_leaves_and_the_list_says_so(town: Town, fed: int) -> None:
    report(town, SUZHOU, is_confidential=True)
    delivering.follow(at=later())
    assert receivers() == []
    [kept] = queries.withheld(fed, supervisor(town))
    assert kept.why == "confidential"


def test_where_there_is_no_such_department_it_is_withheld(town: Town) -> None:
    prepare()
    agree(town, department="mz")
    feed = opened(town, EVERYWHERE, department="mz", level=ReceiverLevel.COUNTY)
    report(town, WUXI)
    report(town, SUZHOU)
    delivering.follow(at=later())
    assert receivers() == ["320211-mz"]
    assert [each.why for each in Withheld.objects.filter(feed_id=feed)] == ["no_receiver"]


def test_after_the_agreement_has_run_out_nothing_leaves(town: Town) -> None:
    prepare()
    agree(town, until_on=date(2020, 3, 3))
    opened(town)
    report(town, SUZHOU, minute=60 * 24 + 5)
    delivering.follow(at=later(60 * 24 + 6))
    assert receivers() == []
    assert Withheld.objects.get().why == "no_right"


def test_a_stopped_feed_copies_nothing_more(town: Town, fed: int) -> None:
    actions.stop(fed, "试点结束", by=supervisor(town), at=later())
    report(town, SUZHOU, minute=12)
    delivering.follow(at=later(13))
    assert receivers() == []


def test_an_event_that_fits_no_feed_is_read_all_the_same(town: Town, fed: int) -> None:
    report(town, WUXI)
    assert delivering.follow(at=later()) > 0
    assert delivering.follow(at=later(11)) == 0


def test_a_late_receipt_is_told_once(town: Town, fed: int) -> None:
    report(town, SUZHOU)
    delivering.follow(at=later())
    assert delivering.remind(at=later(20)) == 0
    assert delivering.remind(at=later(60 * 24 * 3)) == 1
    assert delivering.remind(at=later(60 * 24 * 3 + 1)) == 0
    late = [each for each in Notice.objects.filter(kind="feed") if each.facts["late"]]
    assert len(late) == 1


def test_a_scope_is_tried_on_the_last_months_before_it_is_saved(town: Town, fed: int) -> None:
    report(town, SUZHOU)
    report(town, SUZHOU, is_confidential=True)
    report(town, WUXI)
    report(town, WUXI, text="路灯不亮", title="路灯")
    fields = tuple(each.value for each in FIELDS)
    found = queries.tried(queries.feed(fed, supervisor(town)), EVERYWHERE, fields, at=later())
    assert (found.looked_at, found.fitting, found.withheld) == (4, 3, 1)
    assert found.by_city == {"3205": 2, "3202": 1}
    assert len(found.samples) == 2
    assert Delivery.objects.count() == 0


def test_the_tally_counts_each_city_apart(town: Town, fed: int) -> None:
    for minute in (1, 2):
        report(town, SUZHOU, minute=minute)
    delivering.follow(at=later())
    [tally] = queries.tallies(fed, Period(MONDAY, later(60)), later(60 * 24 * 5))
    assert (tally.city, tally.delivered, tally.received, tally.due, tally.on_time) == ("3205", 2, 0, 2, 0)


def test_rights_of_agreements_follow_their_department(town: Town, fed: int) -> None:
    assert agreements.rights("mz") == []
    assert [right.region for right in agreements.rights("cg")] == ["32"]
    assert PILOT.regions == ("3205",)


def test_a_feed_of_a_topic_copies_what_is_of_it_however_late_the_matcher_is(town: Town) -> None:
    prepare()
    agree(town)
    defined(town, "rental", Definition("群租 and not 广告"))
    opened(town, Scope(categories=("01",), topics=("rental",)))
    report(town, SUZHOU)
    report(town, WUXI, text="群租广告，与此无关")
    delivering.follow(at=later())
    assert receivers() == ["320500-cg"]
    trial = queries.tried(None, Scope(topics=("rental",)), (), at=later())
    assert (trial.looked_at, trial.fitting) == (2, 1)
    with pytest.raises(errors.UnknownTopic, match="nothing"):
        actions.checked_scope(Scope(topics=("nothing",)), town.unit("320000-rx").pk, MONDAY.date())
