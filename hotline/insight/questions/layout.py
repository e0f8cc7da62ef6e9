"""How dissatisfaction is laid out, as data with dates: fields, classes, and how small a group may be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hotline.lib.datafile import read_yaml

DATA = Path(__file__).parent / "data" / "dissatisfaction.yaml"


@dataclass(frozen=True, slots=True)
class Class:
    """Matters of a field that are looked at as one: everything below some categories."""

    code: str
    zh: str
    en: str
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A part of life: everything below some categories, with the classes that have names and the report about it."""

    code: str
    zh: str
    en: str
    within: tuple[str, ...]
    classes: tuple[Class, ...] = ()
    report: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """What holds from a day on; shares are in percent."""

    from_on: date
    why: str
    why_en: str
    fold_below: int
    rank_from: int
    judge_from: int
    shown_ranks: int
    mainly: int
    concentrated: int
    rising: int
    cases: int
    fields: tuple[Field, ...]


def in_force(on: date) -> Layout:
    """The layout that holds on a day; before the first the first."""
    return next((each for each in reversed(layouts()) if each.from_on <= on), layouts()[0])


@cache
def layouts(path: Path = DATA) -> tuple[Layout, ...]:
    """Every layout, the earliest first."""
    return tuple(sorted((_layout(row) for row in read_yaml(path)), key=lambda each: each.from_on))


def _layout(row: dict[str, Any]) -> Layout:
    numbers = ("fold_below", "rank_from", "judge_from", "shown_ranks", "mainly", "concentrated", "rising", "cases")
    fields = tuple(
        Field(*_named(each), tuple(Class(*_named(inner)) for inner in each["classes"]), each.get("report", ""))
        for each in row["fields"]
    )
    return Layout(row["from"], row["why"], row["why_en"], **{name: int(row[name]) for name in numbers}, fields=fields)


def _named(row: dict[str, Any]) -> tuple[str, str, str, tuple[str, ...]]:
    return row["code"], row["zh"], row["en"], tuple(row["within"])


def is_within(category: str, above: tuple[str, ...]) -> bool:
    """Whether a category is one of those, or below one."""
    return any(category == each or category.startswith(f"{each}.") for each in above)


def field_of(category: str, layout: Layout) -> str:
    """The field a category belongs to: a named one, or its first level; nothing where there is no category."""
    found = next((each.code for each in layout.fields if is_within(category, each.within)), None)
    return found if found is not None else category.partition(".")[0]


def named(field: str, layout: Layout) -> Field:
    """A field by its code; one that has no name in the layout is a first level of the categories."""
    return next((each for each in layout.fields if each.code == field), Field(field, "", "", (field,)))


def class_of(category: str, field: Field) -> str:
    """The class of a field a category belongs to: a named one, else the category one level below the field."""
    found = next((each.code for each in field.classes if is_within(category, each.within)), None)
    if found is not None:
        return found
    above = next((each for each in field.within if is_within(category, (each,))), "")
    return ".".join(category.split(".")[: above.count(".") + 2]) if above else category
