"""The catalogue a province starts with is whole, bilingual, and points at units that exist."""

from collections import Counter, defaultdict

import pytest

from hotline.ground.calendar.words import Limit
from hotline.ground.catalogue import rules, seed
from hotline.ground.catalogue.words import Blame, ClockKind, Kind, ReasonPurpose, Urgency
from hotline.ground.organisations import seed as organisations_seed
from hotline.ground.regions import seed as regions_seed

TREE = seed.categories()
LEAVES = [node for node in TREE if node.is_leaf]
REGIONS = regions_seed.load("32")
CITIES = [region.code for region in REGIONS if region.level == "city"]
COUNTIES = [region.code for region in REGIONS if region.level == "county"]
ZONES = frozenset(region.code for region in REGIONS if region.level == "county" and region.kind == "zone")
UNITS = organisations_seed.index(organisations_seed.load(REGIONS))
SHORT_CODES = {short for _, short in UNITS}
DIRECTORY = seed.directory(TREE, UNITS, CITIES)
ROWS: dict[tuple[str, str], list[seed.DirectorySeed]] = defaultdict(list)
for _row in DIRECTORY:
    ROWS[_row.category, _row.at].append(_row)


def test_the_tree_has_11_fields_three_levels_and_170_leaves() -> None:
    assert sum(node.depth == 1 for node in TREE) == 11
    assert {node.depth for node in LEAVES} == {3}
    assert len(LEAVES) >= 170


def test_codes_are_unique_and_every_parent_comes_first() -> None:
    seen: set[str] = set()
    for node in TREE:
        assert node.code not in seen
        assert node.parent is None or (node.parent in seen and node.code.startswith(f"{node.parent}."))
        seen.add(node.code)


def test_names_within_one_parent_differ() -> None:
    assert [pair for pair, count in Counter((node.parent, node.name) for node in TREE).items() if count > 1] == []


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.code)
def test_a_leaf_is_complete_and_bilingual(leaf: seed.CategorySeed) -> None:
    assert leaf.name
    assert leaf.name_en.isascii()
    assert 0 < len(leaf.hint) <= 200
    assert leaf.hint_en.isascii()
    assert len(leaf.keywords) >= 2
    assert leaf.usual_kind in set(Kind)
    assert leaf.urgency in set(Urgency)
    assert leaf.road in {"line", "place"}
    assert leaf.lead
    assert {*leaf.lead, *leaf.joint} <= SHORT_CODES


def _best(category: str, at: str, place: str) -> str | None:
    """What the directory gives: a row for the nearest region wins."""
    fitting = [row for row in ROWS[category, at] if place.startswith(row.region or "")]
    row = max(fitting, key=lambda row: len(row.region or ""))
    return seed.resolve(row.department, row.level, place, UNITS, ZONES)


def test_every_leaf_has_a_unit_in_every_city_and_county() -> None:
    streets = {region.parent: region.code for region in REGIONS if region.kind in {"street", "town", "township"}}
    for leaf in LEAVES:
        for county in COUNTIES:
            place = streets.get(county, county)
            assert _best(leaf.code, "city", place), (leaf.code, place)
            if len(place) == 9:
                assert _best(leaf.code, "county", place), (leaf.code, place)


@pytest.mark.parametrize(
    ("category", "at", "place", "unit"),
    [
        ("07.02.01", "city", "320211004", "320211-zf"),
        ("07.02.01", "county", "320211004", "320211004-zf"),
        ("07.03.01", "city", "320902", "320900-jzz"),
        ("03.01.01", "city", "320106002", "320100-ldglc"),
        ("03.01.01", "city", "320211004", "320200-ylj"),
        ("03.01.01", "city", "321302", "321300-cgj"),
        ("03.02.04", "city", "321112100", "321112-zf"),
        ("03.02.04", "county", "321112100", "321112100-zf"),
        ("03.02.01", "city", "320106", "320100-slj"),
        ("08.03.05", "province", "321181", "321100-rx"),
        ("05.04.02", "province", "321181", "320000-gsgl"),
        ("05.01.03", "city", "320505", "320500-dt"),
        ("05.01.03", "city", "321302", "321300-jtj"),
        ("04.01.01", "county", "320576", "320576-zf"),
        ("02.01.01", "county", "320508001", "320500-gs"),
    ],
)
def test_matters_reach_the_unit_a_dispatcher_would_choose(category: str, at: str, place: str, unit: str) -> None:
    assert _best(category, at, place) == unit


def test_in_a_municipality_its_own_departments_and_the_districts_lead() -> None:
    rows = {row.category: row for row in seed.directory(TREE, {}, []) if row.at == "province" and row.region is None}
    assert (rows["04.01.01"].level, rows["04.01.01"].department) == ("province", "sthjj")
    assert (rows["03.03.01"].level, rows["03.03.01"].department) == ("county", "zf")


def test_a_vague_place_is_left_to_the_dispatcher() -> None:
    assert seed.resolve("zf", "county", "3202", UNITS) is None


def test_joint_units_exist_in_the_province() -> None:
    assert all(set(row.joint) <= SHORT_CODES for row in DIRECTORY)
    assert all(row.department not in row.joint for row in DIRECTORY)


def test_all_limits_can_be_read() -> None:
    for policy in seed.limit_policies():
        for row in policy.rows:
            assert set(row.limits) >= set(ClockKind)
            for text in row.limits.values():
                assert str(Limit.parse(text)) == text


def test_limit_rows_name_known_kinds_and_categories_and_no_row_twice() -> None:
    codes = {node.code for node in TREE}
    for policy in seed.limit_policies():
        keys = [(row.kind, row.category_prefix, row.urgency, row.level) for row in policy.rows]
        assert len(keys) == len(set(keys))
        for kind, category, urgency, level in keys:
            assert kind in {"", *Kind}
            assert category in {"", *codes}
            assert urgency in {"", *Urgency}
            assert level in {"", *seed.DIGITS}


def _limits(kind: str, category: str, urgency: str, level: str) -> tuple[str, ...]:
    rows = seed.limit_policies()[0].rows
    matches = [
        (rules.LimitMatch(row.kind, row.category_prefix, row.urgency, row.level), place)
        for place, row in enumerate(rows)
    ]
    best = rules.best_limit(matches, rules.Wanted(kind, category, urgency, level))
    assert best is not None
    return tuple(rows[best].limits[name] for name in ("dispatch", "sign", "contact", "handle"))


@pytest.mark.parametrize(
    ("wanted", "limits"),
    [
        (("complaint", "03.03.01", "normal", "city"), ("24h", "1wd", "24h", "5wd")),
        (("enquiry", "07.01.01", "normal", "city"), ("24h", "1wd", "24h", "3wd")),
        (("complaint", "03.03.01", "normal", "street"), ("24h", "4wh", "24h", "3wd")),
        (("help", "02.03.01", "danger", "city"), ("1h", "15min", "30min", "2h")),
        (("help", "02.01.01", "utilities", "city"), ("2h", "30min", "2h", "24h")),
        (("help", "07.02.01", "urgent", "street"), ("1h", "30min", "2h", "16h")),
    ],
)
def test_the_first_policy_gives_the_usual_limits(
    wanted: tuple[str, str, str, str], limits: tuple[str, str, str, str]
) -> None:
    assert _limits(*wanted) == limits


def test_policies_follow_each_other() -> None:
    days = [policy.from_on for policy in seed.limit_policies()]
    assert days == sorted(set(days))
    assert len(days) == 2


def test_reasons_are_bilingual_unique_and_say_where_to_go() -> None:
    listed = seed.reasons()
    assert {reason.purpose for reason in listed} == set(ReasonPurpose)
    assert len({(reason.purpose, reason.code) for reason in listed}) == len(listed)
    for reason in listed:
        assert reason.name
        assert reason.name_en.isascii()
        assert 0 < len(reason.advice) <= 300
        assert 0 < len(reason.advice_en) <= 400
        assert bool(reason.blame) == (reason.purpose == ReasonPurpose.DISSATISFACTION)
    blamed = {reason.code: reason.blame for reason in listed if reason.blame}
    assert (blamed["policy"], blamed["delay"]) == (Blame.POLICY, Blame.HANDLING)
