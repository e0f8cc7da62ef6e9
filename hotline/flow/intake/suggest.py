"""Suggesting while somebody types: the category a text speaks of, and the place it names.

A category speaks through its keywords (most), its name and the words of its hint. A word that stands in few categories
tells more than one that stands in many, and a long word more than a short one.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.queries import Node
from hotline.ground.regions import queries as regions
from hotline.ground.regions.words import RegionLevel
from hotline.lib import chinese
from hotline.lib.memo import remembered

KEYWORD, NAME, HINT, ABOVE = 3.0, 2.0, 1.0, 0.5
"""How much a hit weighs by where the word stands: keyword, name, hint, name of the group above."""
LEAST = 1.5
"""A category with a lower score is not worth a line on the screen."""
NEAR = 0.3
"""A category that scores a smaller part of the best one's score is left out."""
TAKEN = 600
"""Characters of a text that are looked at: what it is about is said at the beginning."""
ORDINARY = frozenset(
    [
        "电话",
        "咨询",
        "材料",
        "小区",
        "社区",
        "居民",
        "问题",
        "反映",
        "投诉",
        "举报",
        "建议",
        "求助",
        "热线",
        "部门",
        "服务",
        "管理",
    ]
)
FAINT = 0.2
"""Words of almost every call keep only this part of their weight."""
LINGUA_FRANCA = 4
"""English words are compared from this many letters on."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category with the words that speak for it, strongest first."""

    code: str
    score: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """What speaks for one category: word → weight."""

    code: str
    words: dict[str, float]


def categories(title: str, text: str, on: date, *, limit: int = 3) -> list[Suggestion]:
    """The leaves a text speaks of, best first; the title counts double."""
    said = chinese.fold(f"{title}\n{text[:TAKEN]}")
    if not said.strip():
        return []
    heading = chinese.fold(title)
    found = [_heard(voice, said, heading) for voice in _voices(on)]
    best = sorted((each for each in found if each.score >= LEAST), key=lambda each: (-each.score, each.code))
    return [each for each in best[:limit] if each.score >= NEAR * best[0].score]


def _heard(voice: Voice, said: str, heading: str) -> Suggestion:
    hits = {word: weight * (2 if word in heading else 1) for word, weight in voice.words.items() if word in said}
    whole = {
        word: weight for word, weight in hits.items() if not any(word != other and word in other for other in hits)
    }
    because = sorted(whole, key=lambda word: -whole[word])
    return Suggestion(voice.code, sum(whole.values()), tuple(because[:3]))


@remembered(30)
def _voices(on: date) -> tuple[Voice, ...]:
    """What speaks for each leaf, every word weighed by how few categories it stands in."""
    nodes = catalogue.categories(on)
    spoken = {node.code: _words(node, nodes.get(node.parent or "")) for node in nodes.values() if node.is_leaf}
    common = Counter(word for words in spoken.values() for word in words)
    return tuple(
        Voice(code, {word: weight * _rarity(word, common[word], len(spoken)) for word, weight in words.items()})
        for code, words in spoken.items()
    )


def _rarity(word: str, count: int, of: int) -> float:
    length = len(word) if not word.isascii() else len(word) / 3
    rarity = (1 + math.log((1 + of) / count)) / 3 * min(1.6, 0.6 + 0.2 * length)
    return rarity * FAINT if word in ORDINARY else rarity


def _words(node: Node, above: Node | None) -> dict[str, float]:
    """The words of a category with the weight of the place where they stand, the weightiest place counts."""
    found: dict[str, float] = {}
    groups = [(ABOVE, chinese.search_terms(above.name) if above else []), (HINT, chinese.search_terms(node.hint))]
    groups += [(NAME, [*chinese.search_terms(node.name), *_english(node.name_en)])]
    groups += [(KEYWORD, [chinese.fold(word) for word in node.keywords])]
    for weight, words in groups:
        found |= {word: weight for word in words if len(word) > 1}
    return found


def _english(name: str) -> list[str]:
    words = [word for word in chinese.search_terms(name) if word.isascii() and len(word) >= LINGUA_FRANCA]
    return [word.removesuffix("s") for word in words]


def place(text: str, area: str) -> str:
    """The region an area's text names, as deep as it goes: a street by its full name, or a county; empty when none.

    A street's short name (``蠡湖`` for ``蠡湖街道``) counts only where its county is named as well.
    """
    if len(area) < 2:
        return ""
    counties = _counties(area)
    named = [code for code, name in counties if name in text or _short(name) in text]
    for county, _ in counties:
        for street in regions.children(county):
            if street.name in text or (
                county in named and len(_short(street.name)) > 1 and _short(street.name) in text
            ):
                return street.code
    if named:
        return named[0]
    return next((city for city, name in _cities(area) if name in text or _short(name) in text), "")


def _cities(area: str) -> list[tuple[str, str]]:
    if len(area) > 2:
        return []
    return [(each.code, each.name) for each in regions.children(area)]


def _counties(area: str) -> list[tuple[str, str]]:
    """The counties of an area; a province's are too many to have names of their own."""
    here = regions.region(area[:6])
    if here is None or here.level is RegionLevel.PROVINCE:
        return []
    if here.level is RegionLevel.COUNTY:
        return [(here.code, here.name)]
    return [(each.code, each.name) for each in regions.children(area)]


def _short(name: str) -> str:
    for ending in ("街道", "地区", "新区", "区", "县", "市", "镇", "乡"):
        if name.endswith(ending) and len(name) - len(ending) > 1:
            return name.removesuffix(ending)
    return name
