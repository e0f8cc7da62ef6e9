"""What synthetic citizens say: sentences put together from the data files by chance, the same for the same ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from hotline.lib.datafile import read_yaml

from .words import Matter

DATA = Path(__file__).parent / "data" / "texts"
LONGEST_TITLE = 60
PHONE_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is known of a ticket before it is put into words."""

    category: str
    topics: tuple[str, ...]
    kind: str
    channel: str
    street: str
    """Its name."""
    blame: str


@cache
def _frames() -> Mapping[str, Any]:
    return read_yaml(DATA / "frames.yaml")  # type: ignore[no-any-return]


@cache
def _matters() -> Mapping[str, Any]:
    return read_yaml(DATA / "matters.yaml")  # type: ignore[no-any-return]


def spoken(leaf: str, topics: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """What is said (``p``) and asked (``q``) about a leaf, in the words of its topic where it has one.

    :raises KeyError: the leaf is not spoken of.
    """
    for topic in topics:
        if leaf in _matters()["topics"].get(topic, {}):
            return _matters()["topics"][topic][leaf]  # type: ignore[no-any-return]
    return _matters()["leaves"][leaf]  # type: ignore[no-any-return]


def matter(occasion: Occasion, chance: Random) -> Matter:
    """A ticket in words."""
    frames, kind = _frames(), _frames()["kinds"][occasion.kind]
    about = spoken(occasion.category, occasion.topics)
    words = _words(occasion, chance) | {"said": chance.choice(about["p"]), "asked": chance.choice(about["q"])}

    def said(forms: Sequence[str]) -> str:
        return chance.choice(forms).format_map(words)

    title, text, wish = said(kind["title"]), said(kind["text"]), said(kind["wish"])
    answers = [frames["unsolved"][occasion.blame]] if occasion.blame else frames["answers"][occasion.kind]
    return Matter(title[:LONGEST_TITLE], text, wish, words["place"], said(answers), _name(chance), _phone(chance))


def remark(blame: str) -> str:
    """What a dissatisfied citizen adds."""
    return str(_frames()["causes"][blame]) if blame else ""


def handled() -> tuple[str, str]:
    """What a unit notes of its handling, and of having spoken with the citizen."""
    return str(_frames()["internal"]), str(_frames()["talk"])


def _words(occasion: Occasion, chance: Random) -> dict[str, str]:
    frames = _frames()
    road, other = chance.sample(frames["roads"], 2)
    words = {
        "street": occasion.street,
        "road": road,
        "other": other,
        "estate": chance.choice(frames["estates"]),
        "number": str(chance.randint(1, 399)),
        "house": str(chance.randint(1, 48)),
        "since": chance.choice(frames["since"]),
        "effect": chance.choice(frames["effects"]),
        "speaker": frames["speakers"].get(occasion.channel, frames["speakers"]["other"]),
    }
    place = chance.choice(frames["places"]).format_map(words)
    return words | {"place": place, "spot": place.removeprefix(occasion.street)}


def _name(chance: Random) -> str:
    return str(chance.choice(_frames()["surnames"])) + str(chance.choice(_frames()["titles"]))


def _phone(chance: Random) -> str:
    prefix = str(_frames()["phone"])
    return prefix + "".join(str(chance.randrange(10)) for _ in range(PHONE_DIGITS - len(prefix)))
