"""What the explorer's form offers: measures with what they count, divisions, filters, periods, pictures, sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.insight.measures import asking
from hotline.insight.measures.facts import MEANINGS
from hotline.insight.measures.words import Fact, Window
from hotline.insight.questions.words import LIVE, Against, Inquiry, Picture, Preset
from hotline.lib.words import Word
from hotline.watch.topics import queries as topics
from hotline.web.kit import divisions

from . import reading, telling

PICTURES = {
    Picture.TABLE: "list",
    Picture.BAR: "chart-bar",
    Picture.LINE: "chart-line",
    Picture.MAP: "map-pin",
    Picture.HEAT: "layout-dashboard",
    Picture.PARETO: "scale",
}
WINDOWS = [
    window for window in Window if window in {view.window for each in MEANINGS.values() for view in each.views[1:]}
]
"""Days that a measure can be counted by besides the usual one."""
TICKED = ("channel", "kind", "blame", "topics")
"""Filters of which several values may be ticked."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its code, its name, whether it is chosen, and what it is."""

    code: str
    label: str
    is_on: bool = False
    hint: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Ticks:
    """A filter with its values to tick."""

    name: str
    label: str
    options: tuple[Option, ...]

    @property
    def count(self) -> int:
        """How many are ticked."""
        return sum(option.is_on for option in self.options)


def builder(inquiry: Inquiry, by: Actor) -> dict[str, Any]:
    """All that the form needs."""
    shown = dict(inquiry.where)
    place, about, office = (_picked(shown, reading.PICKERS[name]) for name in ("place", "about", "office"))
    watched = tuple(each.code for each in topics.choices(by))
    ticks = [_ticks(name, shown.pop(name, ()), watched if name == "topics" else ()) for name in TICKED]
    return {
        "measures": _measures(inquiry.facts),
        "divisions": [_options(name, inquiry.by) for name in telling.parting()],
        "by": (*inquiry.by, "", "")[:2],
        "place": place,
        "about": about,
        "office": organisations.unit_by_code(office).id if office and organisations.known([office]) else None,
        "ticks": [each for each in ticks if each.options],
        "kept": [(name, each) for name, codes in shown.items() for each in codes],
        "presets": _words(Preset, inquiry.span.preset),
        "span": inquiry.span,
        "windows": [Option(each.value, each.label(telling.language()), each is inquiry.window) for each in WINDOWS],
        "against": _words(Against, inquiry.against),
        "other": inquiry.other,
        "pictures": [
            Option(each.value, each.label(telling.language()), each is inquiry.picture, icon=PICTURES[each])
            for each in Picture
        ],
        "sources": sources(inquiry.source),
        "sort": inquiry.sort,
    }


def sources(chosen: str) -> list[Option]:
    """What is stored: the running database and replays."""
    found = [Option(each.source, source(each.source), each.source == chosen) for each in asking.sources()]
    return sorted(found, key=lambda option: (option.code != LIVE, option.code))


def source(name: str) -> str:
    """What a source is called."""
    if name == LIVE:
        return gettext("实时数据")
    return gettext("重放 {name}").format(name=name.removeprefix("replay-"))


def _measures(chosen: Sequence[Fact]) -> list[tuple[str, list[Option]]]:
    """The measures under who answers for them."""
    found: dict[str, list[Option]] = {}
    for fact in Fact:
        meaning = MEANINGS[fact]
        hint = f"{telling.definition(meaning)}（v{meaning.version}）"
        option = Option(fact.value, fact.label(telling.language()), fact in chosen, hint)
        found.setdefault(meaning.owner.label(telling.language()), []).append(option)
    return list(found.items())


def _options(name: str, chosen: Sequence[str]) -> Option:
    return Option(name, telling.division(name), name in chosen)


def _ticks(name: str, chosen: Sequence[str], offered: Sequence[str]) -> Ticks:
    known = [each.value for each in divisions.WORDS[name]] if name in divisions.WORDS else offered
    codes = dict.fromkeys([*known, *chosen])
    return Ticks(
        name, telling.division(name), tuple(Option(each, divisions.code(name, each), each in chosen) for each in codes)
    )


def _words(kind: type[Word], chosen: Word) -> list[Option]:
    return [Option(each.value, each.label(telling.language()), each is chosen) for each in kind]


def _picked(shown: dict[str, Any], names: Iterable[str]) -> str:
    """What a picker shows: the one code of its filters, taken from what the form carries along; several stay there."""
    held = [name for name in names if name in shown]
    if len(held) != 1 or len(shown[held[0]]) != 1:
        return ""
    return str(shown.pop(held[0])[0])
