"""Where an alert leads: the tickets behind it, and the pages on which it becomes something, filled in beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext

from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor, Capability
from hotline.insight.alerts.words import Deed
from hotline.watch.supervision import queries as supervision
from hotline.web.kit import names


@dataclass(frozen=True, slots=True)
class Way:
    """A page on which an alert becomes something."""

    deed: Deed
    label: str
    at: str
    icon: str
    key: str


def behind(row: Any, by: Actor) -> str:
    """The list of the tickets behind the figure, where that page exists."""
    return _at("explore:tickets", row.query)


def ways(row: Any, by: Actor) -> list[Way]:
    """What the reader may make of it."""
    found = []
    if by.holds(Capability.DEFINE_TOPICS):
        found.append(Way(Deed.TOPIC, gettext("设为专题"), _at("tracking:new", _topic(row)), "flag", "t"))
    if by.holds(Capability.WRITE_REPORTS):
        found.append(Way(Deed.REPORT, gettext("写专报"), _at("briefs:new", _report(row)), "file-text", "b"))
    return [way for way in found if way.at]


def may_order(by: Actor) -> bool:
    """Whether the reader gives orders about tickets: the page of tickets then lets her pick some."""
    return by.holds(Verb.SUPERVISE) and bool(supervision.centres_of(by))


def _at(page: str, query: str) -> str:
    try:
        address = reverse(page)
    except NoReverseMatch:
        return ""
    return f"{address}?{query}" if query else address


def _named(row: Any) -> dict[str, str]:
    """A name for what comes of it in either language, whichever the reader reads."""
    with translation.override("zh-hans"):
        name = f"{names.region(row.region)}{names.category(row.category)}"
    with translation.override("en"):
        name_en = f"{names.category(row.category)}, {names.region(row.region)}"
    return {"name": name[:60], "name_en": name_en[:120]}


def _topic(row: Any) -> str:
    return urlencode(_named(row) | {"categories": row.category, "regions": row.region, "alert": row.pk})


def _report(row: Any) -> str:
    days = {"since": f"{row.since_on:%F}", "last": f"{row.last_on:%F}"}
    return urlencode({"kind": "hot", "focus": row.category, "scope": row.region} | days | {"alert": row.pk})
