"""Schemes as data: read from a file, written to and read from JSON. Pure: no database."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from hotline.insight.measures.words import Measure
from hotline.lib.datafile import read_yaml

from .words import Exclusion, Group, Item, Piece, Scheme

DATA = Path(__file__).parent / "data"


def examples(path: Path = DATA / "schemes.yaml") -> dict[str, Scheme]:
    """The schemes that ship as examples, by code."""
    return {row["code"]: scheme(row) for row in read_yaml(path)["schemes"]}


def scheme(row: dict[str, Any]) -> Scheme:
    """A scheme from plain data."""
    return Scheme(
        row["code"],
        row["zh"],
        row["en"],
        Decimal(row["total"]),
        tuple(item(each) for each in row["items"]),
        tuple(Group(each["code"], each["zh"], each["en"], tuple(each["units"])) for each in row.get("groups", [])),
        tuple(Exclusion(each["unit"], each["reason"]) for each in row.get("exclusions", [])),
        tuple(row.get("without", [])),
    )


def item(row: dict[str, Any]) -> Item:
    """An item from plain data."""
    return Item(
        Measure(row["measure"]),
        Decimal(row["weight"]),
        Decimal(row["target"]),
        Decimal(row["floor"]),
        tuple(Piece(Decimal(over), Decimal(loss)) for over, loss in row["pieces"]),
    )


def plain(whole: Scheme) -> dict[str, Any]:
    """A scheme as plain data that ``scheme`` reads back."""
    return {
        "code": whole.code,
        "zh": whole.name,
        "en": whole.name_en,
        "total": str(whole.total),
        "items": [plain_item(each) for each in whole.items],
        "groups": [
            {"code": each.code, "zh": each.name, "en": each.name_en, "units": list(each.units)} for each in whole.groups
        ],
        "exclusions": [{"unit": each.unit, "reason": each.reason} for each in whole.exclusions],
        "without": list(whole.without),
    }


def plain_item(whole: Item) -> dict[str, Any]:
    """An item as plain data that ``item`` reads back."""
    return {
        "measure": whole.measure.value,
        "weight": str(whole.weight),
        "target": str(whole.target),
        "floor": str(whole.floor),
        "pieces": [[str(piece.over), str(piece.loss)] for piece in whole.pieces],
    }
