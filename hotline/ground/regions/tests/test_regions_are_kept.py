"""New divisions, new names, new figures."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.ground.journal.queries import about
from hotline.ground.people.words import Actor
from hotline.ground.regions import actions, errors, queries
from hotline.ground.regions.models import Population, Region
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, Town


@pytest.fixture
def admin(town: Town) -> Actor:
    return town.actor("admin.js")


def test_a_new_street_lies_in_the_county_its_code_names(admin: Actor) -> None:
    row = actions.create("320211005", "河埒街道", "Helie Street", by=admin, at=MONDAY)
    assert (row.level, row.parent_id, row.full_name) == ("street", "320211", "江苏省无锡市滨湖区河埒街道")
    assert "320211005" in [place.code for place in queries.children("320211")]


@pytest.mark.parametrize("code", ["", "33", "32021", "3202ab", "320211004", "329999001", "３２０２１１"])
def test_an_impossible_code_is_refused(admin: Actor, code: str) -> None:
    with pytest.raises(errors.ImpossibleRegion):
        actions.create(code, "某地", "Somewhere", by=admin, at=MONDAY)


def test_a_new_name_goes_down_to_the_full_names_below(admin: Actor) -> None:
    actions.rename("320211", "太湖区", "Taihu", by=admin, at=MONDAY)
    place = queries.region("320211004")
    assert place is not None
    assert place.full_name == "江苏省无锡市太湖区蠡湖街道"
    event = about("region", "320211").get()
    assert event.facts["before"]["name"] == "滨湖区"
    with pytest.raises(errors.RegionNotFound):
        actions.rename("320299", "无", "None", by=admin, at=MONDAY)
    with pytest.raises(errors.ImpossibleRegion):
        actions.rename("320211", " ", "", by=admin, at=MONDAY)


def test_population_is_kept_by_year_with_its_source(admin: Actor) -> None:
    actions.set_population("3202", 2019, 6_591_500, "统计公报", by=admin, at=MONDAY)
    actions.set_population("3202", 2019, 6_592_000, "统计公报（修订）", by=admin, at=MONDAY)
    assert Population.objects.get(region_id="3202", year=2019).people == 6_592_000
    wrong: list[dict[str, Any]] = [{"year": 1900}, {"year": 2021}, {"people": 0}, {"source": ""}]
    for each in wrong:
        fields: dict[str, Any] = {"year": 2019, "people": 1, "source": "某"} | each
        with pytest.raises(errors.ImpossibleRegion):
            actions.set_population("3202", **fields, by=admin, at=MONDAY)


def test_others_keep_their_hands_off(town: Town) -> None:
    with pytest.raises(NotPermitted):
        actions.create("320211005", "河埒街道", "Helie Street", by=town.actor("agent.wuxi"), at=MONDAY)
    assert Region.objects.count() == 7
