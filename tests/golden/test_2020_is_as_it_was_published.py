"""The year 2020 made again: what the newspaper printed comes out of counting, at full size and at one in a hundred.

Full size means 23.3 million tickets: made and asked in some minutes of a processor, 600 MB of files (`conftest`).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from hotline.insight.measures.sights import Seen
from hotline.insight.replay import figures
from hotline.insight.replay.figures import Told
from hotline.insight.warehouse import engines
from hotline.insight.warehouse.store import Store

from .conftest import replayed

PRINTED = {
    "handled": ("{:.0f}", "13210000"),
    "handled_yoy": ("{:.1f}", "30.5"),
    "yoy_suzhou": ("{:.2f}", "14.99"),
    "yoy_changzhou": ("{:.2f}", "124.15"),
    "yoy_nantong": ("{:.2f}", "59.12"),
    "yoy_lianyungang": ("{:.2f}", "26.72"),
    "yoy_wuxi": ("{:.1f}", "130.1"),
    "satisfaction": ("{:.1f}", "94.8"),
    "flood_appeals": ("{:.0f}", "4798"),
    "flood_drainage_share": ("{:.1f}", "61.7"),
    "june_hours": ("{:.1f}", "89.2"),
    "late_june_hours": ("{:.1f}", "81.1"),
    "flood_speedup": ("{:.1f}", "77.6"),
    "medical_dissatisfied_share": ("{:.0f}", "42"),
    "school_dissatisfied_share": ("{:.0f}", "42"),
    "education_health": ("{:.0f}", "206000"),
    "work_dissatisfied": ("{:.0f}", "932"),
}
COUNTED = ("handled", "epidemic", "flood_appeals", "education_health", "work_dissatisfied")
SHARED = ("flood_drainage_share", "medical_dissatisfied_share", "school_dissatisfied_share")
SATISFIED = "satisfaction"
CHANGED = ("handled_yoy", "environment_yoy", "radiation_yoy", *(f"yoy_{city}" for city in figures.CITIES))
MEANT = ("june_hours", "late_june_hours")


def found(store: Store, scratch: Path) -> Mapping[str, Told]:
    """Every figure of a replay, counted from its facts."""
    return {each.key: each for each in figures.of_2020(Seen(engines.tickets(store, scratch)))}


@pytest.fixture(scope="module")
def whole(full_size: Store, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Told]:
    """The figures at full size."""
    return found(full_size, tmp_path_factory.mktemp("scratch"))


def test_at_full_size_every_figure_is_the_printed_one(whole: Mapping[str, Told]) -> None:
    assert {key: form.format(whole[key].value) for key, (form, _) in PRINTED.items()} == {
        key: printed for key, (_, printed) in PRINTED.items()
    }
    assert (whole["epidemic"].value or 0) > 1_950_000
    assert -20 < (whole["environment_yoy"].value or 0) < -19
    assert (whole["radiation_yoy"].value or 0) > 0


@pytest.mark.parametrize("scale", [Fraction(1, 100), Fraction(1, 1000)])
def test_below_it_every_count_behind_a_figure_is_within_one_ticket(
    whole: Mapping[str, Told], scale: Fraction, tmp_path: Path
) -> None:
    small = found(replayed(tmp_path, scale), tmp_path / "scratch")
    assert small.keys() == whole.keys()
    for key in (*COUNTED, *SHARED, *CHANGED, SATISFIED):
        full, less = whole[key], small[key]
        if key not in COUNTED:
            assert abs(less.denominator - full.denominator * scale) <= 1, key
        both = 2 if key in CHANGED else 1  # a difference of two counts
        assert abs(less.numerator - full.numerator * scale) <= both, key
    for key in MEANT:
        assert small[key].value == pytest.approx(whole[key].value or 0, abs=1 if key == "june_hours" else 0.01)
