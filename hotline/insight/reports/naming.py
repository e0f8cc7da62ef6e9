"""What codes are called in a document, which is always in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from hotline.flow.tickets.words import Channel
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Blame, Kind
from hotline.ground.organisations import queries as organisations
from hotline.ground.regions import queries as regions

UNKNOWN = "未注明"
FAR = date(9999, 12, 31)
"""A day on which every category holds that nobody ended."""


def category(code: str) -> str:
    """A category, in force or not; those in force come all at once."""
    if not code:
        return UNKNOWN
    found = catalogue.categories(FAR).get(code) or catalogue.category_ever(code)
    return found.name if found else UNKNOWN


def region(code: str) -> str:
    """A region as it is called officially."""
    found = regions.region(code) if code else None
    return found.name if found else UNKNOWN


def unit(code: str) -> str:
    """An organisation; one that is not known any more keeps its code."""
    if not code:
        return UNKNOWN
    return organisations.unit_by_code(code).name if organisations.known([code]) else code


def channel(code: str) -> str:
    """A channel."""
    found = Channel.of(code)
    return found.zh if found else UNKNOWN


def kind(code: str) -> str:
    """A kind of ticket."""
    found = Kind.of(code)
    return found.zh if found else UNKNOWN


def blame(code: str) -> str:
    """What a dissatisfaction lies in."""
    return (
        {
            Blame.HANDLING: "因办理产生的",
            Blame.POLICY: "因政策限制产生的",
            Blame.WISH: "因期望与实际有差距产生的",
        }.get(Blame.of(code) or Blame.HANDLING, UNKNOWN)
        if code
        else "未说明成因的"
    )


NAMES: Mapping[str, Callable[[str], str]] = {
    "city": region,
    "county": region,
    "field": category,
    "branch": category,
    "category": category,
    "unit": unit,
    "channel": channel,
    "kind": kind,
    "blame": blame,
}
