"""Monthly sheets: built once, objected to, corrected with a reason, published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.journal import queries as journals
from hotline.ground.people.words import Actor, ActorKind, Capability, Grant, Scope
from hotline.insight.evaluation import actions, errors, queries, seed
from hotline.insight.evaluation.models import AdoptedScheme, Objection, Publication, Sheet
from hotline.insight.evaluation.words import Exclusion, Group, Place, Scheme, Unranked
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, Town

D = Decimal
MARCH = date(2020, 3, 1)
APRIL = datetime(2020, 4, 1, tzinfo=MONDAY.tzinfo)
HOUR = timedelta(hours=1)
GROUPS = (
    Group("district", "县区部门", "Districts", ("320211-cg", "320211-mz")),
    Group("city", "市级部门", "City departments", ("320200-jt", "320200-cg")),
)
SCHEME = replace(
    seed.examples()["lianyungang-95"], groups=GROUPS, exclusions=(Exclusion("320200-cg", "机构改革过渡期"),)
)


def posted(town: Town, unit: str, permission: str, scope: Scope) -> Actor:
    """Somebody with one permission at a unit."""
    row = town.unit(unit)
    grant = Grant("x", frozenset({permission}), scope, row.pk, row.path, row.region_id)
    return Actor(ActorKind.PERSON, "某人", None, (grant,))


class House:
    """A month of two tickets: one all well, one never signed."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.centre = town.unit("320200-rx").pk
        self.scorer = posted(town, "320200-rx", Capability.SCORE_UNITS, Scope.OWN_CENTRE)
        self.leader = posted(town, "320211-cg", Capability.LEAD_VIEW, Scope.UNIT_SUBTREE)
        self.stranger = posted(town, "320211-mz", Capability.LEAD_VIEW, Scope.UNIT_SUBTREE)
        self.done, self.idle = town.ticket(Status.CLOSED), town.ticket(Status.TO_SIGN)

    def adopt(self, scheme: Scheme = SCHEME, on: date = MARCH) -> AdoptedScheme:
        """Let a scheme hold."""
        return actions.adopt(self.centre, scheme, on, by=self.scorer, at=APRIL)

    def build(self) -> Sheet:
        """Build March; the sheet of the district's city management bureau."""
        self.adopt()
        assert actions.build(self.centre, MARCH, by=self.scorer, at=APRIL) == 3
        return self.sheet()

    def sheet(self) -> Sheet:
        """Its sheet as it stands."""
        return queries.sheets(self.centre, MARCH).get(unit__code="320211-cg")

    def object_to(self, sheet: Sheet) -> Objection:
        """The unit objects."""
        return actions.object_to(sheet.pk, "该工单应由他单位承办", by=self.leader, at=APRIL + HOUR)

    def grant(self, sheet: Sheet, ticket: Ticket) -> Sheet:
        """The centre agrees."""
        return actions.grant(sheet.pk, [ticket.number], "误派，已核实", by=self.scorer, at=APRIL + 2 * HOUR)


@pytest.fixture
def house(town: Town) -> House:
    """The house."""
    return House(town)


def test_a_sheet_keeps_figure_score_definition_and_tickets(house: House) -> None:
    sheet = house.build()
    in_time, content = queries.lines(sheet)
    assert (len(in_time.numerator), len(in_time.denominator), in_time.score, in_time.definition) == (1, 2, D(0), 2)
    assert (content.numerator, content.denominator, content.score) == ([house.done.pk], [house.done.pk], D(25))
    assert (sheet.attained, sheet.attainable, sheet.points) == (D(25), D(45), D(25))
    system = Actor.system()
    assert queries.evidence(in_time, system) == [(house.done.number, True), (house.idle.number, False)]
    assert queries.evidence(in_time, house.leader) == []


def test_a_scheme_whose_weights_do_not_add_up_is_refused_and_nothing_is_stored(house: House) -> None:
    with pytest.raises(errors.SchemeRefused, match="各项分值合计 45 分，应为 100 分"):
        house.adopt(replace(SCHEME, total=D(100)))
    assert not AdoptedScheme.objects.exists()


@pytest.mark.parametrize(
    ("unit", "sentence"), [("320211-xx", "没有代码为“320211-xx”的单位"), ("320505-cg", "不在本中心辖区")]
)
def test_a_scheme_with_units_of_others_is_refused(house: House, unit: str, sentence: str) -> None:
    with pytest.raises(errors.SchemeRefused, match=sentence):
        house.adopt(replace(SCHEME, groups=(Group("x", "x", "", (unit,)),)))


def test_a_later_scheme_does_not_change_past_sheets(house: House) -> None:
    sheet = house.build()
    later = replace(seed.examples()["lianyungang-98"], groups=GROUPS)
    assert house.adopt(later, date(2020, 4, 1)).version == 2
    assert actions.build(house.centre, MARCH, by=house.scorer, at=APRIL + HOUR) == 0
    again = house.sheet()
    assert (again.pk, again.points, again.scheme.version) == (sheet.pk, sheet.points, 1)
    with pytest.raises(errors.SchemeTooEarly):
        house.adopt(later, MARCH)


def test_a_scheme_cannot_reach_back_into_a_month_that_is_scored(house: House) -> None:
    house.adopt(on=date(2020, 1, 1))
    actions.build(house.centre, MARCH, by=house.scorer, at=APRIL)
    with pytest.raises(errors.SchemeTooEarly):
        house.adopt(on=date(2020, 2, 1))
    assert AdoptedScheme.objects.count() == 1


def test_nothing_is_built_when_the_journal_fails(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.adopt()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("hotline.insight.evaluation.actions.journal.record_reference", fail)
    with pytest.raises(RuntimeError):
        actions.build(house.centre, MARCH, by=house.scorer, at=APRIL)
    assert not Sheet.objects.exists()


def test_what_happens_to_tickets_afterwards_does_not_change_past_sheets(house: House) -> None:
    points = house.build().points
    house.town.ticket(Status.CLOSED)
    actions.build(house.centre, MARCH, by=house.scorer, at=APRIL + HOUR)
    assert house.sheet().points == points


def test_a_month_is_built_when_it_is_over_and_a_scheme_held(house: House) -> None:
    house.adopt()
    with pytest.raises(errors.MonthNotOver):
        actions.build(house.centre, MARCH, by=house.scorer, at=APRIL - HOUR)
    with pytest.raises(errors.NoScheme):
        actions.build(house.centre, date(2020, 2, 1), by=house.scorer, at=APRIL)


def test_only_who_scores_this_centre_adopts_builds_and_publishes(house: House) -> None:
    suzhou = posted(house.town, "320500-rx", Capability.SCORE_UNITS, Scope.AREA)
    for actor in (house.leader, suzhou):
        with pytest.raises(NotPermitted):
            actions.adopt(house.centre, SCHEME, MARCH, by=actor, at=APRIL)
        with pytest.raises(NotPermitted):
            actions.build(house.centre, MARCH, by=actor, at=APRIL)
        with pytest.raises(NotPermitted):
            actions.publish(house.centre, MARCH, by=actor, at=APRIL)


def test_a_granted_objection_makes_a_corrected_sheet_and_keeps_the_old_one(house: House) -> None:
    old = house.build()
    house.object_to(old)
    new = house.grant(old, house.idle)
    assert (new.revision, new.reason, new.points) == (2, "误派，已核实", D(45))
    revisions = queries.history(house.centre, old.unit_id, MARCH)
    assert [(each.points, each.is_current) for each in revisions] == [(D(25), False), (D(45), True)]
    event = journals.about(actions.SHEET, new.pk).get()
    assert event.facts["without"] == [house.idle.number]
    with pytest.raises(errors.SheetNotFound):
        house.object_to(old)


def test_a_denied_objection_leaves_the_sheet(house: House) -> None:
    sheet = house.build()
    house.object_to(sheet)
    with pytest.raises(errors.ReasonMissing):
        actions.deny(sheet.pk, " ", by=house.scorer, at=APRIL)
    actions.deny(sheet.pk, "签收期限内未提出退单", by=house.scorer, at=APRIL + HOUR)
    assert house.sheet().points == sheet.points
    with pytest.raises(errors.NoObjection):
        actions.deny(sheet.pk, "再说一次", by=house.scorer, at=APRIL + HOUR)


def test_a_correction_that_names_no_counted_ticket_changes_nothing(house: House) -> None:
    sheet = house.build()
    house.object_to(sheet)
    foreign = house.town.ticket(Status.TO_SIGN, lead="320211-mz")
    with pytest.raises(errors.TicketNotCounted):
        house.grant(sheet, foreign)
    with pytest.raises(errors.NoTicketNamed):
        actions.grant(sheet.pk, [], "误派", by=house.scorer, at=APRIL)
    assert house.sheet().pk == sheet.pk
    assert Objection.objects.get().is_granted is None


def test_a_sheet_is_hidden_from_other_units_and_only_the_unit_objects(house: House) -> None:
    sheet = house.build()
    with pytest.raises(errors.SheetNotFound):
        actions.object_to(sheet.pk, "不服", by=house.stranger, at=APRIL)
    with pytest.raises(NotPermitted):
        actions.object_to(sheet.pk, "不服", by=house.scorer, at=APRIL)
    with pytest.raises(errors.ReasonMissing):
        actions.object_to(sheet.pk, "", by=house.leader, at=APRIL)
    house.object_to(sheet)
    with pytest.raises(errors.ObjectionWaiting):
        house.object_to(sheet)
    with pytest.raises(NotPermitted):
        actions.grant(sheet.pk, [house.idle.number], "自行更正", by=house.leader, at=APRIL)


def test_a_month_is_published_once_when_no_objection_waits(house: House) -> None:
    sheet = house.build()
    house.object_to(sheet)
    with pytest.raises(errors.ObjectionsOpen, match="1 份异议"):
        actions.publish(house.centre, MARCH, by=house.scorer, at=APRIL + HOUR)
    assert not Publication.objects.exists()
    with pytest.raises(errors.SheetNotFound):
        queries.places(house.centre, MARCH, house.leader)
    new = house.grant(sheet, house.idle)
    actions.publish(house.centre, MARCH, by=house.scorer, at=APRIL + 3 * HOUR)
    assert queries.places(house.centre, MARCH, house.leader) == [
        Place("320211-cg", "district", D(45), 1),
        Place("320211-mz", "district", None, None, Unranked.NOTHING_DUE),
        Place("320200-cg", "city", None, None, Unranked.EXCLUDED),
        Place("320200-jt", "city", None, None, Unranked.NOTHING_DUE),
    ]
    with pytest.raises(errors.SheetPublished):
        house.object_to(new)
    with pytest.raises(errors.PublishedAlready):
        actions.publish(house.centre, MARCH, by=house.scorer, at=APRIL + 4 * HOUR)
    with pytest.raises(errors.NothingToPublish):
        actions.publish(house.centre, date(2020, 2, 1), by=house.scorer, at=APRIL + 4 * HOUR)


def test_december_ends_with_the_year() -> None:
    since, until = queries.bounds(date(2020, 12, 1))
    assert (since.date(), until.date()) == (date(2020, 12, 1), date(2021, 1, 1))
