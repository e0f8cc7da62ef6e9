"""Dissatisfaction: the ratings of 2020's recipe come to what was published; small groups are told together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from hotline.ground.catalogue import seed as catalogue
from hotline.ground.catalogue.words import Blame
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.sights import Seen
from hotline.insight.questions import dissatisfaction, layout
from hotline.insight.questions.dissatisfaction import Group, Overview
from hotline.insight.replay import recipes, rules
from tests.analysing import everything, rated

LEAVES = sorted(each.code for each in catalogue.categories() if each.code.count(".") == 2)
FIELDS = ("06", "08.01", "08.02", "08.04")
SPRING, HALF = Period(date(2020, 1, 1), date(2020, 6, 1)), Period(date(2020, 1, 1), date(2020, 7, 1))
KNOWN = layout.in_force(SPRING.last)


def ratings_of_2020() -> Iterator[dict[str, Any]]:
    """Every rating about work, education and health that the recipe of 2020 tells, at full size, with its causes."""
    number = 0
    recipe = recipes.recipe(2020)
    for group in rules.groups(recipe, LEAVES, Fraction(1)):
        cell = group.cells[0]
        if cell.year != 2020 or not cell.leaf.startswith(FIELDS) or cell.stratum.name.startswith("rest of"):
            continue
        causes = list((cell.stratum.blame or recipe.blame).items())
        for place in range(group.rated):
            number += 1
            one = group.cells[place % len(group.cells)]
            told = {"category": one.leaf, "field": one.leaf[:2], "branch": one.leaf[:5]}
            if place < group.dissatisfied:
                told["blame"] = causes[place % len(causes)][0]
            satisfied = "dissatisfied" if place < group.dissatisfied else "satisfied"
            yield rated(number, date(2020, one.month, 15), satisfied, **told)


@pytest.fixture(scope="module")
def seen() -> Seen:
    """The ratings of 2020."""
    return everything(ratings_of_2020())


def classes(seen: Seen, field: str, period: Period) -> Overview:
    """The classes of a field."""
    return dissatisfaction.by_class(seen, layout.named(field, KNOWN), period, None, {})


def named(found: Overview) -> dict[str, Group]:
    """Its classes by their codes."""
    return {each.code: each for each in found.parts}


def percent(share: Fraction | None) -> float:
    """As it is printed."""
    assert share is not None
    return round(float(share) * 100, 1)


def test_932_were_dissatisfied_about_employment_and_income_from_january_to_may(seen: Seen) -> None:
    found = classes(seen, "employment", SPRING)
    assert found.whole.count == 932
    assert {"wages", "tax", "poor", "injuries"} <= set(named(found))
    assert [each.code for each in found.parts[:2]] == ["wages", "poor"]
    assert [each.code for each in found.lowest[:2]] == ["poor", "wages"]


def test_medical_reimbursement_and_school_admission_are_each_42_percent_of_their_field(seen: Seen) -> None:
    health, education = classes(seen, "health", HALF), classes(seen, "education", HALF)
    medical, school = named(health)["reimbursement"], named(education)["admission"]
    assert (medical.count, percent(medical.share)) == (192, 42.0)
    assert (school.count, percent(school.share)) == (107, 42.0)
    assert health.lowest[0].code == "reimbursement"
    assert education.lowest[0].code == "admission"


def test_fields_come_to_the_whole_and_are_what_people_call_them(seen: Seen) -> None:
    found = dissatisfaction.by_field(seen, HALF, None, {})
    assert {each.code for each in found.parts} == {"employment", "health", "education"}
    assert sum(each.count for each in found.parts) == found.whole.count
    assert sum(each.share or 0 for each in found.parts) == 1
    assert sum(sum(each.causes.values()) for each in found.parts) == found.whole.count


DAY = date(2020, 3, 2)


def low(number: int, category: str, blame: str = "handling", **told: Any) -> dict[str, Any]:
    """Somebody dissatisfied."""
    return rated(
        number, told.pop("on", DAY), "dissatisfied", category=category, field=category[:2], blame=blame, **told
    )


def few(**counts: int) -> Seen:
    """So many dissatisfied of leaves."""
    leaves = [leaf.replace("_", ".").lstrip("c") for leaf, count in counts.items() for _ in range(count)]
    return everything(low(number, leaf) for number, leaf in enumerate(leaves))


def one_day(seen: Seen, field: str = "04") -> Overview:
    """The classes of a field on the one day."""
    return dissatisfaction.by_class(seen, layout.named(field, KNOWN), Period(DAY, date(2020, 3, 3)), None, {})


def test_groups_too_small_to_tell_are_told_together() -> None:
    found = one_day(few(c04_01_01=6, c04_02_01=4, c04_03_01=3))
    own, others = found.parts
    assert (own.code, own.count, own.folded) == ("04.01", 6, 0)
    assert (others.code, others.count, others.folded, others.categories) == ("", 7, 2, ())
    assert (own.share or 0) + (others.share or 0) == 1


def test_a_rate_of_a_handful_takes_no_place_among_the_lowest() -> None:
    many = [rated(number, DAY, "satisfied", category="04.02.01") for number in range(100, 140)]
    some = [low(number, "04.02.01") for number in range(5)]
    found = one_day(everything([*many, *some, *[low(number, "04.01.01") for number in range(10, 20)]]))
    assert {each.code for each in found.parts} == {"04.01", "04.02"}
    assert [each.code for each in found.lowest] == ["04.02"]


def test_the_main_cause_is_named_where_it_prevails_among_enough() -> None:
    def main(policy: int, handling: int) -> Blame | None:
        rows = [low(number, "04.01.01", "policy") for number in range(policy)]
        rows += [low(100 + number, "04.01.01") for number in range(handling)]
        return dissatisfaction.main_cause(one_day(everything(rows)).parts[0], KNOWN)

    assert main(8, 4) is Blame.POLICY
    assert main(4, 8) is Blame.HANDLING
    assert main(5, 2) is None
    rows = [low(place * 10 + number, "04.01.01", each) for place, each in enumerate(Blame) for number in range(4)]
    assert dissatisfaction.main_cause(one_day(everything(rows)).parts[0], KNOWN) is None


def test_units_are_told_by_their_share_and_the_one_at_which_they_gather_is_pointed_out() -> None:
    rows = [low(number, "04.01.01", unit="320211-cg") for number in range(7)]
    rows += [low(20 + number, "04.01.01", unit=f"320505-{number}") for number in range(4)]
    seen = everything(rows)
    found = one_day(seen)
    units = dissatisfaction.by_unit(seen, found.parts, found.period, {}, KNOWN)["04.01"]
    assert [(each.code, each.count, each.folded) for each in units] == [("320211-cg", 7, 0), ("", 4, 4)]
    leading = dissatisfaction.leading_unit(units, KNOWN)
    assert leading is not None
    assert leading.code == "320211-cg"


def test_a_rise_is_pointed_out_against_the_period_before() -> None:
    rows = [low(number, "04.01.01") for number in range(12)]
    rows += [low(100 + number, "04.01.01", on=date(2020, 3, 1)) for number in range(10)]
    field, period = layout.named("04", KNOWN), Period(DAY, date(2020, 3, 3))
    found = dissatisfaction.by_class(everything(rows), field, period, Period(date(2020, 3, 1), DAY), {})
    [group] = found.parts
    assert (group.before, group.change) == (10, Fraction(1, 5))
    assert dissatisfaction.is_rising(group, KNOWN)


def test_every_category_has_one_field_and_one_class() -> None:
    for known in layout.layouts():
        for leaf in LEAVES:
            field = layout.named(layout.field_of(leaf, known), known)
            assert layout.is_within(leaf, field.within)
            assert layout.class_of(leaf, field)
        for field in known.fields:
            inner = [each.within for each in field.classes]
            assert all(layout.is_within(code, field.within) for within in inner for code in within)


def test_a_layout_holds_from_its_day_on() -> None:
    assert layout.in_force(date(1999, 1, 1)) is layout.layouts()[0]
    assert layout.in_force(date(2099, 1, 1)) is layout.layouts()[-1]
    assert all(each.why and each.fold_below > 1 for each in layout.layouts())
