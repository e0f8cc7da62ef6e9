"""The pictures of the board: what was asked of the measures, as charts that can be read from far away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from hotline.ground.people.words import Actor
from hotline.insight.measures import facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Part, Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Dimension
from hotline.lib.days import SHANGHAI
from hotline.watch.topics import queries as watches
from hotline.web.kit import divisions, names
from hotline.web.kit.charts import Chart, Kind, Series

from .areas import Area

HOURS = tuple(f"{hour:02d}" for hour in range(24))
MINUTES = tuple(f"{hour}:{minute:02d}" for hour in HOURS for minute in range(60))
WRITTEN = 240
"""Of the minutes along the axis only each so manyth is written: every fourth hour."""
MOST, MOST_PLACES = 5, 14
"""As many bars as can be read from five metres; the counties of any city."""
ONE_DAY = timedelta(days=1)
Named = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the appeals come from in an area, or in the part of it that the map turned to."""

    chart: Chart
    unplaced: int
    """Appeals of which it is only known that they lie somewhere in it."""
    below: tuple[tuple[str, str], ...]
    """What it can turn to from here: codes and names."""


def tickets(question: Question) -> str:
    """The address of the tickets behind a figure."""
    return f"{reverse('explore:tickets')}?{facts.to_query(question)}"


def minutes(seen: Seen, question: Question, at: datetime, hours: Chart) -> Chart:
    """Today minute by minute up to the one that runs; for who cannot see it, the hours are told."""
    found = {part.codes[0]: part.value for part in facts.broken_down(seen, question, Dimension.MINUTE)}
    series = Series(gettext("今日"), _along(found, MINUTES, f"{at.astimezone(SHANGHAI):%H:%M}"))
    title = gettext("今日受理（每分钟）")
    return Chart(Kind.LINE, title, MINUTES, (series,), head=gettext("分钟"), size="full", every=WRITTEN, table=hours)


def hours(seen: Seen, question: Question, at: datetime) -> Chart:
    """Today up to the hour that runs, beside all of yesterday."""
    today, yesterday = question.period.since, question.period.since - ONE_DAY
    both = replace(question, period=Period(yesterday, question.period.until))
    found: dict[str, dict[str, float | None]] = {}
    for part in facts.broken_down(seen, both, Dimension.DAY, Dimension.HOUR):
        found.setdefault(part.codes[0], {})[part.codes[1]] = part.value
    hour = f"{at.astimezone(SHANGHAI):%H}"
    series = (
        Series(gettext("今日"), _along(found.get(today.isoformat(), {}), HOURS, hour)),
        Series(gettext("昨日"), _along(found.get(yesterday.isoformat(), {}), HOURS, HOURS[-1]), is_faint=True),
    )
    return Chart(Kind.LINE, gettext("今日与昨日（每小时）"), HOURS, series, head=gettext("小时"), size="full", every=4)


def _along(found: Mapping[str, float | None], codes: Sequence[str], last: str) -> tuple[float | None, ...]:
    """Along the day: 0 where nobody came, nothing where it is still to come."""
    return tuple(found.get(code, 0) if code <= last else None for code in codes)


def places(seen: Seen, question: Question, area: Area, part: Area) -> Places:
    """A map of the province's cities, or a city's counties, or a county's units; what lies below can be turned to."""
    found = facts.broken_down(seen, question, part.by)
    counts = dict.fromkeys(part.parts, 0.0) | {each.codes[0]: each.value or 0 for each in found}
    unplaced = int(counts.pop("", 0))
    below = tuple((code, names.region(code)) for code in part.parts)
    chart = _units(counts, question, part) if part.by is Dimension.UNIT else _map(counts, area, part)
    return Places(chart, unplaced, below)


def _map(counts: dict[str, float], area: Area, part: Area) -> Chart:
    codes = tuple(counts)
    series = Series(gettext("受理量"), tuple(counts.values()), links=tuple(_turn(area, code) for code in codes))
    labels = tuple(names.region(code) for code in codes)
    title, head = gettext("各市受理量"), gettext("城市")
    if part.by is Dimension.COUNTY:
        title, head = gettext("{place}各区县受理量").format(place=names.region(part.code)), gettext("区县")
    return Chart(Kind.MAP, title, labels, (series,), gettext("件"), head, codes, "full", is_told=True)


def _units(counts: dict[str, float], question: Question, part: Area) -> Chart:
    """Units, which lead to their tickets."""
    title = gettext("{place}各单位受理量").format(place=names.region(part.code))
    link = _to_tickets(question, Dimension.UNIT)
    return _bars(counts, link, partial(divisions.code, "unit"), title, gettext("单位"), MOST_PLACES)


def _turn(area: Area, code: str) -> str:
    return f"{reverse('board:home')}?{urlencode({'area': area.code, 'place': code})}"


def topics(seen: Seen, question: Question, by: Actor) -> Chart:
    """The topics most tickets of today are of, among those somebody sees."""
    known = {row.code: row.name_en if names.is_english() else row.name for row in watches.choices(by)}
    counts = _counts(part for part in facts.by_topic(seen, question) if part.codes[0] in known)
    link = _to_tickets(question, Dimension.TOPICS)
    return _bars(counts, link, known.__getitem__, gettext("热点专题"), gettext("专题"))


def categories(seen: Seen, question: Question) -> Chart:
    """The categories most spoken of."""
    counts = _counts(facts.broken_down(seen, question, Dimension.CATEGORY))
    link = _to_tickets(question, Dimension.CATEGORY)
    return _bars(counts, link, names.category, gettext("热点分类"), gettext("诉求分类"))


def channels(seen: Seen, question: Question) -> Chart:
    """The ways most came by."""
    counts = _counts(facts.broken_down(seen, question, Dimension.CHANNEL))
    link = _to_tickets(question, Dimension.CHANNEL)
    return _bars(counts, link, partial(divisions.code, "channel"), gettext("来源渠道"), gettext("渠道"))


def _counts(parts: Iterable[Part]) -> dict[str, float]:
    return {part.codes[0]: part.value or 0 for part in parts if part.codes[0]}


def _to_tickets(question: Question, by: Dimension) -> Named:
    return lambda code: tickets(replace(question, where={**question.where, by: (code,)}))


def _bars(counts: dict[str, float], link: Named, named: Named, title: str, head: str, most: int = MOST) -> Chart:
    """The largest, each with its figure at its bar."""
    chosen = sorted(counts, key=lambda code: (-counts[code], code))[:most]
    values, links = tuple(counts[code] for code in chosen), tuple(link(code) for code in chosen)
    labels = tuple(named(code) for code in chosen)
    series = Series(gettext("受理量"), values, links=links)
    return Chart(Kind.BAR, title, labels, (series,), gettext("件"), head, size="full", is_lying=True, is_told=True)
