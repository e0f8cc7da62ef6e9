"""A replay: its cells come to the published figures, so do its rows, and a seed decides the rest."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow.compute as pc
import pytest

from hotline.ground.catalogue import seed as catalogue
from hotline.insight.measures.sights import Seen
from hotline.insight.replay import actions, errors, figures, making, recipes, rules
from hotline.insight.replay.words import Group
from hotline.insight.warehouse import engines
from hotline.insight.warehouse.store import Store

LEAVES = sorted(each.code for each in catalogue.categories() if each.code.count(".") == 2)
RESIDENTS = {f"32{number:02d}": 5_000_000 + number * 250_000 for number in range(1, 14)}
COUNTIES = {city: [f"{city}{number:02d}" for number in range(1, 8)] for city in RESIDENTS}
PLACES = making.Places(
    RESIDENTS,
    COUNTIES,
    {city: f"{city}00-rx" for city in RESIDENTS},
    {(leaf, city): f"{city}00-{leaf[:2]}" for leaf in LEAVES for city in RESIDENTS if leaf[:2] != "01"},
    streets={
        county: [(f"{county}001", f"{county}001-zf"), (f"{county}002", f"{county}002-zf")]
        for counties in COUNTIES.values()
        for county in counties
    },
)
ONE = Fraction(1)


@pytest.fixture(scope="module")
def whole() -> list[Group]:
    """Both years at full size."""
    return rules.groups(recipes.recipe(2020), LEAVES, ONE)


def count(groups: list[Group], year: int, months: range, *, starts: tuple[str, ...] = ("",), topic: str = "") -> int:
    """Tickets of cells."""
    cells = (cell for group in groups for cell in group.cells if cell.year == year and cell.month in months)
    return sum(
        cell.count for cell in cells if cell.leaf.startswith(starts) and (not topic or topic in cell.stratum.topics)
    )


def low(groups: list[Group], months: range, *names: str) -> int:
    """Dissatisfied ratings of strata in 2020."""
    chosen = (each for each in groups if each.cells[0].year == 2020 and each.cells[0].month in months)
    return sum(each.dissatisfied for each in chosen if each.cells[0].stratum.name in names)


def test_at_full_size_the_volumes_are_those_published(whole: list[Group]) -> None:
    seven, half = range(1, 8), range(1, 7)
    this, before = count(whole, 2020, seven), count(whole, 2019, seven)
    assert this == 13_210_000
    assert round((this / before - 1) * 100, 1) == 30.5
    assert count(whole, 2020, seven, topic="epidemic") > 1_950_000
    assert count(whole, 2020, half, starts=("08.01", "08.02", "08.04")) == 206_000
    fields = {leaf[:2]: count(whole, 2020, half, starts=(leaf[:2],)) for leaf in LEAVES}
    assert max(fields, key=lambda field: fields[field]) == "04"
    assert round((fields["04"] / count(whole, 2019, half, starts=("04",)) - 1) * 100, 1) == -19.7


def test_at_full_size_the_floods_are_those_published(whole: list[Group]) -> None:
    june = range(6, 7)
    floods = count(whole, 2020, june, topic="flood")
    assert floods == 4_798
    assert round(count(whole, 2020, june, starts=("02.01", "03.02"), topic="flood") / floods * 100, 1) == 61.7


def test_at_full_size_the_ratings_are_those_published(whole: list[Group]) -> None:
    ours = [group for group in whole if group.cells[0].year == 2020]
    rated, bad = sum(group.rated for group in ours), sum(group.dissatisfied for group in ours)
    assert round((1 - bad / rated) * 100, 1) == 94.8
    half = range(1, 7)
    aid, health = "medical subsidies and reimbursement", "other health"
    admission, education = "admission to school", "other education"
    assert (low(whole, half, aid), low(whole, half, admission)) == (192, 107)
    assert round(192 / low(whole, half, aid, health) * 100) == 42
    assert round(107 / low(whole, half, admission, education) * 100) == 42
    work = ("unpaid wages", "tax relief", "aid for poor households", "injuries at work", "other work")
    assert low(whole, range(1, 6), *work) == 932


def test_the_five_named_cities_grew_as_published() -> None:
    recipe = recipes.recipe(2020)
    now = rules.city_counts(recipe, 2020, RESIDENTS, sum(recipe.totals[2020]))
    before = rules.city_counts(recipe, 2019, RESIDENTS, sum(recipe.totals[2019]))
    grown = {city: round((now[city] / before[city] - 1) * 100, 2) for city in figures.CITIES.values()}
    assert grown == {"3205": 14.99, "3204": 124.15, "3206": 59.12, "3207": 26.72, "3202": 130.1}
    assert sum(now.values()) == 13_210_000


@pytest.mark.parametrize("scale", [Fraction(1, 1000), Fraction(7, 1000), Fraction(1, 50)])
def test_at_any_scale_totals_add_up_and_ratings_fit_their_tickets(scale: Fraction) -> None:
    groups = rules.groups(recipes.recipe(2020), LEAVES, scale)
    both = sum(cell.count for group in groups for cell in group.cells)
    assert abs(both - 23_332_605 * scale) <= 2
    for group in groups:
        assert 0 <= group.dissatisfied <= group.rated <= sum(cell.count for cell in group.cells)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A replay of one in two hundred."""
    store = Store(tmp_path_factory.mktemp("warehouse"), "replay-small")
    store.write(making.months(recipes.recipe(2020), Fraction(1, 200), 7, LEAVES, PLACES))
    return store


def test_the_figures_are_counted_from_the_rows(small: Store, tmp_path: Path) -> None:
    found = {each.key: each for each in figures.of_2020(Seen(engines.tickets(small, tmp_path)))}
    wanted = {
        "handled": 66_050,
        "epidemic": 9_767,
        "flood_appeals": 24,
        "education_health": 1_030,
        "work_dissatisfied": 4.66,
    }
    for key, exact in wanted.items():
        assert abs((found[key].value or 0) - exact) <= 2, key
    assert found["handled_yoy"].value == pytest.approx(30.5, abs=0.02)
    assert found["satisfaction"].value == pytest.approx(94.8, abs=0.03)
    assert found["yoy_wuxi"].value == pytest.approx(130.1, abs=0.1)
    assert found["late_june_hours"].value == pytest.approx(81.1, abs=0.001)
    assert found["flood_speedup"].value == pytest.approx(77.6, abs=0.01)
    assert found["environment_yoy"].value == pytest.approx(-19.7, abs=0.02)
    assert all("SELECT" in each.query for each in found.values())


def test_a_figure_moves_with_the_rows_it_is_counted_from(small: Store, tmp_path: Path) -> None:
    tickets = engines.tickets(small, tmp_path)
    without = {each.key: each.value for each in figures.of_2020(Seen(tickets.filter(tickets.city != "3202")))}
    assert without["yoy_wuxi"] is None
    assert (without["handled"] or 0) < 60_000


def test_the_same_seed_makes_the_same_rows_and_another_makes_others() -> None:
    def made(seed: int) -> list[bytes]:
        recipe = recipes.recipe(2020)
        tables = making.months(recipe, Fraction(1, 2000), seed, LEAVES, PLACES)
        return [repr(table.slice(0, 50).to_pylist()).encode() for _, table in tables]

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_rows_are_whole_and_lie_in_their_month() -> None:
    recipe = recipes.recipe(2020)
    for month, table in making.months(recipe, Fraction(1, 1000), 3, LEAVES, PLACES):
        days = table["registered_on"]
        assert pc.min(days).as_py() >= month.first
        assert pc.max(days).as_py() < month.next.first
        assert pc.all(pc.greater(table["closed_at"], table["registered_at"])).as_py()
        assert sum(table[name].null_count for name in table.column_names if name != "sent_at") == 0
        assert pc.all(pc.equal(pc.is_null(table["sent_at"]), table["is_direct"])).as_py()
        assert pc.all(table["is_synthetic"]).as_py()
        assert pc.all(pc.equal(pc.equal(table["unit"].cast("string"), ""), table["is_direct"])).as_py()
        assert pc.all(
            pc.equal(pc.utf8_slice_codeunits(table["centre"].cast("string"), 0, 4), table["city"].cast("string"))
        ).as_py()


@pytest.mark.parametrize("text", ["0", "-0.1", "1.5", "viel", "", "nan", "snan", "inf", "-1e-400", "1e400"])
def test_a_scale_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(errors.BadScale, match="回放比例应大于 0"):
        actions.scale_of(text)


@pytest.mark.parametrize("text", ["1e-400", "1e-999999999", "0.00000099"])
def test_a_scale_of_which_hardly_a_ticket_comes_is_refused_as_too_small(text: str) -> None:
    with pytest.raises(errors.ScaleTooSmall, match="太小，生成不了几件工单"):
        actions.scale_of(text)


def test_a_scale_too_fine_to_be_told_is_refused() -> None:
    with pytest.raises(errors.ScaleTooFine, match="小数位太多，最多 12 位"):
        actions.scale_of("0.1234567890123")
    assert actions.scale_of("0.1000000000000000") == Fraction(1, 10)


def test_the_smallest_scale_makes_tickets() -> None:
    least = actions.scale_of("0.000001")
    tables = [table for _, table in making.months(recipes.recipe(2020), least, 1, LEAVES, PLACES)]
    assert sum(table.num_rows for table in tables) == 23


def test_scales_that_differ_never_share_a_name_and_names_given_before_stay() -> None:
    texts = ["0.001", "0.00005", "1", "0.1234567", "0.12345671", "0.123457", "0.1234568"]
    names = [actions.source(2020, actions.scale_of(text), 7) for text in texts]
    assert len(set(names)) == len(texts)
    assert names[:4] == ["replay-2020-0.001-7", "replay-2020-5e-05-7", "replay-2020-1-7", "replay-2020-0.1234567-7"]


def test_a_seed_from_which_nothing_can_be_drawn_is_refused(tmp_path: Path) -> None:
    for seed in (-1, 10**12):
        with pytest.raises(errors.BadSeed, match=f"随机种子应为 0 至 999999999999 的整数，收到的是“{seed}”"):
            actions.to_warehouse(tmp_path, 2020, Fraction(1, 1000), seed=seed, on=date(2026, 11, 27))
    assert not list(tmp_path.iterdir())


def test_a_year_without_a_recipe_is_refused() -> None:
    with pytest.raises(errors.NoSuchYear, match="没有 2018 年的回放数据"):
        recipes.recipe(date(2018, 1, 1).year)
