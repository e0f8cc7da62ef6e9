"""Pure decisions of groups: how much two matters are alike and why, and where a member goes when its main has moved."""

from __future__ import annotations

from hotline.flow.tickets.words import Closing, Status
from hotline.lib import chinese

from .words import Ground, Likeness, Matter, Reason, Scale

STREET, COUNTY = 9, 6
TOLD = 4
"""Shared words that are named, the longest first."""
NEAR_PLACE = 0.5
"""From this likeness of two places on they are taken for near each other."""
EACH_BY_ITSELF = frozenset({Closing.REFUSED, Closing.TRANSFERRED})
"""Ends of a main that are decided of each matter by itself."""


def weigh(one: Matter, other: Matter, scale: Scale) -> Likeness | None:
    """The points of two matters with their reasons, the weightiest first; None where they lie too far apart."""
    apart = abs(one.at - other.at).total_seconds() / 3600
    if apart > scale.days * 24:
        return None
    found = [
        _place(one.place, other.place, scale.place),
        _area(one.region, other.region, scale.area),
        _category(one.category, other.category, scale.category),
        _words(one.words, other.words, scale.words),
        Reason(Ground.TIME, round(scale.time * (1 - apart / (scale.days * 24))) if scale.days else 0, f"{apart:.0f}"),
        Reason(Ground.CALLER, scale.caller if one.caller and one.caller == other.caller else 0),
    ]
    reasons = sorted((each for each in found if each.points > 0), key=lambda each: -each.points)
    return Likeness(sum(each.points for each in reasons), tuple(reasons))


def _place(one: str, other: str, most: int) -> Reason:
    ours, theirs = chinese.grams(one), chinese.grams(other)
    if not ours or not theirs:
        return Reason(Ground.PLACE, 0)
    share = 1.0 if ours <= theirs or theirs <= ours else chinese.likeness(ours, theirs)
    return Reason(Ground.PLACE, round(most * share) if share >= NEAR_PLACE else 0, other)


def _area(one: str, other: str, most: int) -> Reason:
    shared = next((size for size in (STREET, COUNTY) if len(one) >= size and one[:size] == other[:size]), 0)
    return Reason(Ground.AREA, most if shared == STREET else most // 2 if shared else 0, one[:shared])


def _category(one: str, other: str, most: int) -> Reason:
    if one and one == other:
        return Reason(Ground.CATEGORY, most, one)
    above = one.rpartition(".")[0]
    is_near = bool(above) and above == other.rpartition(".")[0]
    return Reason(Ground.CATEGORY, most // 2 if is_near else 0, above)


def _words(one: frozenset[str], other: frozenset[str], most: int) -> Reason:
    both = one & other
    share = len(both) / min(len(one), len(other)) if both else 0
    named = (word for word in both if not any(word != other and word in other for other in both))
    shown = sorted(named, key=lambda word: (-len(word), word))[:TOLD]
    return Reason(Ground.WORDS, round(most * share), " ".join(shown))


def way(status: Status, closing: Closing | None) -> Status | None:
    """Where a waiting member goes by the state of its main; None while there is nothing to tell its citizen."""
    if status is Status.FOLLOW_UP:
        return Status.FOLLOW_UP
    if status is not Status.CLOSED:
        return None
    return Status.TO_DISPATCH if closing in EACH_BY_ITSELF else Status.FOLLOW_UP
