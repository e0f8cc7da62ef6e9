"""Dissatisfaction from field to class to cause to unit: counts of ``measures`` laid out, none of them reckoned anew.

Counts of parts are added up to those of their whole; shares, changes and ranks are those of ``comparing``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from hotline.ground.catalogue.words import Blame
from hotline.insight.measures import comparing, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact

from . import layout as layouts
from .layout import Field, Layout

Where = Mapping[str, tuple[str, ...]]
UNSAID = ""
"""The cause of those who named none."""


@dataclass(frozen=True, slots=True)
class Group:
    """The dissatisfied of a field, class or unit.

    :param share: of the dissatisfied of the whole it is part of.
    :param content: of the valid ratings, how many were content; ``rated`` how many there were.
    :param before: how many dissatisfied there were in the period before.
    :param causes: how many for each kind of cause, ``UNSAID`` among them.
    :param categories: what of the categories it holds, as a filter; empty where it is told together with others.
    :param folded: how many groups are told as one here because each is too small; 0 for a group of its own.
    """

    code: str
    count: int
    share: Fraction | None
    content: int
    rated: int
    before: int | None
    causes: Mapping[str, int]
    categories: tuple[str, ...] = ()
    folded: int = 0

    @property
    def satisfaction(self) -> Fraction | None:
        """The satisfaction rate; None where nobody rated."""
        return comparing.share(self.content, self.rated)

    @property
    def change(self) -> Fraction | None:
        """By how much the count changed; None without a base."""
        return None if self.before is None else comparing.change(self.count, self.before)

    def cause_share(self, blame: str) -> Fraction | None:
        """The share of a kind of cause."""
        return comparing.share(self.causes.get(blame, 0), self.count)


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole and its parts, the most dissatisfied first; ranks: those least satisfied that have enough ratings."""

    whole: Group
    parts: tuple[Group, ...]
    lowest: tuple[Group, ...]
    layout: Layout
    period: Period
    other: Period | None


@dataclass(slots=True)
class _Tally:
    """What is added up of one group."""

    count: int = 0
    content: int = 0
    rated: int = 0
    before: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    categories: set[str] = field(default_factory=set)

    def add(self, other: _Tally) -> None:
        """Add up another one."""
        self.count += other.count
        self.content += other.content
        self.rated += other.rated
        self.before += other.before
        self.causes.update(other.causes)
        self.categories |= other.categories

    def blame(self, count: int, blame: str) -> None:
        """Add some dissatisfied of one kind of cause."""
        self.count += count
        self.causes[blame] += count


def by_field(seen: Seen, period: Period, other: Period | None, where: Where) -> Overview:
    """Every field with its dissatisfied."""
    known = layouts.in_force(period.last)
    return _overview(seen, period, other, where, known, lambda category: layouts.field_of(category, known))


def by_class(seen: Seen, within: Field, period: Period, other: Period | None, where: Where) -> Overview:
    """Every class of one field with its dissatisfied."""
    known = layouts.in_force(period.last)

    def key(category: str) -> str | None:
        is_ours = layouts.field_of(category, known) == within.code
        return layouts.class_of(category, within) if is_ours else None

    return _overview(seen, period, other, where, known, key)


def by_unit(
    seen: Seen, groups: Sequence[Group], period: Period, where: Where, known: Layout
) -> dict[str, tuple[Group, ...]]:
    """The units of each class, by the code of the class; those of a class with too few are told together."""
    of = {category: group.code for group in groups for category in group.categories}
    if not of:
        return {}
    tallies: defaultdict[str, defaultdict[str, _Tally]] = defaultdict(lambda: defaultdict(_Tally))
    question = Question(Fact.DISSATISFIED, period, {**where, "category": tuple(sorted(of))})
    for part in facts.broken_down(seen, question, "category", "unit", "blame"):
        category, unit, blame = part.codes
        tallies[of[category]][unit].blame(int(part.numerator), blame)
    return {
        group.code: _folded(
            [_group(unit, each, group.count, None) for unit, each in tallies[group.code].items()], known
        )
        for group in groups
    }


def _overview(
    seen: Seen, period: Period, other: Period | None, where: Where, known: Layout, key: Callable[[str], str | None]
) -> Overview:
    tallies = _tallies(seen, period, other, where, key)
    total = _Tally()
    for each in tallies.values():
        total.add(each)
    whole = _group("", total, total.count, other)
    parts = [_group(code, each, total.count, other) for code, each in tallies.items()]
    return Overview(whole, _folded(parts, known), _lowest(parts, known), known, period, other)


def _tallies(
    seen: Seen, period: Period, other: Period | None, where: Where, key: Callable[[str], str | None]
) -> dict[str, _Tally]:
    """What each group comes to: one question to the facts for each of its numbers."""
    by_category: defaultdict[str, _Tally] = defaultdict(_Tally)
    for part in facts.broken_down(seen, Question(Fact.DISSATISFIED, period, where), "category", "blame"):
        by_category[part.codes[0]].blame(int(part.numerator), part.codes[1])
    for part in facts.broken_down(seen, Question(Fact.SATISFACTION, period, where), "category"):
        each = by_category[part.codes[0]]
        each.content, each.rated, each.categories = int(part.numerator), part.denominator, {part.codes[0]}
    for part in facts.broken_down(seen, Question(Fact.DISSATISFIED, other, where), "category") if other else ():
        by_category[part.codes[0]].before = int(part.numerator)
    found: defaultdict[str, _Tally] = defaultdict(_Tally)
    for category, tally in by_category.items():
        if (code := key(category)) is not None:
            found[code].add(tally)
    return dict(found)


def _group(code: str, tally: _Tally, whole: int, other: Period | None) -> Group:
    return Group(
        code,
        tally.count,
        comparing.share(tally.count, whole),
        tally.content,
        tally.rated,
        tally.before if other else None,
        dict(tally.causes),
        tuple(sorted(tally.categories)),
    )


def _folded(groups: list[Group], known: Layout) -> tuple[Group, ...]:
    """The groups that may be told, the greatest first, and one of all that are too small; empty ones are left out."""
    some = sorted((each for each in groups if each.count), key=lambda each: (-each.count, each.code))
    told = [each for each in some if each.count >= known.fold_below]
    small = [each for each in some if each.count < known.fold_below]
    return (*told, _together(small)) if small else tuple(told)


def _together(small: list[Group]) -> Group:
    shares = [each.share for each in small]
    causes: Counter[str] = Counter()
    for each in small:
        causes.update(each.causes)
    before = [each.before for each in small]
    return Group(
        UNSAID,
        sum(each.count for each in small),
        None if None in shares else sum((share for share in shares if share is not None), Fraction(0)),
        sum(each.content for each in small),
        sum(each.rated for each in small),
        None if None in before else sum(each for each in before if each is not None),
        dict(causes),
        folded=len(small),
    )


def _lowest(groups: list[Group], known: Layout) -> tuple[Group, ...]:
    enough = {each.code: each for each in groups if each.rated >= known.rank_from}
    ranks = comparing.ranks({code: each.satisfaction for code, each in enough.items()}, less_is_better=True)
    places = sorted((rank, code) for code, rank in ranks.items() if rank is not None and rank <= known.shown_ranks)
    return tuple(enough[code] for _, code in places if enough[code].count)


def main_cause(group: Group, known: Layout) -> Blame | None:
    """The kind of cause most of the dissatisfied named; None where none is the main one, or where they are too few."""
    if group.count < known.judge_from:
        return None
    for blame in Blame:
        share = group.cause_share(blame.value)
        if share is not None and share * 100 >= known.mainly:
            return blame
    return None


def is_rising(group: Group, known: Layout) -> bool:
    """Whether there are so many more than before that it is pointed out."""
    return group.change is not None and group.change * 100 >= known.rising


def leading_unit(units: Iterable[Group], known: Layout) -> Group | None:
    """The one unit at which the dissatisfied of a class are concentrated, if there is one."""
    return next(
        (
            each
            for each in units
            if each.code and not each.folded and each.share is not None and each.share * 100 >= known.concentrated
        ),
        None,
    )
