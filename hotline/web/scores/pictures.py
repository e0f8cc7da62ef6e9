"""The formula of an item as a small picture: score over rate, with the target and the place of one figure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hotline.insight.evaluation import queries
from hotline.insight.evaluation.words import Item

WIDTH, HEIGHT, EDGE = 220, 70, 6


@dataclass(frozen=True, slots=True)
class Picture:
    """A curve in the coordinates of its frame; ``dot`` is where the figure stands."""

    points: str
    target: str
    floor: str
    width: int = WIDTH
    height: int = HEIGHT
    dot: tuple[str, str] | None = None


def picture(item: Item, percent: Decimal | None = None) -> Picture:
    """The curve of an item from 0 to 100 percent."""
    curve = queries.curve(item)
    points = " ".join(f"{_x(rate)},{_y(score, item.weight)}" for rate, score in curve)
    dot = None
    if percent is not None:
        score = dict(curve)[Decimal(int(percent))]
        dot = (_x(percent), _y(score, item.weight))
    return Picture(points, _x(item.target), _y(item.floor, item.weight), dot=dot)


def _x(rate: Decimal) -> str:
    return f"{EDGE + (WIDTH - 2 * EDGE) * float(rate) / 100:.1f}"


def _y(score: Decimal, weight: Decimal) -> str:
    return f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * float(score / weight):.1f}"
