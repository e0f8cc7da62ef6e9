"""Pure decisions of disputes: how near a precedent is."""

from __future__ import annotations


def nearness(category: str, region: str, *, to_category: str, to_region: str, said: str, words: str) -> int:
    """How near a settled case is to a matter: steps of the category, places, pairs of characters."""
    steps = _shared(category.split("."), to_category.split(".")) if category and to_category else 0
    places = sum(len(region) >= digits and region[:digits] == to_region[:digits] for digits in (4, 6, 9))
    pairs = {words[at : at + 2] for at in range(len(words) - 1)}
    return 100 * steps + 10 * places + min(9, sum(pair in said for pair in pairs))


def _shared(ours: list[str], theirs: list[str]) -> int:
    count = 0
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            break
        count += 1
    return count
