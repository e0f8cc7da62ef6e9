"""Figures of the town's units, with the tickets behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hotline.flow.disputes import arbitration
from hotline.flow.disputes.words import Meeting, Ruling
from hotline.flow.followup import actions as followups
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import clocks
from hotline.flow.tickets.models import Clock, Ticket
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.catalogue.models import Reason
from hotline.ground.catalogue.words import Blame, ReasonPurpose
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor
from hotline.insight.measures import queries
from hotline.insight.measures.queries import Measured
from hotline.insight.measures.words import LESS_IS_BETTER, Measure
from hotline.lib.memo import forget_all
from tests.flow.road import CONTENT, MINUTE, SILENT, UNSOLVED, Road
from tests.town import MONDAY, Town

DAY = timedelta(days=1)
SINCE = datetime(2020, 3, 1, tzinfo=MONDAY.tzinfo)
UNTIL = datetime(2020, 4, 1, tzinfo=MONDAY.tzinfo)
NEXT = datetime(2020, 5, 1, tzinfo=MONDAY.tzinfo)


def measured(town: Town, measure: Measure, unit: str = "320211-cg", since: datetime = SINCE) -> Measured:
    """The figure of a unit in March 2020, or in April."""
    return queries.measured(measure, town.unit(unit).pk, since=since, until=UNTIL if since is SINCE else NEXT)


def counts(found: Measured) -> tuple[int, int]:
    """Numerator and denominator."""
    return found.figure.numerator, found.figure.denominator


def test_every_measure_is_defined_with_a_version() -> None:
    assert set(queries.REGISTER) == set(Measure)
    for measure, each in queries.REGISTER.items():
        assert each.definition.fact.zh == measure.zh
        assert each.definition.less_is_better is (measure in LESS_IS_BETTER)
        assert each.version


def test_work_in_time_and_work_that_never_came_are_both_due(town: Town) -> None:
    done, idle = town.ticket(Status.CLOSED), town.ticket(Status.TO_SIGN)
    found = measured(town, Measure.ON_TIME_CONCLUSION)
    assert found.numerator == (done.pk,)
    assert found.denominator == tuple(sorted((done.pk, idle.pk)))
    assert counts(measured(town, Measure.ON_TIME_SIGN)) == (1, 2)
    assert counts(measured(town, Measure.RESPONSE)) == (1, 2)


def test_what_is_due_counts_once_in_the_period_in_which_it_fell_due(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    road.at = UNTIL + 2 * DAY
    road.do(Verb.CONTACT)
    road.do(Verb.REPLY)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (0, 1)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION, since=UNTIL)) == (0, 0)


def test_what_is_not_yet_due_at_the_end_of_the_period_counts_in_the_next(town: Town) -> None:
    late = datetime(2020, 3, 31, 10, tzinfo=MONDAY.tzinfo)
    town.ticket(Status.HANDLING, at=late)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (0, 0)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION, since=UNTIL)) == (0, 1)


def test_what_was_taken_back_in_time_is_not_due(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    road.do(Verb.RECALL)
    assert counts(measured(town, Measure.ON_TIME_SIGN)) == (0, 0)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (0, 0)


def test_what_stands_still_is_not_due_and_a_limit_that_ran_on_counts_once(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING))
    road.do(Verb.CONTACT)
    mine = road.lead()
    clocks.pause(road.ticket.pk, MONDAY + DAY, [mine.pk])
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (0, 0)
    clocks.resume(road.ticket.pk, MONDAY + 2 * DAY, [mine.pk])
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (0, 1)
    road.at = MONDAY + 3 * DAY
    road.do(Verb.REPLY)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (1, 1)


def test_a_rejected_reply_is_judged_by_the_reply_that_held(town: Town) -> None:
    road = Road(town, town.ticket(Status.REPLY_REVIEW))
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (1, 1)
    road.do(Verb.REJECT_REPLY)
    road.at = UNTIL - DAY
    road.do(Verb.REPLY)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (0, 1)


def test_what_was_taken_back_too_late_stays_late(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    road.do(Verb.RECALL, after=20 * DAY)
    assert counts(measured(town, Measure.ON_TIME_SIGN)) == (0, 1)


def test_another_unit_has_nothing_due(town: Town) -> None:
    town.ticket(Status.CLOSED)
    for measure in Measure:
        assert measured(town, measure, "320506-cg").figure.percent is None


def test_a_unit_is_measured_with_all_below_it_and_inner_sendings_count_once(town: Town) -> None:
    road = Road(town, town.ticket(Status.HANDLING, lead="320211-zf"))
    road.do(Verb.SEND_DOWN)
    assert counts(measured(town, Measure.ON_TIME_SIGN, "320211-zf")) == (1, 1)
    assert counts(measured(town, Measure.ON_TIME_SIGN, "320200-zf")) == (1, 1)


def test_citizens_answers_count_by_the_last_visit_and_silence_not_at_all(town: Town) -> None:
    content, unheard, angry = (town.ticket(Status.FOLLOW_UP) for _ in range(3))
    asker = town.actor("followup.wuxi")
    for ticket, visit in ((content, CONTENT), (unheard, SILENT), (angry, UNSOLVED)):
        followups.follow_up(ticket.number, visit, by=asker, at=MONDAY + 60 * MINUTE)
    both = tuple(sorted((content.pk, angry.pk)))
    for measure, numerator in (
        (Measure.SOLVED, content.pk),
        (Measure.SATISFACTION, content.pk),
        (Measure.REWORK, angry.pk),
    ):
        found = measured(town, measure)
        assert (found.numerator, found.denominator) == ((numerator,), both)


def test_tickets_of_left_out_categories_do_not_count(town: Town) -> None:
    town.ticket(Status.CLOSED)
    unit = town.unit("320211-cg").pk
    for measure in Measure:
        whole = queries.measured(measure, unit, since=SINCE, until=UNTIL, without=("01.02", "0"))
        assert whole.figure.denominator == 1
        less = queries.measured(measure, unit, since=SINCE, until=UNTIL, without=("01.01",))
        assert less.figure.denominator == 0


def test_returns_are_read_from_the_journal(town: Town) -> None:
    kept, returned = town.ticket(Status.TO_SIGN), town.ticket(Status.TO_SIGN)
    mine = Road(town, returned).lead()
    facts = {"assignment": mine.pk, "unit": mine.unit_id}
    journal.record(tickets.TOPIC, returned.pk, Verb.RETURN, by=Actor.system(), at=MONDAY + DAY, facts=facts)
    found = measured(town, Measure.RETURN)
    assert found.numerator == (returned.pk,)
    assert found.denominator == tuple(sorted((kept.pk, returned.pk)))


def test_who_only_handles_first_is_not_measured_by_what_another_is_liable_for(town: Town) -> None:
    first, liable = town.unit("320211-cg").pk, town.unit("320200-cg").pk
    road = Road(town, town.ticket(Status.TO_DISPATCH))
    arbitration.handle_first(road.number, first, "先解决问题", by=road.system, at=road.at)
    road.do(Verb.SIGN)
    road.at += 8 * DAY  # the limit of five working days is over
    road.do(Verb.CONTACT)
    road.do(Verb.REPLY)
    road.do(Verb.PASS_REPLY)
    followups.follow_up(road.number, UNSOLVED, by=road.system, at=road.at + DAY)
    spared = (Measure.ON_TIME_CONCLUSION, Measure.SOLVED, Measure.SATISFACTION, Measure.REWORK)
    assert [counts(measured(town, measure)) for measure in spared] == [(0, 0)] * 4
    assert counts(measured(town, Measure.ON_TIME_SIGN)) == (1, 1), "signing in time is its own affair"
    assert counts(measured(town, Measure.RESPONSE)) == (0, 2), "in both rounds it spoke with the citizen too late"
    above = measured(town, Measure.ON_TIME_CONCLUSION, "320211-zf")
    assert counts(above) == (0, 0), "nor is the government above it"

    arbitration.settle(road.number, liable, "移交协议第三条", by=road.system, at=road.at + DAY)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (0, 0)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION, "320200-cg")) == (0, 0), "no clock of the liable unit ran"


def test_who_handles_first_and_turns_out_to_be_liable_is_measured(town: Town) -> None:
    first = town.unit("320211-cg").pk
    road = Road(town, town.ticket(Status.TO_DISPATCH))
    arbitration.handle_first(road.number, first, "先解决问题", by=road.system, at=road.at)
    for verb in (Verb.SIGN, Verb.CONTACT, Verb.REPLY):
        road.do(verb)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (0, 0)
    arbitration.settle(road.number, first, "本就由其养护", by=road.system, at=road.at)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION)) == (1, 1)


def test_the_clocks_of_the_liable_unit_start_when_the_matter_is_sent_to_it(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_DISPATCH))
    arbitration.open_arbitration(road.number, "权属不清", Meeting(), by=road.system, at=road.at)
    road.at += 2 * DAY
    ruling = Ruling("会议议定", "移交协议", liable=town.unit("320200-cg").pk)
    arbitration.arbitrate(road.number, ruling, by=road.system, at=road.at)
    assert {clock.started_at for clock in Clock.objects.filter(assignment=road.lead())} == {road.at}
    for verb in (Verb.SIGN, Verb.CONTACT, Verb.REPLY):
        road.do(verb)
    assert counts(measured(town, Measure.ON_TIME_CONCLUSION, "320200-cg")) == (1, 1)


def rated(town: Town, *causes: str) -> list[int]:
    """Tickets the Binhu bureau led: one whose citizen is content, then one dissatisfied for each cause."""
    kinds = {"slow": Blame.HANDLING, "law": Blame.POLICY, "moon": Blame.WISH}
    for code, blame in kinds.items():
        facts = {"name": code, "name_en": code, "blame": blame}
        Reason.objects.create(purpose=ReasonPurpose.DISSATISFACTION, code=code, **facts)
    forget_all()
    found = []
    for cause in (None, *causes):
        road = Road(town, town.ticket(Status.FOLLOW_UP))
        bad = replace(UNSOLVED, cause=cause or "", wants_rework=False)
        followups.follow_up(road.number, bad if cause is not None else CONTENT, by=road.system, at=road.at)
        found.append(road.ticket.pk)
    return found


def test_dissatisfaction_is_split_by_what_it_lies_in(town: Town) -> None:
    content, slow, law, other_law, moon, unsaid = rated(town, "slow", "law", "law", "moon", "")
    everybody = tuple(sorted((content, slow, law, other_law, moon, unsaid)))
    for measure, wanted in (
        (Measure.SATISFACTION, (content,)),
        (Measure.BLAMED_HANDLING, (slow,)),
        (Measure.BLAMED_POLICY, (law, other_law)),
        (Measure.BLAMED_WISH, (moon,)),
    ):
        found = measured(town, measure)
        assert (found.numerator, found.denominator) == (wanted, everybody), measure
    apart = measured(town, Measure.SATISFIED_HANDLING)
    assert (apart.numerator, apart.denominator) == ((content,), tuple(sorted((content, slow, unsaid))))
    split = queries.causes(measured(town, Measure.SATISFACTION), since=SINCE, until=UNTIL)
    assert split == {Blame.HANDLING: 1, Blame.POLICY: 2, Blame.WISH: 1, None: 1}


def test_the_split_follows_the_last_word_of_the_citizen(town: Town) -> None:
    _, law = rated(town, "law")
    road = Road(town, Ticket.objects.get(pk=law))
    for verb in (Verb.REOPEN, Verb.CONTACT, Verb.REPLY, Verb.PASS_REPLY):
        road.do(verb)
    slow = replace(UNSOLVED, cause="slow", wants_rework=False)
    followups.follow_up(road.number, slow, by=road.system, at=road.at + MINUTE)
    assert counts(measured(town, Measure.BLAMED_POLICY)) == (0, 2)
    assert counts(measured(town, Measure.BLAMED_HANDLING)) == (1, 2)
    split = queries.causes(measured(town, Measure.SATISFACTION), since=SINCE, until=UNTIL)
    assert split == {Blame.HANDLING: 1, Blame.POLICY: 0, Blame.WISH: 0, None: 0}


def test_what_is_only_dissatisfied_with_a_policy_leaves_the_handling_nothing_to_answer_for(town: Town) -> None:
    _, law = rated(town, "law")
    assert law not in measured(town, Measure.SATISFIED_HANDLING).denominator
    assert measured(town, Measure.BLAMED_POLICY, "320506-cg").figure.percent is None
