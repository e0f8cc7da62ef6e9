"""Pure decisions of follow-up: who is asked, when again, and what comes of what the citizen said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hotline.flow.tickets.words import Mark
from hotline.ground.catalogue.words import Bounds
from hotline.lib.refusal import Clause, clause

from .words import NEGATIVE, WATCHED, Drawn, NewPlan, Result, Solved, Stratum, Subject, Visit


def result(visit: Visit, *, tries_before: int, rounds_done: int, bounds: Bounds) -> Result:
    """Close, rework, try again, or give up reaching the citizen.

    Not solved goes back to the unit, at most ``bounds.max_reworks`` times; the agent may ask for rework of any visit,
    or decline it with her reason. ``bounds.max_tries`` fruitless tries close the ticket as unreached, which no measure
    counts as satisfied.

    :param tries_before: fruitless tries in this round before this one.
    :param rounds_done: the ticket's round, 1 for the first.
    :param bounds: of the policy in force.
    """
    if not visit.is_contacted:
        return Result.UNREACHED if tries_before + 1 >= bounds.max_tries else Result.AGAIN
    wanted = visit.wants_rework if visit.wants_rework is not None else visit.solved is Solved.UNSOLVED
    return Result.REWORK if wanted and rounds_done <= bounds.max_reworks else Result.CLOSED


def is_complete(visit: Visit) -> bool:
    """Whether a reached citizen was asked both questions, and why, where she is not satisfied."""
    if not visit.is_contacted:
        return visit.solved is None and visit.satisfied is None
    if visit.solved is None or visit.satisfied is None:
        return False
    return visit.satisfied not in NEGATIVE or bool(visit.cause or visit.note)


def plan_problem(new: NewPlan, *, area: str, is_centre: bool) -> Clause | None:
    """What is wrong with a follow-up plan, if anything.

    :param area: the code of the centre's region.
    """
    if not is_centre:
        return clause("请选择热线中心")
    if not new.name.strip():
        return clause("请填写名称")
    if any(not 0 <= each <= 100 for each in (new.percent, *(stratum.percent for stratum in new.strata))):
        return clause("抽样比例须在 0 与 100 之间")
    if len({(each.category, each.region) for each in new.strata}) < len(new.strata):
        return clause("同一分类和区划写了两次")
    if any(each.region and not each.region.startswith(area) for each in new.strata):
        return clause("区划须在该中心辖区内")
    if not new.hours or list(new.hours) != sorted(set(new.hours)) or not 0 <= new.hours[0] <= new.hours[-1] <= 23:
        return clause("回访时段的起始钟点须由小到大，在 0 与 23 之间")
    return None


def drawn(subject: Subject, percent: int, strata: Sequence[Stratum], chance: int) -> Drawn:
    """Whether and why a ticket's citizen is asked: what must be followed up always is, the rest by its stratum.

    :param percent: of what no stratum fits; of those that fit, the most particular one (category before region) counts.
    :param chance: the ticket's number in the draw, 0 to 99.
    """
    if subject.marks & WATCHED:
        return Drawn.INSTRUCTED if Mark.INSTRUCTED in subject.marks else Drawn.SUPERVISED
    if subject.round > 1:
        return Drawn.REWORKED
    if Mark.MAIN in subject.marks:
        return Drawn.GROUP
    if subject.outcome in ("partly", "unsolved"):
        return Drawn.UNSOLVED
    fitting = [each for each in strata if _fits(each, subject)]
    best = max(fitting, key=lambda each: (len(each.category), len(each.region)), default=None)
    return Drawn.SAMPLED if chance < (best.percent if best else percent) else Drawn.PASSED


def _fits(stratum: Stratum, subject: Subject) -> bool:
    is_in_branch = not stratum.category or f"{subject.category}.".startswith(f"{stratum.category}.")
    return is_in_branch and subject.region.startswith(stratum.region)


def next_try(tried: Sequence[datetime], hours: Sequence[int]) -> datetime | None:
    """When a citizen who was not reached is rung again: in a part of the day in which she was not tried yet.

    :param tried: the fruitless tries of this round, local time, the first one first.
    :param hours: at which hours the parts of the day begin, rising.
    :returns: None where nobody tried yet; after a try in every part, the next part that begins.
    """
    if not tried or not hours:
        return None
    used = {_part(each, hours) for each in tried}
    day = tried[-1].replace(minute=0, second=0, microsecond=0)
    starts = [(day + timedelta(days=ahead)).replace(hour=hour) for ahead in (0, 1, 2) for hour in hours]
    later = [each for each in starts if each > tried[-1]]
    return next((each for each in later if _part(each, hours) not in used), later[0])


def _part(at: datetime, hours: Sequence[int]) -> int:
    """The part of the day a moment lies in; before the first one begins it is still the last."""
    return sum(hour <= at.hour for hour in hours) or len(hours)
