"""The town with people who set feeds and departments that receive them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hotline.flow.intake import actions as intake
from hotline.flow.tickets.words import Registered
from hotline.ground.journal.models import Reader
from hotline.ground.journal.queries import horizon
from hotline.ground.people.models import Role
from hotline.ground.people.words import Actor
from hotline.lib.memo import forget_all
from hotline.watch.feeds import actions, agreements, delivering
from hotline.watch.feeds.words import FeedField, NewAgreement, NewFeed, NewVersion, ReceiverLevel, Scope
from tests.town import MONDAY, Town

FIELDS = (FeedField.TITLE, FeedField.TEXT, FeedField.PLACE, FeedField.PHONE)
PILOT = Scope(categories=("01",), regions=("3205",), any_words=("群租",))
EVERYWHERE = Scope(categories=("01",), regions=("32",), any_words=("群租",))
CITIES = {"320200-rx": ("agent.wuxi", "320211"), "320500-rx": ("agent.suzhou", "320505")}


def prepare() -> None:
    """Give the roles what they need, and let the journal's reader begin here."""
    for role, more in (("supervisor", ["feed"]), ("unit_handler", ["feed_receipt", "feed_back"])):
        row = Role.objects.get(code=role)
        row.permissions = [*row.permissions, *more]
        row.save()
    forget_all()
    Reader.objects.update_or_create(pk=delivering.READER, defaults={"tx": horizon(), "event": 0})


def agree(town: Town, **changed: Any) -> int:
    """The city management departments may be given what the feed asks for."""
    new: dict[str, Any] = {
        "department": "cg",
        "region": "32",
        "basis": "苏政办发〔2020〕12号",
        "categories": ("01",),
        "fields": FIELDS,
        "from_on": date(2020, 1, 1),
    }
    return agreements.enter(NewAgreement(**new | changed), by=town.actor("admin.js"), at=MONDAY)


def opened(town: Town, scope: Scope = PILOT, **changed: Any) -> int:
    """The feed of group-rented flats, a pilot in Suzhou."""
    new: dict[str, Any] = {
        "code": "group-rental",
        "name": "群租房隐患流转",
        "name_en": "Hazards of group-rented flats",
        "department": "cg",
        "level": ReceiverLevel.CITY,
    }
    centre = town.unit("320000-rx").pk
    first = NewVersion(scope, FIELDS, "先行试点")
    return actions.open_feed(centre, NewFeed(**new | changed), first, by=supervisor(town), at=MONDAY)


def supervisor(town: Town) -> Actor:
    """Who sets feeds for the province."""
    return town.actor("supervisor.js")


def report(town: Town, centre: str, minute: int = 1, **matter: Any) -> Registered:
    """A citizen reports a group-rented flat."""
    agent, region = CITIES[centre]
    said: dict[str, Any] = {
        "title": "三室改七间群租",
        "text": "楼上业主张三丰把三室改成七间群租，电话13912340000，有消防隐患。",
        "region": region,
        "place": "幸福小区 5 幢",
    }
    appeal = town.appeal(centre, **said | matter)
    [made] = intake.take(appeal, by=town.actor(agent), at=MONDAY + timedelta(minutes=minute))
    return made


def later(minutes: int = 10) -> datetime:
    """Some minutes after the town's Monday morning."""
    return MONDAY + timedelta(minutes=minutes)
