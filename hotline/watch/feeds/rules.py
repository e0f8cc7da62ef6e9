"""Pure decisions of feeds: does a matter fit, does a right reach, what stands in the way of a rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .words import Matter, Scope


@dataclass(frozen=True, slots=True)
class Right:
    """What an agreement allows on the days it holds."""

    region: str
    categories: tuple[str, ...]
    fields: frozenset[str]
    from_on: date
    until_on: date | None

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


def fits(scope: Scope, matter: Matter) -> bool:
    """Whether a feed with this scope copies the matter."""
    if scope.categories and not any(is_under(matter.category, each) for each in scope.categories):
        return False
    if scope.regions and not any(lies_in(matter.region, each) for each in scope.regions):
        return False
    if scope.channels and matter.channel not in scope.channels:
        return False
    if scope.topics and not matter.topics.intersection(scope.topics):
        return False
    if scope.any_words and not any(word in matter.said for word in scope.any_words):
        return False
    return not any(word in matter.said for word in scope.no_words)


def is_under(category: str, branch: str) -> bool:
    """Whether a category is the branch itself or lies below it; ``01.1`` holds nothing of ``01.10``."""
    return category == branch or category.startswith(f"{branch}.")


def lies_in(region: str, area: str) -> bool:
    """Whether a region lies in an area; a code of impossible length (``32050``) holds nothing."""
    return len(area) in (2, 4, 6, 9) and region.startswith(area)


def allows(right: Right, category: str, region: str, fields: Iterable[str], on: date) -> bool:
    """Whether one agreement lets these fields of a ticket of this category and region go on a day."""
    if not (right.holds(on) and lies_in(region, right.region) and set(fields) <= right.fields):
        return False
    return not right.categories or any(is_under(category, each) for each in right.categories)


def missing(rights: Iterable[Right], scope: Scope, province: str, fields: Iterable[str], on: date) -> str:
    """What no agreement in force covers of a scope, as a category and a region; empty where all is covered.

    A scope without categories needs an agreement without; one without regions means the whole province.
    """
    held, wanted = list(rights), list(fields)
    for category in scope.categories or ("",):
        for region in scope.regions or (province,):
            if not any(_covers(right, category, region, wanted, on) for right in held):
                return f"{category or '*'} · {region}"
    return ""


def _covers(right: Right, category: str, region: str, fields: list[str], on: date) -> bool:
    if not category and right.categories:
        return False
    return allows(right, category, region, fields, on)
