"""Where a topic leads: to a supervision rule, a data feed, the explorer, as far as the reader may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor, Capability
from hotline.insight.measures import facts
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.words import Fact
from hotline.watch.topics.words import TopicState

ASKED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Way:
    """One way onward."""

    label: str
    href: str
    icon: str


def ways(topic: Any, by: Actor, on: date) -> list[Way]:
    """The ways that are open to the reader; one whose page does not exist is left out."""
    return list(_ways(topic, by, on))


def _ways(topic: Any, by: Actor, on: date) -> Iterator[Way]:
    code = urlencode({"topic": topic.code})
    rule = urlencode({"kind": "watched", "topics": topic.code, "centre": topic.centre_id})
    if by.holds(Capability.ANALYSE):
        with suppress(NoReverseMatch):
            page = f"{reverse('explore:home')}?{_question(topic.code, on)}"
            yield Way(gettext("在查询分析中打开"), page, "chart-line")
    if topic.state != TopicState.RUNNING:
        return
    if by.holds(Capability.MANAGE_REFERENCE):
        page = reverse("console:new", args=["supervision-rules"])
        yield Way(gettext("设为督办规则"), f"{page}?{rule}", "report")
    if by.holds(Verb.FEED):
        yield Way(gettext("设为数据流转"), f"{reverse('feeding:new')}?{code}", "share")


def _question(code: str, on: date) -> str:
    """How many tickets the topic has, over the last days up to today, as the explorer is asked."""
    days = Period(on - timedelta(days=ASKED_DAYS - 1), on + timedelta(days=1))
    return facts.to_query(facts.Question(Fact.APPEALS, days, {"topics": (code,)}))
