"""Pure decisions of delays: how far a due moment may be moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.lib.words import Word


class Obstacle(Word):
    """What stands in the way of a new due moment."""

    NOT_LONGER = "not_longer", "不晚于现有期限", "Not later than the present limit"
    TOO_LONG = "too_long", "超过最长延期", "Beyond the longest extension"
    BEYOND_PARENT = "beyond_parent", "超过上级期限", "Beyond the limit above"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what an extension must end: after the due moment, up to the longest, and no later than the work above."""

    due: datetime
    most: datetime
    above: datetime | None = None


def obstacle(wanted: datetime, bounds: Bounds, at: datetime) -> Obstacle | None:
    """What stands in the way of a wanted due moment, if anything does."""
    if wanted <= max(bounds.due, at):
        return Obstacle.NOT_LONGER
    if wanted > bounds.most:
        return Obstacle.TOO_LONG
    if bounds.above is not None and wanted > bounds.above:
        return Obstacle.BEYOND_PARENT
    return None
