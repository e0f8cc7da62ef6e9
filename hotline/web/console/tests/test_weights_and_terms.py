"""What is weighed about duplicates, and how long marks last: kept by the province, from a day on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hotline.flow.callers import errors as caller_errors
from hotline.flow.callers import queries as callers
from hotline.flow.callers import terms
from hotline.flow.callers.models import MarkTerms
from hotline.flow.callers.words import Terms
from hotline.flow.groups import errors, weighing
from hotline.flow.groups import queries as groups
from hotline.flow.groups.models import Weights
from hotline.flow.groups.words import USUAL, Scale
from hotline.ground.journal.models import Event
from hotline.lib.refusal import NotPermitted
from hotline.web.console.registry import SHEETS
from tests.town import MONDAY, Town

TOMORROW = date(2020, 3, 3)
NEW = Scale(least=60, days=7)


def test_weights_hold_from_their_day_and_are_journalled(town: Town) -> None:
    weighing.add(TOMORROW, NEW, "试行", by=town.actor("admin.js"), at=MONDAY)
    assert groups.scale(TOMORROW - timedelta(days=1)) == USUAL
    assert groups.scale(TOMORROW) == NEW
    assert Event.objects.get(topic="reference").facts["least"] == 60


def test_weights_in_force_are_not_changed_any_more(town: Town) -> None:
    admin = town.actor("admin.js")
    row = weighing.add(TOMORROW, NEW, "", by=admin, at=MONDAY)
    weighing.change(row.pk, Scale(least=70), "改", by=admin, at=MONDAY)
    assert groups.scale(TOMORROW).least == 70
    with pytest.raises(errors.WeightsPast):
        weighing.change(row.pk, NEW, "", by=admin, at=MONDAY + timedelta(days=1))
    for day in (TOMORROW - timedelta(days=1), TOMORROW - timedelta(days=30)):
        with pytest.raises(errors.WeightsPast):
            weighing.add(day, NEW, "", by=admin, at=MONDAY)
    with pytest.raises(errors.WeightsInForce):
        weighing.add(TOMORROW, NEW, "", by=admin, at=MONDAY)
    assert Weights.objects.count() == 1
    assert groups.scale(TOMORROW).least == 70


@pytest.mark.parametrize(
    ("on", "new", "error"),
    [
        (date(2020, 3, 2), Terms(3, 5), caller_errors.TermsPast),
        (TOMORROW, Terms(6, 5), caller_errors.TermsOutOfOrder),
        (TOMORROW, Terms(0, 5), caller_errors.TermsOutOfOrder),
    ],
)
def test_impossible_terms_are_refused(town: Town, on: date, new: Terms, error: type[Exception]) -> None:
    with pytest.raises(error):
        terms.add(on, new, "", by=town.actor("admin.js"), at=MONDAY)
    assert not MarkTerms.objects.exists()


def test_terms_hold_from_their_day(town: Town) -> None:
    admin = town.actor("admin.js")
    terms.add(TOMORROW, Terms(3, 5), "", by=admin, at=MONDAY)
    assert callers.terms(TOMORROW) == Terms(3, 5)
    assert callers.terms(TOMORROW - timedelta(days=1)) == Terms(30, 180)
    with pytest.raises(caller_errors.TermsInForce):
        terms.add(TOMORROW, Terms(4, 5), "", by=admin, at=MONDAY)


@pytest.mark.parametrize("username", ["lead.wuxi", "agent.wuxi", "auditor.js"])
def test_only_keepers_of_reference_data_write_them(town: Town, username: str) -> None:
    stranger = town.actor(username)
    with pytest.raises(NotPermitted):
        weighing.add(TOMORROW, NEW, "", by=stranger, at=MONDAY)
    with pytest.raises(NotPermitted):
        terms.add(TOMORROW, Terms(3, 5), "", by=stranger, at=MONDAY)
    assert SHEETS["likeness"].may_look(stranger) == (username == "auditor.js")
    assert not SHEETS["mark-terms"].may_create(stranger)


def test_the_sheets_write_what_their_forms_say(town: Town) -> None:
    admin, at = town.actor("admin.js"), datetime(2020, 3, 2, tzinfo=UTC)
    for slug, said in (
        ("likeness", {"from_on": "2020-03-03", "note": "试行", "least": "50", "days": "10"}),
        ("mark-terms", {"from_on": "2020-03-03", "note": "", "usual_days": "3", "most_days": "9"}),
    ):
        sheet = SHEETS[slug]
        blank = sheet.form(by=admin)
        filled = {name: str(field.initial or "") for name, field in blank.fields.items()} | said
        form = sheet.form(filled, by=admin)
        assert form.is_valid(), form.errors
        done = sheet.create(form.cleaned_data, admin, at)
        assert sheet.find(done.key, admin).from_on == TOMORROW
    assert (groups.scale(TOMORROW).least, groups.scale(TOMORROW).place) == (50, USUAL.place)
    assert callers.terms(TOMORROW) == Terms(3, 9)
