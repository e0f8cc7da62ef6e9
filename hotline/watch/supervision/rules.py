"""Pure decisions of supervision: who may order whom, where an order stands, what may be judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .words import Grade, OrderState, Turn, Verdict

DEPTH = {"province": 0, "city": 1, "county": 2, "street": 3}
AREA_LENGTHS = (2, 4, 6, 9)


@dataclass(frozen=True, slots=True)
class Post:
    """A centre or a unit as the lines of command see it."""

    id: int
    level: str
    region: str
    is_centre: bool


def lies_in(region: str, area: str) -> bool:
    """Whether a region lies in an area; a code of impossible length is no area: ``32050`` holds nothing."""
    return len(area) in AREA_LENGTHS and region.startswith(area)


def may_order(centre: Post, target: Post) -> bool:
    """Whether a centre may order another organisation: the centre one level below, or a unit of its own area.

    The province orders no unit of a city past its centre: only units of its own level.
    """
    if centre.id == target.id or not lies_in(target.region, centre.region):
        return False
    if target.is_centre:
        return DEPTH.get(target.level, 9) == DEPTH.get(centre.level, 9) + 1
    return centre.level != "province" or target.level == "province"


def number(place: str, grade: Grade, year: int, serial: int) -> str:
    """What an order is called: 江苏省重督〔2020〕7号. One series for each centre and year, whatever the grade."""
    kind = "重督" if grade is Grade.KEY else "督"
    return f"{place}{kind}〔{year}〕{serial}号"


def state(signed_at: datetime | None, outcome: str, has_waiting: bool) -> OrderState:
    """Where an order stands: ended by its outcome, else by what is missing."""
    if outcome:
        return OrderState(outcome)
    if signed_at is None:
        return OrderState.TO_SIGN
    return OrderState.TO_JUDGE if has_waiting else OrderState.WORKING


def turn(at_state: OrderState) -> Turn | None:
    """Whose turn it is."""
    if at_state is OrderState.TO_JUDGE:
        return Turn.CENTRE
    return Turn.TARGET if at_state in (OrderState.TO_SIGN, OrderState.WORKING) else None


def may_judge(verdict: Verdict, *, has_waiting: bool, is_late: bool) -> bool:
    """Whether there is something to judge: feedback, or a limit that passed without any (only as failed)."""
    if verdict is Verdict.CANCELLED:
        return True
    return has_waiting or (verdict is Verdict.FAILED and is_late)
