"""Pure decisions about alerts: what may be done to one, how grave it is, when its event has ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from hotline.lib.days import SHANGHAI

from .words import MOVES, AlertState, AlertVerb, Sensitivity, Severity


def moved(state: AlertState, verb: AlertVerb) -> AlertState | None:
    """The state a verb leads to; None where it is not allowed."""
    sources, target = MOVES[verb]
    return target if state in sources else None


def severity(seen: float, expected: float, how: Sensitivity) -> Severity:
    """How grave so many tickets are where so many were expected."""
    percent = 100 * (seen - expected) / max(expected, 1.0)
    if percent >= how.grave:
        return Severity.GRAVE
    return Severity.SERIOUS if percent >= how.serious else Severity.NOTABLE


def rise(seen: float, expected: float) -> float:
    """How far so many tickets lie above the expected, as a multiple of it; their number where none was expected."""
    return (seen - expected) / expected if expected else seen


def has_ended(last_on: date, today: date, quiet_days: int) -> bool:
    """Whether a series was as usual long enough."""
    return (today - last_on).days > quiet_days


def is_quiet(at: datetime, how: Sensitivity) -> bool:
    """Whether no bell rings at a moment; the quiet hours may lie over midnight."""
    now = at.astimezone(SHANGHAI).time()
    if how.quiet_from == how.quiet_until:
        return False
    if how.quiet_from < how.quiet_until:
        return how.quiet_from <= now < how.quiet_until
    return now >= how.quiet_from or now < how.quiet_until


def share_by(hours: Iterable[float], at: time) -> float:
    """How much of a day is usually in by a time of it, from what its hours usually bring."""
    known = list(hours)
    whole = sum(known)
    if not whole:
        return (at.hour * 60 + at.minute) / 1440
    return (sum(known[: at.hour]) + known[at.hour] * at.minute / 60) / whole


def lift(since: date, days: int, by: int, today: date) -> float:
    """By how much a dismissed series has to rise beyond the usual bar, as a share; nothing when it is over."""
    return by / 100 if today < since + timedelta(days=days) else 0.0


def clusters(numbers: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Tickets that hang together by pairs that are alike, the largest group first."""
    parent = {each: each for each in numbers}

    def root(each: int) -> int:
        while parent[each] != each:
            parent[each] = parent[parent[each]]
            each = parent[each]
        return each

    for one, other in pairs:
        parent[root(one)] = root(other)
    found: dict[int, list[int]] = {}
    for each in parent:
        found.setdefault(root(each), []).append(each)
    return sorted((sorted(each) for each in found.values()), key=lambda each: (-len(each), each))
