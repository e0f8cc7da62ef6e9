"""The organisations of one province, written out from patterns over its regions. Pure: no database."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hotline.ground.regions.seed import RegionSeed
from hotline.lib.datafile import DataFileError, read_yaml, words

DATA = Path(__file__).parent / "data"
CENTRE, GOVERNMENT = "rx", "zf"
Pattern = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OrganisationSeed:
    """One organisation; ``code`` is the region's code and the short code (320500-jtj, 320211004-zf)."""

    code: str
    short_code: str
    kind: str  # centre government department street enterprise institution
    level: str  # province city county street
    region: str
    parent: str | None
    name: str
    name_en: str
    short_name: str
    aliases: tuple[str, ...]
    calendar: str  # office, round-the-clock
    duty_phone: str
    from_on: date


def load(regions: Sequence[RegionSeed], path: Path | None = None) -> list[OrganisationSeed]:
    """All organisations over the regions of one province, every parent before its children.

    :raises DataFileError: when no pattern file is for the province of the regions.
    """
    patterns = read_yaml(path) if path else _patterns_for(regions[0].code)
    return _Writer(regions, patterns).write()


def _patterns_for(province: str) -> Pattern:
    for path in sorted(DATA.glob("*.yaml")):
        content: Pattern = read_yaml(path)
        if content["province"] == province:
            return content
    raise DataFileError(
        f"No organisations for province {province}: copy {DATA / 'jiangsu.yaml'}, change its names and `province`."
    )


class _Writer:
    """Writes patterns out region by region, from the province down."""

    def __init__(self, regions: Sequence[RegionSeed], patterns: Pattern) -> None:
        self._regions = regions
        self._by_code = {region.code: region for region in regions}
        self._patterns = patterns
        self._made: dict[str, OrganisationSeed] = {}

    def write(self) -> list[OrganisationSeed]:
        offices = [
            (kind, pattern)
            for part, kind in (
                ("departments", "department"),
                ("institutions", "institution"),
                ("enterprises", "enterprise"),
            )
            for pattern in self._patterns[part]
        ]
        for region in self._regions:
            if region.level == "street":
                self._street(region)
                continue
            self._add(region, "government", self._patterns["governments"])
            self._add(region, "centre", self._patterns["centres"])
            for kind, pattern in offices:
                self._add(region, kind, pattern)
        return _parents_first(self._made)

    def _add(self, region: RegionSeed, kind: str, pattern: Pattern) -> None:
        name = self._name(region, pattern)
        if not name:
            return
        code = f"{region.gb_code}-{pattern['code']}"
        self._made[code] = OrganisationSeed(
            code=code,
            short_code=pattern["code"],
            kind=kind,
            level=region.level,
            region=region.code,
            parent=self._parent(region, kind, pattern),
            name=name,
            name_en=self._english(region, pattern),
            short_name=self._short(region, pattern),
            aliases=words(pattern.get("aliases")),
            calendar=pattern.get("calendar", "round-the-clock" if kind in {"centre", "enterprise"} else "office"),
            duty_phone="",
            from_on=self._patterns["effective_from"],
        )

    def _street(self, region: RegionSeed) -> None:
        pattern = self._patterns["streets"].get(region.kind)
        if pattern is None:
            return
        county = self._by_code[str(region.parent)]
        code = f"{region.gb_code}-{self._patterns['streets']['code']}"
        english = region.name_en if region.name_en.isascii() else f"{region.name}, {county.name_en}"
        self._made[code] = OrganisationSeed(
            code=code,
            short_code=self._patterns["streets"]["code"],
            kind="street",
            level="street",
            region=region.code,
            parent=self._above(county),
            name=pattern["name"].format(place=self._place(county), street=region.name),
            name_en=f"{english} {pattern['en']}",
            short_name=region.name,
            aliases=(region.short_name,) if region.short_name != region.name else (),
            calendar="office",
            duty_phone="",
            from_on=self._patterns["effective_from"],
        )

    def _name(self, region: RegionSeed, pattern: Pattern) -> str:
        only = pattern.get("only")
        if only and region.code not in only:
            return ""
        real = pattern.get("names", {}).get(region.code)
        if real:
            return str(real)
        text = pattern.get(_slot(region))
        if text is None and _slot(region) == "district":
            text = pattern.get("county")
        if text in (None, "-"):
            return ""
        text = pattern.get("variants", {}).get(region.code[:4], str(text))
        if "{" not in text:
            return f"{pattern.get('prefix', self._place(region))}{text}"
        return self._fill(region, text)

    def _fill(self, region: RegionSeed, text: str) -> str:
        province, city = self._regions[0], self._city(region)
        return text.format(
            place=self._place(region),
            province=province.name,
            p=province.short_name,
            city=city.name,
            c=city.short_name,
            county=region.name,
            x=region.short_name.removeprefix(city.short_name) if region.kind == "zone" else region.short_name,
        )

    def _english(self, region: RegionSeed, pattern: Pattern) -> str:
        english = pattern["en"]
        if isinstance(english, dict):
            english = english.get(_slot(region), english.get("county"))
        if region.level == "province":
            english = re.sub(r" Bureau$", " Department", english)
        if pattern.get("prefix") == "":
            return str(english)
        city = self._city(region)
        inside = f", {city.name_en}" if _slot(region) == "district" and city is not region else ""
        return f"{region.name_en} {english}{inside}"

    def _short(self, region: RegionSeed, pattern: Pattern) -> str:
        short = pattern["short"]
        if isinstance(short, dict):
            return self._fill(region, str(short.get(_slot(region), short["county"])))
        if pattern.get("prefix") == "":
            return str(short)
        if region.level == "province":
            return f"省{_provincial_short(short, str(pattern.get('province', '')))}"
        real = pattern.get("names", {}).get(region.code, "").removeprefix(region.name)
        short = pattern.get("variants", {}).get(region.code[:4], short)
        return f"{region.short_name}{real if 0 < len(real) <= 8 and not real.startswith(region.short_name) else short}"

    def _parent(self, region: RegionSeed, kind: str, pattern: Pattern) -> str | None:
        if kind in {"centre", "government"}:
            above = self._by_code.get(region.parent or "")
            return f"{above.gb_code}-{pattern['code']}" if above else None
        if _slot(region) in words(pattern.get("vertical")):
            higher = f"{self._by_code[str(region.parent)].gb_code}-{pattern['code']}"
            if higher in self._made:
                return higher
        under = f"{region.gb_code}-{pattern.get('under')}"
        return under if under in self._made else f"{region.gb_code}-{GOVERNMENT}"

    def _above(self, region: RegionSeed) -> str:
        return f"{region.gb_code}-{GOVERNMENT}"

    def _place(self, region: RegionSeed) -> str:
        """What stands before a unit's name: 苏州市姑苏区, but 常熟市 alone."""
        if _slot(region) == "district":
            city = self._city(region)
            return f"{city.name}{region.name}" if city is not region else region.name
        return region.name

    def _city(self, region: RegionSeed) -> RegionSeed:
        """The city above a region; a county without one answers to the province or stands for itself."""
        if region.level == "county":
            return self._by_code[str(region.parent)]
        return region


def _slot(region: RegionSeed) -> str:
    """Which pattern of a unit a region takes."""
    return region.kind if region.kind in {"district", "zone"} and region.level == "county" else region.level


def _provincial_short(short: str, name: str) -> str:
    return f"{short[:-1]}厅" if short.endswith("局") and name.endswith("厅") else short


def _parents_first(made: Mapping[str, OrganisationSeed]) -> list[OrganisationSeed]:
    done: dict[str, OrganisationSeed] = {}

    def place(unit: OrganisationSeed) -> None:
        if unit.code in done:
            return
        if unit.parent:
            place(made[unit.parent])
        done[unit.code] = unit

    for unit in made.values():
        place(unit)
    return list(done.values())


def index(units: Iterable[OrganisationSeed]) -> dict[tuple[str, str], str]:
    """Code of the unit by (region, short code)."""
    return {(unit.region, unit.short_code): unit.code for unit in units}
