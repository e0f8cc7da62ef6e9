"""Two people at the same scheme or sheet at the same moment, in real threads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from hotline.insight.evaluation import actions, errors, queries
from hotline.insight.evaluation.models import AdoptedScheme, Objection, Publication, Sheet
from hotline.insight.evaluation.tests.test_sheets_are_kept_not_rewritten import APRIL, HOUR, MARCH, SCHEME, House
from tests.flow.test_two_people_at_once import at_once, refusals
from tests.town import Town

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_adopt_at_once_make_one_scheme(town: Town) -> None:
    house = House(town)
    answers = at_once(house.adopt, house.adopt)
    assert [type(each) for each in refusals(answers)] == [errors.SchemeTooEarly]
    assert AdoptedScheme.objects.get().version == 1


def test_two_who_build_at_once_make_each_sheet_once(town: Town) -> None:
    house = House(town)
    house.adopt()
    answers = at_once(*[lambda: actions.build(house.centre, MARCH, by=house.scorer, at=APRIL)] * 2)
    assert sorted(answers) == [0, 3]
    assert Sheet.objects.count() == 3


def test_a_month_is_not_scored_by_two_schemes(town: Town) -> None:
    house = House(town)
    house.adopt(on=date(2020, 1, 1))
    answers = at_once(
        lambda: actions.build(house.centre, MARCH, by=house.scorer, at=APRIL),
        lambda: house.adopt(replace(SCHEME, code="other"), date(2020, 2, 1)),
    )
    scored_by = set(queries.sheets(house.centre, MARCH).values_list("scheme__version", flat=True))
    assert scored_by == ({1} if refusals(answers) else {2})


def test_of_two_who_correct_a_sheet_at_once_one_is_told_that_it_changed(town: Town) -> None:
    house = House(town)
    sheet = house.build()
    house.object_to(sheet)
    answers = at_once(lambda: house.grant(sheet, house.idle), lambda: house.grant(sheet, house.done))
    assert [type(each) for each in refusals(answers)] == [errors.SheetNotFound]
    assert [each.revision for each in queries.history(house.centre, sheet.unit_id, MARCH)] == [1, 2]


def test_no_objection_waits_in_a_month_that_was_published(town: Town) -> None:
    house = House(town)
    sheet = house.build()
    answers = at_once(
        lambda: house.object_to(sheet),
        lambda: actions.publish(house.centre, MARCH, by=house.scorer, at=APRIL + HOUR),
    )
    assert len(refusals(answers)) == 1
    assert Publication.objects.count() + Objection.objects.count() == 1
