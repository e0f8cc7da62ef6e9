"""What stands on the board: figures of measures, open tickets by their clocks, orders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from hotline.flow.tickets.standing import standing
from hotline.ground.people.words import Actor
from hotline.insight.measures import asking, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact
from hotline.lib.days import civil_day
from hotline.watch.supervision import queries as supervision
from hotline.web.kit import names, navigation
from hotline.web.kit.charts import Chart

from . import pictures
from .areas import Area
from .pictures import Places

ONE_DAY = timedelta(days=1)
TOLD = (Fact.APPEALS, Fact.CLOSED, Fact.SATISFACTION)
WALL = "oversight:wall"


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: its name, what it counts, where what is behind it stands, and how it is meant."""

    label: str
    value: str
    told: str = ""
    link: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on it."""

    today: tuple[Tile, ...]
    clocks: tuple[Tile, ...]
    waiting: tuple[Tile, ...]
    minutes: Chart
    hours: Chart
    places: Places
    topics: Chart
    categories: Chart
    channels: Chart
    has_synthetic: bool


def board(area: Area, part: Area, by: Actor, at: datetime) -> Board:
    """The board of an area at a moment, as somebody sees it.

    :param part: what of it the map shows.
    :raises NothingStored: and its kind: there are no facts to ask yet, or nobody answers.
    """
    seen, asked = asking.seen(by), question(area, at)
    hours = pictures.hours(seen, asked, at)
    return Board(
        today=tuple(_tile(seen, replace(asked, fact=fact)) for fact in TOLD),
        **_open(area, by, at),
        minutes=pictures.minutes(seen, asked, at, hours),
        hours=hours,
        places=pictures.places(seen, question(part, at), area, part),
        topics=pictures.topics(seen, asked, by),
        categories=pictures.categories(seen, asked),
        channels=pictures.channels(seen, asked),
        has_synthetic=facts.is_synthetic(seen, asked.period),
    )


def places(area: Area, part: Area, by: Actor, at: datetime) -> Places:
    """The map alone, turned to a part of the area.

    :raises NothingStored: and its kind, as above.
    """
    return pictures.places(asking.seen(by), question(part, at), area, part)


def question(area: Area, at: datetime) -> Question:
    """Today's appeals of an area."""
    today = civil_day(at)
    return Question(Fact.APPEALS, Period(today, today + ONE_DAY), area.where)


def names_of_open() -> dict[str, tuple[str, str]]:
    """The numbers of open tickets, with their names and how they are meant."""
    return {
        "open": (gettext("在办"), ""),
        "green": (gettext("正常"), "green"),
        "yellow": (gettext("即将到期"), "yellow"),
        "red": (gettext("已超期"), "red"),
        "to_dispatch": (gettext("待派单"), ""),
        "to_sign": (gettext("待签收"), ""),
    }


def _open(area: Area, by: Actor, at: datetime) -> dict[str, tuple[Tile, ...]]:
    """Open tickets by their clocks and by what they wait for; orders, where it is the area she has to do with."""
    found, said = standing(by, area.region, at), names_of_open()
    page = reverse("board:tickets")

    def tile(name: str) -> Tile:
        label, tone = said[name]
        address = f"{page}?{urlencode({'area': area.code, 'of': name})}"
        return Tile(label, f"{getattr(found, name):,}", link=address, tone=tone)

    clocks = tuple(tile(name) for name in ("open", "green", "yellow", "red"))
    waiting = tuple(tile(name) for name in ("to_dispatch", "to_sign"))
    return {"clocks": clocks, "waiting": waiting + (_orders(by, at) if area.is_own else ())}


def _orders(by: Actor, at: datetime) -> tuple[Tile, ...]:
    are_open, late = supervision.pressing(by, at)
    wall = reverse(WALL) if navigation.is_open(by, WALL) else ""
    late_ones = f"{wall}?{urlencode({'colour': 'red'})}" if wall else ""
    return (
        Tile(gettext("在办督办"), f"{are_open:,}", link=wall),
        Tile(gettext("督办超期"), f"{late:,}", link=late_ones, tone="red"),
    )


def _tile(seen: Seen, asked: Question) -> Tile:
    answer, meaning = facts.answered(seen, asked), facts.MEANINGS[asked.fact]
    is_rate = asked.fact is Fact.SATISFACTION
    value = "—" if answer.value is None else f"{answer.value * 100:.1f}%" if is_rate else f"{answer.value:,.0f}"
    both = gettext("{numerator} ÷ {denominator}").format(
        numerator=f"{answer.numerator:,.0f}", denominator=f"{answer.denominator:,}"
    )
    counted = meaning.numerator.en if names.is_english() else meaning.numerator.zh
    told = " ".join(filter(None, (counted, both if is_rate else "")))
    return Tile(asked.fact.en if names.is_english() else asked.fact.zh, value, told, pictures.tickets(asked))
