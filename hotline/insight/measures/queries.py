"""The register of measures: each definition with its version, and the figure of a unit in a period by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from hotline.flow.followup import tallies as followup
from hotline.flow.tickets import tallies as tickets
from hotline.flow.tickets.tallies import Case, Span
from hotline.ground.organisations import queries as organisations

from .words import Figure, Measure


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measure counts, in words and by its query; a change of either is a new version."""

    measure: Measure
    version: int
    numerator: str
    denominator: str
    cases: Callable[[Span], Iterable[Case]]


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and the tickets behind it; a ticket stands there as often as it counts."""

    figure: Figure
    numerator: tuple[int, ...]
    denominator: tuple[int, ...]


REGISTER = {
    each.measure: each
    for each in (
        Definition(
            Measure.ON_TIME_CONCLUSION,
            1,
            "其中在期限内办结的",
            "本期办结或到期的派单（以先到者为准，每次派单计一次）",
            tickets.conclusions,
        ),
        Definition(
            Measure.ON_TIME_SIGN, 1, "其中在期限内签收的", "本期签收或签收期限届满的派单（以先到者为准）", tickets.signs
        ),
        Definition(
            Measure.RESPONSE,
            1,
            "其中在期限内联系上诉求人的",
            "本期联系上或联系期限届满的派单（以先到者为准）",
            tickets.responses,
        ),
        Definition(
            Measure.SOLVED, 1, "其中诉求人称已解决的", "本期有效回访的主办工单（以本期最后一次为准）", followup.solved
        ),
        Definition(
            Measure.SATISFACTION,
            2,  # since then a rating contested with success is left out; figures stored before keep version 1
            "其中非常满意、满意和基本满意的",
            "本期有效回访的主办工单（以本期最后一次为准），评价申诉成立的不计",
            followup.satisfied,
        ),
        Definition(Measure.RETURN, 1, "其中申请退单的", "本期收到的派单", tickets.returns),
        Definition(Measure.REWORK, 1, "其中本期回访后重办的", "本期有效回访的主办工单", followup.reworked),
    )
}
"""The measures in force; the evidence of a past figure stands where that figure was stored."""


def measured(
    measure: Measure, unit_id: int, *, since: datetime, until: datetime, without: tuple[str, ...] = ()
) -> Measured:
    """The figure of a unit and all below it in ``[since, until)``, with its tickets.

    :param without: categories (with all below them) whose tickets do not count.
    """
    path = organisations.unit(unit_id).path
    span = Span(frozenset(organisations.subtree(path)), since, until, without)
    definition = REGISTER[measure]
    cases = list(definition.cases(span))
    return figured(measure, definition.version, (c.ticket for c in cases if c.counts), (case.ticket for case in cases))


def figured(measure: Measure, version: int, numerator: Iterable[int], denominator: Iterable[int]) -> Measured:
    """The figure that follows from its tickets."""
    counted, due = tuple(sorted(numerator)), tuple(sorted(denominator))
    return Measured(Figure(measure, version, len(counted), len(due)), counted, due)
