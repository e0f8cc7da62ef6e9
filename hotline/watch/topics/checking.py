"""What a definition must be before it is tried or saved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hotline.flow.tickets import sifting
from hotline.flow.tickets.words import Channel
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind
from hotline.ground.organisations import queries as organisations
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.lib.refusal import BadInput, clause

from . import errors, evaluating, grammar, rules
from .words import Definition

LOOKED_AT, ENOUGH = 300, 100
NEARLY_ALL = 95
"""Percent of the latest tickets: an expression that holds of so many tells nothing apart."""


def checked(asked: Definition, centre_id: int, at: datetime) -> Definition:
    """A definition as it may stand, its expression trimmed.

    :raises BadExpression: it cannot be read; it says where. ``MatchesEverything``: it would tell nothing apart.
    :raises UnknownCategory: ``UnknownPlace``, ``ImpossibleDates``, ``BadInput``: what narrows it cannot be.
    """
    expression = asked.expression.strip()
    tree = rules.tree(expression)
    _refuse_unknown(asked, centre_id, civil_day(at))
    if asked.from_on and asked.until_on and asked.until_on <= asked.from_on:
        raise errors.ImpossibleDates
    latest = sifting.latest(at, LOOKED_AT)
    hits = sum(evaluating.says(tree, evaluating.folded((one.title, one.text, one.wish, one.place))) for one in latest)
    if len(latest) >= ENOUGH and hits * 100 >= NEARLY_ALL * len(latest):
        raise errors.MatchesEverything(
            problem=clause("最近登记的 {looked} 张工单里有 {hits} 张命中", looked=len(latest), hits=hits)
        )
    return replace(asked, expression=expression)


def day_after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1)


def _refuse_unknown(asked: Definition, centre_id: int, on: date) -> None:
    known = catalogue.categories(on)
    for category in asked.categories:
        if category not in known:
            raise errors.UnknownCategory(code=category)
    home = organisations.unit(centre_id).region
    for place in asked.regions:
        if regions.region(place) is None or not regions.is_within(place, home):
            raise errors.UnknownPlace(code=place)
    unknown = [each for each in asked.channels if Channel.of(each) is None]
    unknown += [each for each in asked.kinds if Kind.of(each) is None]
    if unknown:
        raise BadInput(problem=unknown[0])


def words(expression: str) -> list[str]:
    """The words a ticket would be found by.

    :raises BadExpression: it cannot be read; it says where. ``MatchesEverything``: it would tell nothing apart.
    """
    return grammar.words(grammar.parse(expression))
