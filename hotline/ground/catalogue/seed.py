"""The catalogue a province starts with: categories, dispatch directory, time limits, reasons. Pure: no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hotline.lib.datafile import read_yaml, words

DATA = Path(__file__).parent / "data"
INHERITED = {"lead": "", "joint": "", "road": "line", "kind": "help", "urgency": "normal", "province": ""}
DIGITS = {"province": 2, "city": 4, "county": 6, "street": 9}
LIMITS = ("review", "dispatch", "sign", "contact", "handle", "reply_review", "follow_up", "rework",
          "return_window", "return_review", "arbitration", "extension", "suspension",
          "extension_review", "override_review", "contest_review")  # fmt: skip

Units = Mapping[tuple[str, str], str]
"""Code of the unit by (region, short code), as `organisations.seed.index` gives it."""


@dataclass(frozen=True, slots=True)
class CategorySeed:
    """A node of the tree; only leaves carry hint, keywords and who answers."""

    code: str
    parent: str | None
    name: str
    name_en: str
    depth: int
    is_leaf: bool
    from_on: date
    hint: str = ""
    hint_en: str = ""
    keywords: tuple[str, ...] = ()
    usual_kind: str = "help"
    urgency: str = "normal"
    lead: tuple[str, ...] = ()  # short codes; the first that exists answers
    joint: tuple[str, ...] = ()
    road: str = "line"  # line: the department leads · place: the government of the place leads
    province: str = ""  # the provincial department that answers for the provincial centre itself


@dataclass(frozen=True, slots=True)
class DirectorySeed:
    """Who answers when a centre of level `at` dispatches: department `department` of `level` in the matter's region."""

    category: str
    at: str
    level: str
    department: str
    joint: tuple[str, ...]
    region: str | None  # None: anywhere
    note: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class LimitRowSeed:
    """Limits (text such as 5wd, by name) for tickets that match; an empty matcher matches everything."""

    kind: str
    category_prefix: str
    urgency: str
    level: str
    limits: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LimitPolicySeed:
    """A version of the time limits, in force until the next one begins."""

    version: str
    name: str
    name_en: str
    from_on: date
    note: str
    rows: tuple[LimitRowSeed, ...]


@dataclass(frozen=True, slots=True)
class ReasonSeed:
    """A listed reason with its advice, in both languages."""

    purpose: str  # refuse supplement reject_reply rework dissatisfaction transfer
    code: str
    name: str
    name_en: str
    advice: str
    advice_en: str
    ordinal: int
    from_on: date
    blame: str = ""


def categories(folder: Path = DATA / "categories", from_on: date = date(2020, 1, 1)) -> list[CategorySeed]:
    """The category tree, every parent before its children."""
    return [node for path in sorted(folder.glob("*.yaml")) for node in _field(read_yaml(path), from_on)]


def _field(field: Mapping[str, Any], from_on: date) -> Iterator[CategorySeed]:
    yield CategorySeed(field["code"], None, field["zh"], field["en"], 1, False, from_on)
    for group in field["groups"]:
        code = f"{field['code']}.{group['code']}"
        yield CategorySeed(code, field["code"], group["zh"], group["en"], 2, False, from_on)
        shared = INHERITED | {key: group[key] for key in INHERITED if key in group}
        for leaf in group["leaves"]:
            yield _leaf(code, shared | leaf, from_on)


def _leaf(group: str, leaf: Mapping[str, Any], from_on: date) -> CategorySeed:
    return CategorySeed(
        code=f"{group}.{leaf['code']}",
        parent=group,
        name=leaf["zh"],
        name_en=leaf["en"],
        depth=3,
        is_leaf=True,
        from_on=from_on,
        hint=leaf["hint"],
        hint_en=leaf["hint_en"],
        keywords=words(leaf["keywords"]),
        usual_kind=leaf["kind"],
        urgency=leaf["urgency"],
        lead=words(leaf["lead"]),
        joint=words(leaf["joint"]),
        road=leaf["road"],
        province=leaf["province"],
    )


def directory(
    tree: Iterable[CategorySeed], units: Units, cities: Sequence[str], path: Path = DATA / "dispatch.yaml"
) -> list[DirectorySeed]:
    """The dispatch directory: a general row a leaf and level, and rows for regions that do it otherwise.

    `cities` are the codes of the cities under the province; none for a municipality, whose own departments then lead.
    """
    leaves = [node for node in tree if node.is_leaf]
    rows = [row for leaf in leaves for row in _rows(leaf, units, cities)]
    return rows + [
        DirectorySeed(
            category=row["category"],
            at=row["at"],
            level=row["level"],
            department=row["department"],
            joint=words(row.get("joint")),
            region=row["region"],
            note=row["note"],
            from_on=row["from_on"],
            until_on=row.get("until_on"),
        )
        for row in read_yaml(path)["exceptions"]
    ]


def _rows(leaf: CategorySeed, units: Units, cities: Sequence[str]) -> Iterator[DirectorySeed]:
    top = "city" if cities else "province"  # a municipality has no cities: its own departments lead
    if cities:
        yield from _provincial_rows(leaf)
    if leaf.road == "place":
        note = "属地主办，行业主管部门指导"
        yield DirectorySeed(leaf.code, top, "county", "zf", (), None, note, leaf.from_on)
        yield DirectorySeed(leaf.code, "county", "street", "zf", (), None, note, leaf.from_on)
        return
    for department in leaf.lead:
        owners = [city for city in cities if (city, department) in units]
        everywhere = len(owners) == len(cities)
        for region in [None] if everywhere else owners:
            for at in (top, "county"):
                note = "行业主管部门主办" if everywhere else "本地设有专门单位"
                joint = tuple(code for code in leaf.joint if code != department)
                yield DirectorySeed(leaf.code, at, at, department, joint, region, note, leaf.from_on)
        if everywhere:
            return


def _provincial_rows(leaf: CategorySeed) -> Iterator[DirectorySeed]:
    if leaf.province:
        yield DirectorySeed(
            leaf.code, "province", "province", leaf.province, (), None, "省级单位直接办理", leaf.from_on
        )
    else:
        yield DirectorySeed(leaf.code, "province", "city", "rx", (), None, "交由事发地设区市中心承接", leaf.from_on)


def resolve(department: str, level: str, place: str, units: Units, zones: frozenset[str] = frozenset()) -> str | None:
    """The unit a directory row means for a place: the department there, else its zone's committee, else one level up.

    None when the place is not known precisely enough or nobody up to the city has the department.
    """
    digits = DIGITS[level]
    if len(place) < digits:
        return None
    for size in [size for size in (9, 6, 4, 2) if size <= digits and (size > 2 or digits == 2)]:
        region = place[:size]
        if unit := units.get((region, department)):
            return unit
        if region in zones:
            return units.get((region, "zf"))
    return None


def limit_policies(path: Path = DATA / "limits.yaml") -> list[LimitPolicySeed]:
    """The time-limit policies, oldest first."""
    return [
        LimitPolicySeed(
            version=policy["version"],
            name=policy["name"],
            name_en=policy["name_en"],
            from_on=policy["effective_from"],
            note=policy["note"],
            rows=tuple(_limit_row(row, policy["default"]) for row in policy["rows"]),
        )
        for policy in read_yaml(path)["policies"]
    ]


def _limit_row(row: Mapping[str, str], default: Mapping[str, str]) -> LimitRowSeed:
    return LimitRowSeed(
        kind=row.get("kind", ""),
        category_prefix=row.get("category", ""),
        urgency=row.get("urgency", ""),
        level=row.get("level", ""),
        limits={name: str(row.get(name, default[name])) for name in LIMITS},
    )


def reasons(path: Path = DATA / "reasons.yaml") -> list[ReasonSeed]:
    """Reasons for refusals, send-backs, rejected replies, reworks, dissatisfaction, and the targets of transfers."""
    content = read_yaml(path)
    return [
        ReasonSeed(
            purpose=purpose,
            code=row["code"],
            name=row["zh"],
            name_en=row["en"],
            advice=row["advice"],
            advice_en=row["advice_en"],
            ordinal=ordinal,
            from_on=content["effective_from"],
            blame=row.get("blame", ""),
        )
        for purpose, rows in content.items()
        if purpose != "effective_from"
        for ordinal, row in enumerate(rows, start=1)
    ]
