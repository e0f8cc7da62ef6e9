"""What every list of tickets has: filters read from the address, chips that take one off, and turning pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext

from hotline.flow.tickets.lists import Filters
from hotline.flow.tickets.words import Attention, Channel, Colour, Mark
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.regions import queries as regions
from hotline.lib.text import number
from hotline.watch.topics import queries as topics

from . import names, vocabulary
from .doors import today

FIELDS = ("q", "kind", "category", "region", "urgency", "channel", "colour", "mark", "from", "until")
LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on: what it says, and the address without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter field: its name, its label and what may be chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str = ""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed to, as the address says it."""

    filters: Filters
    choices: tuple[Choice, ...] = ()
    chips: tuple[Chip, ...] = ()
    query: str = ""
    said: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything is narrowed at all."""
        return bool(self.chips)


def narrowing(request: HttpRequest, area: str = "", *, with_topics: bool = False) -> Narrowing:
    """The filters in the request's address; what cannot be read narrows nothing.

    :param area: the region whose parts the region filter offers, and whose topics the topic filter.
    :param with_topics: whether it may be narrowed to a topic: in lists of a centre's own people.
    """
    said = {
        name: request.GET.get(name, "").strip()[:LONGEST_WORDS]
        for name in (*FIELDS, *(("topic",) if with_topics else ()))
    }
    kept = {name: value for name, value in said.items() if value}
    first, last = _day(said["from"]), _day(said["until"])
    filters = Filters(
        kind=Kind.of(said["kind"]),
        category=said["category"] if catalogue.category_ever(said["category"]) else "",
        region=said["region"] if number(said["region"]) is not None and regions.region(said["region"]) else "",
        urgency=Urgency.of(said["urgency"]),
        channel=Channel.of(said["channel"]),
        colour=Colour.of(said["colour"]),
        mark=Mark.of(said["mark"]),
        is_sensitive=said["mark"] == Attention.SENSITIVE,
        registered_from=_start(first) if first else None,
        registered_until=_start(last + timedelta(days=1)) if last else None,
        words=said["q"],
        among=topics.tickets_of(said["topic"], area) if with_topics and said["topic"] else None,
    )
    choices = tuple(_choices(area, said))
    if with_topics:
        choices += (_topics(area, said["topic"]),)
    return Narrowing(filters, choices, tuple(_chips(choices, kept, request.GET)), urlencode(kept), said)


def _choices(area: str, said: dict[str, str]) -> Iterable[Choice]:
    language = get_language() or "zh"
    parts = [(place.code, names.region(place.code)) for place in regions.children(area)] if area else []
    if said["region"] and said["region"] not in dict(parts):
        parts.append((said["region"], names.region(said["region"])))
    tree = catalogue.categories(today()).values()
    fields = [(node.code, node.label(language)) for node in tree if node.parent is None]
    if said["category"] and said["category"] not in dict(fields):
        fields.append((said["category"], names.category(said["category"], is_full=True)))
    offered: list[tuple[str, str, Sequence[tuple[str, str]]]] = [
        ("colour", gettext("时限"), vocabulary.choices(Colour, language)),
        ("urgency", gettext("紧急程度"), vocabulary.choices(Urgency, language)),
        ("kind", gettext("类型"), vocabulary.choices(Kind, language)),
        ("category", gettext("分类"), fields),
        ("region", gettext("区域"), parts),
        ("channel", gettext("渠道"), vocabulary.choices(Channel, language)),
        ("mark", gettext("标记"), _marks(language)),
    ]
    return [Choice(name, label, options, said[name]) for name, label, options in offered]


def _topics(area: str, chosen: str) -> Choice:
    """The running topics that watch an area, those under an umbrella after it."""
    found = topics.watching_over(area)
    options = [(row.code, f"{'　' if row.umbrella_id else ''}{_either(row.name, row.name_en)}") for row in found]
    return Choice("topic", gettext("专题"), options, chosen)


def _either(name: str, name_en: str) -> str:
    return name_en if names.is_english() else name


def _marks(language: str) -> list[tuple[str, str]]:
    """The badges, and what a ticket is registered as."""
    sensitive = Attention.SENSITIVE
    return [(sensitive.value, sensitive.label(language)), *vocabulary.choices(Mark, language)]


def _chips(choices: Sequence[Choice], kept: dict[str, str], address: QueryDict) -> Iterable[Chip]:
    spoken = {choice.name: (choice.label, dict(choice.options)) for choice in choices}
    plain = {"q": gettext("关键词"), "from": gettext("登记自"), "until": gettext("登记至")}
    for name, value in kept.items():
        label, options = spoken.get(name, (plain.get(name, name), {}))
        without = address.copy()
        for gone in (name, "cursor", "trail"):
            without.pop(gone, None)
        words = gettext("{label}：{value}").format(label=label, value=options.get(value, value))
        yield Chip(words, f"?{without.urlencode()}")


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Turning:
    """The addresses of the pages before and after; the way back is carried in the address (``trail``)."""

    previous: str = ""
    next: str = ""


def turning(request: HttpRequest, page: Any) -> Turning:
    """How a list by cursor can be turned both ways."""
    cursor, trail = request.GET.get("cursor", ""), request.GET.get("trail", "")
    before = [each for each in trail.split("~") if each]
    previous = next_ = ""
    if cursor:
        previous = _turned(request, before[-1] if before else "", before[:-1])
    if page.next:
        next_ = _turned(request, page.next, [*before, cursor] if cursor else before)
    return Turning(previous, next_)


def _turned(request: HttpRequest, cursor: str, trail: Sequence[str]) -> str:
    query = request.GET.copy()
    for name, value in (("cursor", cursor), ("trail", "~".join(trail))):
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
