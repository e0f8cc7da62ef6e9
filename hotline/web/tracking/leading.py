"""Where a topic leads: to a supervision rule, a data feed, the explorer, as far as the reader may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor, Capability
from hotline.insight.measures.words import Dimension, Fact
from hotline.insight.questions.words import Picture, Preset
from hotline.watch.topics.words import TopicState


@dataclass(frozen=True, slots=True)
class Way:
    """One way onward."""

    label: str
    href: str
    icon: str


def ways(topic: Any, by: Actor) -> list[Way]:
    """The ways that are open to the reader; one whose page does not exist is left out."""
    return list(_ways(topic, by))


def _ways(topic: Any, by: Actor) -> Iterator[Way]:
    code = urlencode({"topic": topic.code})
    rule = urlencode({"kind": "watched", "topics": topic.code, "centre": topic.centre_id})
    if by.holds(Capability.ANALYSE):
        with suppress(NoReverseMatch):
            page = f"{reverse('explore:home')}?{_question(topic.code)}"
            yield Way(gettext("在查询分析中打开"), page, "chart-line")
    if topic.state != TopicState.RUNNING:
        return
    if by.holds(Capability.MANAGE_REFERENCE):
        page = reverse("console:new", args=["supervision-rules"])
        yield Way(gettext("设为督办规则"), f"{page}?{rule}", "report")
    if by.holds(Verb.FEED):
        yield Way(gettext("设为数据流转"), f"{reverse('feeding:new')}?{code}", "share")


def _question(code: str) -> str:
    """How many tickets the topic has this year, city by city, as the explorer is asked."""
    asked = {"measure": Fact.APPEALS, "by": Dimension.CITY, "period": Preset.THIS_YEAR, "picture": Picture.BAR}
    return urlencode({name: word.value for name, word in asked.items()} | {"topics": code})
