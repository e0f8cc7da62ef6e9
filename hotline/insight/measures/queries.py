"""The measures of a unit: its figure in a period, counted from the rows of the rooms that own them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from hotline.flow.disputes import queries as disputes
from hotline.flow.followup import tallies as followup
from hotline.flow.tickets import tallies as tickets
from hotline.flow.tickets.tallies import Case, Span
from hotline.ground.catalogue.words import Blame
from hotline.ground.organisations import queries as organisations

from . import register
from .register import Definition
from .words import Fact, Figure, Measure, Window


@dataclass(frozen=True, slots=True)
class Counting:
    """How a measure of a unit is counted: the window, and the cases. What it means stands in the register.

    The tallies count by the newest version; a test holds them against the register's own conditions.
    """

    measure: Measure
    window: Window
    cases: Callable[[Span], Iterable[Case]]

    @property
    def definition(self) -> Definition:
        """The version that is counted."""
        return register.versions(Fact(self.measure.value))[-1]

    @property
    def version(self) -> int:
        """Its number."""
        return self.definition.version

    @property
    def spares_first(self) -> bool:
        """Whether what a unit only handled first, while another was liable or nobody yet, does not count."""
        return self.definition.view(self.window).spares_first


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and the tickets behind it; a ticket stands there as often as it counts."""

    figure: Figure
    numerator: tuple[int, ...]
    denominator: tuple[int, ...]


REGISTER = {
    each.measure: each
    for each in (
        Counting(Measure.ON_TIME_CONCLUSION, Window.SETTLED, tickets.conclusions),
        Counting(Measure.ON_TIME_SIGN, Window.SETTLED, tickets.signs),
        Counting(Measure.RESPONSE, Window.SETTLED, tickets.responses),
        Counting(Measure.SOLVED, Window.ASKED, followup.solved),
        Counting(Measure.SATISFACTION, Window.ASKED, followup.satisfied),
        Counting(Measure.RETURN, Window.SENT, tickets.returns),
        Counting(Measure.REWORK, Window.ASKED, followup.reworked),
        Counting(Measure.SATISFIED_HANDLING, Window.ASKED, followup.satisfied_handling),
        Counting(Measure.BLAMED_HANDLING, Window.ASKED, partial(followup.blamed, blame=Blame.HANDLING)),
        Counting(Measure.BLAMED_POLICY, Window.ASKED, partial(followup.blamed, blame=Blame.POLICY)),
        Counting(Measure.BLAMED_WISH, Window.ASKED, partial(followup.blamed, blame=Blame.WISH)),
    )
}
"""The measures units are scored by; the evidence of a past figure stands where that figure was stored."""


def measured(
    measure: Measure, unit_id: int, *, since: datetime, until: datetime, without: tuple[str, ...] = ()
) -> Measured:
    """The figure of a unit and all below it in ``[since, until)``, with its tickets.

    :param without: categories (with all below them) whose tickets do not count.
    """
    path = organisations.unit(unit_id).path
    span = Span(frozenset(organisations.subtree(path)), since, until, without)
    counting = REGISTER[measure]
    cases = list(counting.cases(span))
    if counting.spares_first:
        spared = disputes.handled_first((case.ticket for case in cases), path, span.units)
        cases = [case for case in cases if case.ticket not in spared]
    return figured(measure, counting.version, (c.ticket for c in cases if c.counts), (case.ticket for case in cases))


def figured(measure: Measure, version: int, numerator: Iterable[int], denominator: Iterable[int]) -> Measured:
    """The figure that follows from its tickets."""
    counted, due = tuple(sorted(numerator)), tuple(sorted(denominator))
    return Measured(Figure(measure, version, len(counted), len(due)), counted, due)


def causes(found: Measured, *, since: datetime, until: datetime) -> dict[Blame | None, int]:
    """Why the dissatisfied behind a figure of satisfaction are so: how many for each kind of cause; None: not said."""
    return unhappy(found.numerator, found.denominator, since=since, until=until)


def unhappy(
    numerator: Iterable[int], denominator: Iterable[int], *, since: datetime, until: datetime
) -> dict[Blame | None, int]:
    """The same of a stored figure, by its tickets."""
    return followup.causes(set(denominator) - set(numerator), since, until)
