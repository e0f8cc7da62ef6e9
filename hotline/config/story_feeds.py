"""Steps of stories about data feeds: agreements, rules, deliveries, receipts and answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hotline.config.story_road import Play, Step
from hotline.flow.tickets import lookups
from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.watch.feeds import actions, agreements, answering, delivering, queries
from hotline.watch.feeds.words import FeedField, Finding, NewAgreement, NewFeed, NewVersion, ReceiverLevel, Scope

WORDS = {
    "feed_agreement": ("登记数据共享协议", "Enter a data agreement"),
    "feed_open": ("启用流转规则", "Start a feed"),
    "feed_change": ("改流转规则", "Change a feed"),
    "feed_fill_back": ("补流转旧工单", "Feed older tickets"),
}


def _fields(step: Step) -> tuple[FeedField, ...]:
    return tuple(FeedField(each) for each in step["fields"])


def _version(step: Step) -> NewVersion:
    scope = Scope(
        categories=tuple(map(str, step.get("categories", ()))),
        regions=tuple(map(str, step.get("regions", ()))),
        any_words=tuple(step.get("words", ())),
    )
    return NewVersion(scope, _fields(step), step["note"])


def _agreement(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    from_on = date.fromisoformat(str(step["from_on"]))
    new = NewAgreement(step["department"], str(step["region"]), step["note"], (), _fields(step), from_on)
    agreements.enter(new, by=by, at=at)


def _open(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    new = NewFeed(step["feed"], step["name"], step["name_en"], step["department"], ReceiverLevel(step["level"]))
    actions.open_feed(organisations.unit_by_code(step["centre"]).id, new, _version(step), by=by, at=at)


def _change(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    row = queries.feeds(by).get(code=step["feed"])
    actions.change(row.pk, _version(step), seen=queries.versions(row.pk)[0].version, by=by, at=at)


def _fill_back(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    row = queries.feeds(by).get(code=step["feed"])
    actions.fill_back(row.pk, at - timedelta(days=int(step["days"])), by=by, at=at)
    while delivering.fill_back(at=at):
        pass


def _feed(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    """What the clockwork does some seconds after a ticket was registered."""
    delivering.look_at([_identifier(number)], at=at)


def _receive(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    answering.receive(_delivery(number), by=by, at=at)


def _answer(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    answering.answer(_delivery(number), Finding(step["finding"]), step["note"], by=by, at=at)


def _delivery(number: str) -> int:
    [row] = queries.on_ticket(_identifier(number))
    return row.pk


def _identifier(number: str) -> int:
    found = lookups.chain_of(number)
    assert found is not None, number
    return found[0]


VERBS: dict[str, Play] = {
    "feed_agreement": _agreement,
    "feed_open": _open,
    "feed_change": _change,
    "feed_fill_back": _fill_back,
    Verb.FEED: _feed,
    Verb.FEED_RECEIPT: _receive,
    Verb.FEED_BACK: _answer,
}
