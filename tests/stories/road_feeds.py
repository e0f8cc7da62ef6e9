"""Steps of data feeds through their door. What the clockwork does, its functions do."""

from __future__ import annotations

import re
from typing import Any

from hotline.config import stories
from hotline.flow.tickets.models import Ticket
from hotline.watch.feeds import delivering
from hotline.watch.feeds.models import Feed

from .road import Road, Step


def _agreement(road: Road, step: Step) -> None:
    said = {"department": step["department"], "region": step["region"], "basis": step["note"]}
    said |= {"fields_": step["fields"], "from_on": str(step["from_on"])}
    road.fill(road.enter(step["who"]), "/feeds/agreements/new/", "", having="basis", **said)


def _version(step: Step) -> dict[str, Any]:
    words = "、".join(step["words"])
    return {"any_words": words, "fields_": step["fields"], "why": step["note"], "regions": step.get("regions", [])}


def _open(road: Road, step: Step) -> None:
    said = _version(step) | {"code": step["feed"]}
    said |= {name: step[name] for name in ("name", "name_en", "department", "level")}
    road.fill(road.enter(step["who"]), "/feeds/rules/new/", "", having="any_words", **said)


def _rule(step: Step) -> str:
    return f"/feeds/rules/{Feed.objects.get(code=step['feed']).pk}/"


def _change(road: Road, step: Step) -> None:
    road.fill(road.enter(step["who"]), f"{_rule(step)}change/", "", having="any_words", **_version(step))


def _fill_back(road: Road, step: Step) -> None:
    at = stories.moment(step)
    since = f"{at.date().replace(day=1)}"
    road.fill(road.enter(step["who"]), _rule(step), "/back/", since=since)
    while delivering.fill_back(at=at):
        pass


def _feed(road: Road, step: Step) -> None:
    delivering.look_at([Ticket.objects.get(number=road.number).pk], at=stories.moment(step))


def _page(road: Road, step: Step, state: str) -> str:
    """The newest line of the inbox in a state, as the department finds it."""
    page = road.enter(step["who"]).get(f"/feeds/inbox/?state={state}").content.decode()
    found = re.search(r'href="(/feeds/inbox/\d+/)"', page)
    assert found, f"nothing {state} in the inbox of {step['who']}"
    return found[1]


def _receive(road: Road, step: Step) -> None:
    road.fill(road.enter(step["who"]), _page(road, step, "delivered"), "/receive/")


def _answer(road: Road, step: Step) -> None:
    said = {"finding": step["finding"], "feedback": step["note"]}
    road.fill(road.enter(step["who"]), _page(road, step, "received"), "", having="feedback", **said)


STEPS = {
    "feed_agreement": _agreement,
    "feed_open": _open,
    "feed_change": _change,
    "feed_fill_back": _fill_back,
    "feed": _feed,
    "feed_receipt": _receive,
    "feed_back": _answer,
}
