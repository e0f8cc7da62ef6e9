"""What stands beside the form while somebody types: categories, place, unit, knowledge, similar tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hotline.flow.dispatch import queries as dispatch
from hotline.flow.dispatch.words import Candidate
from hotline.flow.groups import queries as groups
from hotline.flow.groups.words import Matter
from hotline.flow.intake import suggest
from hotline.flow.intake.words import Fields
from hotline.flow.tickets import search
from hotline.ground.calendar.words import Limit
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.queries import Node
from hotline.ground.catalogue.words import ClockKind, Kind, Urgency
from hotline.ground.knowledge import queries as knowledge
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.web.kit import names
from hotline.web.kit.doors import today

SHOWN = 3
ENTRIES = 4
SIMILAR = 4
HEAD = 60
"""Characters of the text that are compared as its title is."""
NEAR, LEAST_RANK, SURE_RANK = 0.5, 3.9, 8.0
"""An entry far behind the best or of a low rank is left out; one of a high rank speaks for its category."""
LEAST_SAID = 4
"""Fewer characters than these say nothing worth comparing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A category on offer, with the words that speak for it and what picking it sets."""

    node: Node
    because: tuple[str, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A unit that would get the ticket, and the directory row that says so."""

    candidate: Candidate
    category: str
    region: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything beside the form."""

    choices: tuple[Choice, ...]
    place: str
    units: tuple[Named, ...]
    is_tentative: bool
    entries: tuple[Any, ...]
    used: tuple[Any, ...]
    similar: tuple[groups.Suggestion, ...]
    limit: str
    is_empty: bool


def of(matter: Fields, centre_id: int, *, by: Actor, at: datetime, ours: frozenset[str] = frozenset()) -> Beside:
    """What the words and choices of a matter call for; ``ours`` are the tickets this call has made itself."""
    title, text, where = (matter.get(name, "") for name in ("title", "text", "place"))
    centre, on = organisations.unit(centre_id), today()
    heard = _heard(title, text, on)
    category = matter.get("category", "") or (heard[0].code if heard else "")
    named = suggest.place(f"{where} {title} {text}", centre.region)
    region = matter.get("region", "")
    best = named if len(named) > len(region) and named.startswith(region) else region
    said = f"{title} {text}".strip()
    is_said = len(said) >= LEAST_SAID
    found = dispatch.candidates(category, best, on, centre_level=centre.level, limit=SHOWN)
    return Beside(
        choices=tuple(_choice(each, matter.get("category", "")) for each in heard),
        place="" if region.startswith(named) else named,
        units=tuple(_named(each) for each in found),
        is_tentative=not matter.get("category") or best != region,
        entries=tuple(_entries(category, said, best)) if is_said else (),
        used=used(matter, at),
        similar=tuple(_similar(matter, best, by, at, ours)) if is_said else (),
        limit=_limit(matter, category, found, at),
        is_empty=not is_said,
    )


def used(matter: Fields, at: datetime) -> tuple[Any, ...]:
    """The knowledge entries an answer leans on."""
    codes = matter.get("entries", "").split()
    return tuple(knowledge.published(codes, on=today())) if codes else ()


def _entries(category: str, said: str, region: str) -> list[Any]:
    """Entries that come near the best: far behind it stands only what shares a common word."""
    found = knowledge.suggest_for(category, said, today(), region=region, limit=ENTRIES)
    best = max((getattr(each, "rank", 0.0) for each in found), default=0.0)
    return [each for each in found if getattr(each, "rank", best) >= max(NEAR * best, LEAST_RANK)]


def _heard(title: str, text: str, on: date) -> list[suggest.Suggestion]:
    """Categories by their own words; where these are silent, those of the knowledge that speaks of the matter."""
    heard = suggest.categories(title, text, on, limit=SHOWN)
    said = f"{title} {text}".strip()
    if heard or len(said) < LEAST_SAID:
        return heard
    found = (each for each in knowledge.suggest_for("", said, on, limit=1) if getattr(each, "rank", 0.0) >= SURE_RANK)
    leaves = (
        (code, names.entry_title(each)) for each in found for code in each.categories if catalogue.category(code, on)
    )
    return [suggest.Suggestion(code, 0.0, (why,)) for code, why in leaves if catalogue.categories(on)[code].is_leaf][
        :SHOWN
    ]


def _similar(matter: Fields, region: str, by: Actor, at: datetime, ours: frozenset[str]) -> list[groups.Suggestion]:
    title, text, where = (matter.get(name, "") for name in ("title", "text", "place"))
    about = f"{title} {text[:HEAD]}"
    found = search.similar(by, about, text if title else "", where, region=region, at=at, limit=SIMILAR + len(ours))
    said = Matter(where, region, matter.get("category", ""), groups.terms(title, where, text), at)
    return groups.explained(said, [each.row for each in found if each.row.number not in ours][:SIMILAR], at)


def _limit(matter: Fields, category: str, found: list[Candidate], at: datetime) -> str:
    """How long the first unit would have, for telling the caller."""
    if not found:
        return ""
    kind, urgency = matter.get("kind") or Kind.HELP, matter.get("urgency") or Urgency.NORMAL
    try:
        limits = catalogue.limits(kind, category, urgency, found[0].unit.level, at)
    except catalogue.NoLimitPolicy:
        return ""
    limit = Limit.parse(limits.by_clock[ClockKind.HANDLE])
    return limit.en if names.is_english() else limit.zh


def _choice(heard: suggest.Suggestion, chosen: str) -> Choice:
    return Choice(catalogue.categories(today())[heard.code], heard.because, heard.code == chosen)


def _named(candidate: Candidate) -> Named:
    category, _, rest = candidate.ground.partition(" × ")
    region = rest.partition(" → ")[0]
    return Named(candidate, category, "" if region == "*" else region)
