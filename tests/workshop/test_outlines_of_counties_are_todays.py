"""The outlines of counties that maps draw, made from the installed package."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tools import outlines, vendor

MAPS, DIVISIONS = vendor.BUILD / "vendor" / "maps", vendor.BUILD / "data" / "divisions" / "areas.csv"
KNOWN = {"320613": "崇川区", "320685": "海安市", "320682": "如皋市", "320671": "南通经济技术开发区"}


def square(path: Path, code: str, name: str, west: float) -> Path:
    """A file of the package's form with one square county."""
    ring = [[west, 32.0], [west + 0.1, 32.0], [west + 0.1, 32.1], [west + 0.1001, 32.1001], [west, 32.1], [west, 32.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "id": code, "properties": {"name": name}, "geometry": shape}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def package(folder: Path, *counties: tuple[str, str]) -> list[Path]:
    """The counties as the package would hold them."""
    home = folder / outlines.PACKAGE / "src" / "江苏" / "南通市"
    return [square(home / f"{name}.geojson", code, name, 120 + at) for at, (code, name) in enumerate(counties)]


def test_counties_of_2018_go_by_todays_codes_and_the_joined_are_one(tmp_path: Path) -> None:
    files = package(tmp_path, ("320602", "崇川区"), ("320611", "港闸区"), ("320621", "海安县"), ("320682", "如皋市"))
    found = outlines.drawn(files, KNOWN, 0.01)
    assert {code: each["properties"]["name"] for code, each in found.items()} == {
        "320613": "崇川区",
        "320682": "如皋市",
        "320685": "海安市",
    }
    assert len(found["320613"]["geometry"]["coordinates"]) == 2
    assert len(found["320682"]["geometry"]["coordinates"][0][0]) == 5


def test_a_county_that_went_must_be_said_to_have_gone_somewhere(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"某某县 \(320699\) .* say in MERGED"):
        outlines.drawn(package(tmp_path, ("320699", "某某县")), KNOWN, 0.01)


def test_a_county_without_an_outline_is_named_and_a_zone_needs_none(tmp_path: Path) -> None:
    table = tmp_path / "areas.csv"
    table.write_text("code,name\n" + "".join(f"{code},{name}\n" for code, name in KNOWN.items()), encoding="utf-8")
    package(tmp_path, ("320602", "崇川区"), ("320621", "海安县"))
    with pytest.raises(SystemExit, match=r"如皋市$"):
        outlines.write(tmp_path, table, tmp_path / "maps")
    package(tmp_path, ("320602", "崇川区"), ("320621", "海安县"), ("320682", "如皋市"))
    outlines.write(tmp_path, table, tmp_path / "maps")
    assert sorted(path.name for path in (tmp_path / "maps").iterdir()) == ["32-counties.json", "3206.json"]


@pytest.mark.skipif(not MAPS.exists(), reason="npm packages are not installed")
def test_every_county_of_the_province_has_its_outline_once() -> None:
    with DIVISIONS.open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file) if row["code"].startswith("32")}
    counties = {code for code in known if not outlines.is_zone(code)}
    cities = [each for path in sorted(MAPS.glob("32??.json")) for each in ids(path)]
    assert sorted(cities) == sorted(counties)
    assert ids(MAPS / "32-counties.json") == sorted(counties)


def ids(path: Path) -> list[Any]:
    """The codes of the regions of a map."""
    return [each["id"] for each in json.loads(path.read_text(encoding="utf-8"))["features"]]
