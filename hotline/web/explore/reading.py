"""The state of the explorer in the address: read strictly, and what the form's pickers say put into its words."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.core.exceptions import ObjectDoesNotExist
from django.http import QueryDict

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.organisations import queries as organisations
from hotline.ground.regions import queries as regions
from hotline.lib.text import number

PICKERS = {"place": ("city", "county"), "about": ("field", "branch", "category"), "office": ("unit", "under")}
"""Fields of the form that help while one types, and the filters they stand for."""
DEPTHS = ("field", "branch", "category")
CITY, COUNTY = 4, 6
USUAL = (("against", "nothing"), ("source", "live"))
"""What goes without saying."""
FORM = "form"
"""A field that says that the form was sent: what it leaves empty is taken away."""


def canonical(said: QueryDict) -> str:
    """What the form sent, as the address of a question: pickers in words of the facts, nothing empty."""
    dropped = {FORM, *PICKERS, *(name for names in PICKERS.values() for name in names)}
    kept = [(name, value) for name, values in said.lists() for value in values if value and _is_ours(name, dropped)]
    for picker in PICKERS:
        kept += _picked(picker, said)
    if said.get("period") != "days":
        kept = [pair for pair in kept if pair[0] not in ("from", "to")]
    if said.get("against") != "days":
        kept = [pair for pair in kept if pair[0] not in ("against_from", "against_to")]
    return urlencode([pair for pair in kept if pair not in USUAL])


def _is_ours(name: str, dropped: set[str]) -> bool:
    """Whether a field belongs to the question itself; pickers also send the words typed into them."""
    return name not in dropped and not name.startswith(tuple(f"{picker}_" for picker in PICKERS))


def _picked(picker: str, said: QueryDict) -> Iterable[tuple[str, str]]:
    """The filter a picker stands for; where it was left empty, what it cannot show stays."""
    value = said.get(picker, "")
    if not value:
        return [(name, each) for name in PICKERS[picker] for each in said.getlist(name) if each]
    if picker == "place":
        return _place(value)
    if picker == "about":
        return [(DEPTHS[value.count(".")], value)] if catalogue.category_ever(value) else []
    return _office(value)


def _place(code: str) -> list[tuple[str, str]]:
    if number(code) is None or regions.region(code) is None or len(code) < CITY:
        return []
    return [("city", code)] if len(code) == CITY else [("county", code[:COUNTY])]


def _office(identifier: str) -> list[tuple[str, str]]:
    try:
        return [("under", organisations.unit(int(identifier)).code)] if number(identifier) is not None else []
    except ObjectDoesNotExist:
        return []
