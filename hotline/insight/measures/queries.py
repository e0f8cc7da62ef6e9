"""The register of measures: each definition with its version, and the figure of a unit in a period by it."""

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

from .words import Figure, Measure


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measure counts, in words and by its query; a change of either is a new version."""

    measure: Measure
    version: int
    numerator: str
    denominator: str
    cases: Callable[[Span], Iterable[Case]]
    spares_first: bool = False
    """Whether what a unit only handled first, while another was liable or nobody yet, does not count."""


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
            2,
            "其中在期限内办结的",
            "本期办结或到期的派单（以先到者为准，每次派单计一次；先行处置而非责任单位的不计）",
            tickets.conclusions,
            spares_first=True,
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
            Measure.SOLVED,
            2,
            "其中诉求人称已解决的",
            "本期有效回访的主办工单（以本期最后一次为准；先行处置而非责任单位的不计）",
            followup.solved,
            spares_first=True,
        ),
        Definition(
            Measure.SATISFACTION,
            3,  # 2 left out ratings contested with success; figures stored before keep their version
            "其中非常满意、满意和基本满意的",
            "本期有效回访的主办工单（以本期最后一次为准；评价申诉成立的、先行处置而非责任单位的不计）",
            followup.satisfied,
            spares_first=True,
        ),
        Definition(Measure.RETURN, 1, "其中申请退单的", "本期收到的派单", tickets.returns),
        Definition(
            Measure.REWORK,
            2,
            "其中本期回访后重办的",
            "本期有效回访的主办工单（先行处置而非责任单位的不计）",
            followup.reworked,
            spares_first=True,
        ),
        Definition(
            Measure.SATISFIED_HANDLING,
            1,
            "其中非常满意、满意和基本满意的",
            "满意率的分母，不计因政策限制或诉求本身而不满意的（未注明成因的照计）",
            followup.satisfied_handling,
            spares_first=True,
        ),
        *(
            Definition(
                measure,
                1,
                f"其中不满意且成因为{blame.zh}的",
                "满意率的分母（本期有效回访的主办工单）",
                partial(followup.blamed, blame=blame),
                spares_first=True,
            )
            for measure, blame in (
                (Measure.BLAMED_HANDLING, Blame.HANDLING),
                (Measure.BLAMED_POLICY, Blame.POLICY),
                (Measure.BLAMED_WISH, Blame.WISH),
            )
        ),
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
    if definition.spares_first:
        spared = disputes.handled_first((case.ticket for case in cases), path, span.units)
        cases = [case for case in cases if case.ticket not in spared]
    return figured(measure, definition.version, (c.ticket for c in cases if c.counts), (case.ticket for case in cases))


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
