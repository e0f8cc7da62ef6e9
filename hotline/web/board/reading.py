"""What stands on the board: figures of measures, open tickets by their clocks, orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext

from hotline.flow.tickets.standing import Standing, standing
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.insight.measures import asking, facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Dimension, Fact
from hotline.lib.days import SHANGHAI, civil_day
from hotline.watch.supervision import queries as supervision
from hotline.watch.supervision.words import OPEN
from hotline.web.kit import names, vocabulary
from hotline.web.kit.charts import Chart, Kind, Series

from .areas import Area

HOURS = tuple(f"{hour:02d}" for hour in range(24))
MOST = 8
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: its name, what it is, what it counts, and where its tickets are."""

    label: str
    value: str
    told: str
    link: str


@dataclass(frozen=True, slots=True)
class Orders:
    """Open supervision orders, and those of them that are late."""

    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on it."""

    tiles: tuple[Tile, ...]
    hours: Chart
    places: Chart
    channels: Chart
    categories: Chart
    standing: Standing
    orders: Orders | None
    """Those somebody has to do with; not told in the edition of a part of her area, which they are not counted by."""
    has_synthetic: bool
    drill: tuple[tuple[str, str], ...] = field(default=())
    """The areas below: their addresses and names."""


def board(area: Area, by: Actor, at: datetime) -> Board:
    """The board of an area at a moment, as somebody sees it.

    :raises NothingStored: and its kind: there are no facts to ask yet, or nobody answers.
    """
    seen, today = asking.seen(by), civil_day(at)
    asked = Question(Fact.APPEALS, Period(today, today + ONE_DAY), area.where)
    tallies = [] if area.above else [each for each in supervision.tallies(by, at) if each.state in OPEN]
    return Board(
        tiles=tuple(_tile(seen, replace(asked, fact=fact)) for fact in (Fact.APPEALS, Fact.CLOSED, Fact.SATISFACTION)),
        hours=_hours(seen, asked, at.astimezone(SHANGHAI).hour),
        places=_places(seen, asked, area),
        channels=_bars(
            seen, asked, Dimension.CHANNEL, lambda code: vocabulary.label(code, "channel", _language()), gettext("渠道")
        ),
        categories=_bars(seen, asked, Dimension.CATEGORY, names.category, gettext("热点分类")),
        standing=standing(by, area.code, at),
        orders=None if area.above else Orders(sum(each.count for each in tallies), sum(each.red for each in tallies)),
        has_synthetic=facts.is_synthetic(seen, asked.period),
        drill=_below(area),
    )


def tickets(question: Question) -> str:
    """The address of the tickets behind a figure."""
    return f"{reverse('explore:tickets')}?{facts.to_query(question)}"


def _tile(seen: Seen, question: Question) -> Tile:
    answer, meaning = facts.answered(seen, question), facts.MEANINGS[question.fact]
    is_rate = question.fact is Fact.SATISFACTION
    value = "—" if answer.value is None else f"{answer.value * 100:.1f}%" if is_rate else f"{answer.value:,.0f}"
    told = gettext("{numerator} ÷ {denominator}").format(
        numerator=f"{answer.numerator:,.0f}", denominator=f"{answer.denominator:,}"
    )
    said = question.fact.zh if not names.is_english() else question.fact.en
    counted = meaning.numerator.en if names.is_english() else meaning.numerator.zh
    return Tile(
        said,
        value,
        " ".join(filter(None, (counted, told if is_rate else ""))),
        tickets(question),
    )


def _hours(seen: Seen, question: Question, hour: int) -> Chart:
    """Today up to the hour that runs, beside all of yesterday."""
    days = question.period
    before = replace(question, period=Period(days.since - ONE_DAY, days.until - ONE_DAY))
    series = tuple(
        Series(name, _by_hour(seen, each, last), is_faint=is_faint)
        for name, each, last, is_faint in (
            (gettext("今日"), question, hour, False),
            (gettext("昨日"), before, 23, True),
        )
    )
    return Chart(Kind.LINE, gettext("受理量（按小时）"), HOURS, series, gettext("件"), gettext("小时"), size="full")


def _by_hour(seen: Seen, question: Question, last: int) -> tuple[float | None, ...]:
    found = {part.codes[0]: part.value for part in facts.broken_down(seen, question, Dimension.HOUR)}
    return tuple(found.get(hour, 0) if int(hour) <= last else None for hour in HOURS)


def _places(seen: Seen, question: Question, area: Area) -> Chart:
    if area.by is not Dimension.CITY:
        name: Callable[[str], str] = names.region if area.by is Dimension.COUNTY else _unit
        return _bars(seen, question, area.by, name, gettext("区县") if area.by is Dimension.COUNTY else gettext("单位"))
    parts = [part for part in facts.broken_down(seen, question, Dimension.CITY) if part.codes[0]]
    codes = tuple(part.codes[0] for part in parts)
    links = tuple(f"{reverse('board:home')}?{urlencode({'area': code})}" for code in codes)
    series = Series(gettext("受理量"), tuple(part.value for part in parts), links=links)
    labels = tuple(names.region(code) for code in codes)
    return Chart(Kind.MAP, gettext("各市受理量"), labels, (series,), gettext("件"), gettext("城市"), codes, "full")


def _bars(seen: Seen, question: Question, by: Dimension, named: Callable[[str], str], title: str) -> Chart:
    """The largest parts of today's appeals."""
    parts = [part for part in facts.broken_down(seen, question, by) if part.codes[0]]
    most = sorted(parts, key=lambda part: (-(part.value or 0), part.codes))[:MOST]
    links = tuple(tickets(replace(question, where={**question.where, by: part.codes})) for part in most)
    series = Series(gettext("受理量"), tuple(part.value for part in most), links=links)
    labels = tuple(named(part.codes[0]) for part in most)
    return Chart(Kind.BAR, title, labels, (series,), gettext("件"), title, size="full", is_lying=True)


def _below(area: Area) -> tuple[tuple[str, str], ...]:
    if area.by is Dimension.UNIT:
        return ()
    return tuple((each.code, names.region(each.code)) for each in regions.children(area.code))


def _unit(code: str) -> str:
    return names.unit(organisations.unit_by_code(code).id)


def _language() -> str:
    return get_language() or "zh"
