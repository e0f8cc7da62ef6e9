"""One event, many callers: each gets a ticket of her own under the event's main ticket."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from hotline.flow.groups import actions as groups
from hotline.flow.groups import queries as members
from hotline.flow.intake import actions as intake
from hotline.flow.intake import checks, drafts
from hotline.flow.intake.words import Appeal
from hotline.flow.tickets import lookups
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.words import Channel, NewContact, NewTicket, Status
from hotline.ground.people.words import Actor
from hotline.ground.privacy import queries as privacy
from hotline.lib.refusal import Refusal, clause

from . import callbacks, errors
from .words import Caller, Outcome

MOST = 100
PARTS = re.compile(r"[,，\t;；]+|\s+")


def callers(said: str) -> list[tuple[str, Caller]]:
    """The lines of a list, each with its caller: number, name, place, parted by commas or blanks.

    :raises NobodyListed: there is none; ``TooMany``: more than are registered at a time.
    """
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    if not lines:
        raise errors.NobodyListed
    if len(lines) > MOST:
        raise errors.TooMany(most=MOST)
    return [(line, Caller(*PARTS.split(line, maxsplit=2))) for line in lines]


def register(
    rows: Sequence[tuple[str, Caller]], event: NewTicket, main: str = "", *, by: Actor, at: datetime
) -> list[Outcome]:
    """Register the same event for many callers; a line that cannot be right is told, the others are registered.

    The first ticket becomes the main one where none is named; the others lie under it and keep clock, number and
    follow-up of their own.

    :raises NotInDisaster: no mode is in force; ``WrongMain``: the main cannot be one for these.
    """
    callbacks.mode_of(by, at)
    if main:
        _check_main(main, by)
    told: list[Outcome] = []
    for line, caller in rows:
        try:
            number = _one(caller, event, main, by=by, at=at)
        except Refusal as refusal:
            told.append(Outcome(line, refusal=refusal))
            continue
        main = main or number
        told.append(Outcome(line, number))
    return told


def _check_main(number: str, by: Actor) -> None:
    found = tickets.visible_to(by).filter(number=number).first()
    if found is None:
        raise errors.WrongMain(number=number, problem=clause("没有这张工单"))
    if found.centre_id != drafts.seat(by):
        raise errors.WrongMain(number=number, problem=clause("它属于另一个热线中心"))
    if found.status in (Status.CLOSED, Status.MERGED, Status.REGISTERED, Status.SUPPLEMENT):
        raise errors.WrongMain(number=number, problem=clause("它现在是“{status}”", status=Status(found.status)))


def _one(caller: Caller, event: NewTicket, main: str, *, by: Actor, at: datetime) -> str:
    """One caller's ticket, registered and laid under the main one: both or neither."""
    centre, phone = drafts.seat(by), checks.phone(caller.phone)
    if main and (known := _known(phone, main)):
        raise errors.RegisteredAlready(number=known)
    contact = NewContact(centre, Channel.PHONE, name=caller.name, phone=phone)
    matter = replace(event, place=caller.place or event.place)
    with transaction.atomic():
        [new] = intake.take(Appeal(contact, (matter,)), by=by, at=at, submitted=True)
        if main:
            groups.merge(new.number, main, by=by, at=at)
    return new.number


def _known(phone: str, main: str) -> str:
    """The ticket this caller already has in the group of a main ticket."""
    index, identifier = privacy.blind(phone), lookups.identifier(main)
    if index is None or identifier is None:
        return ""
    group = [identifier, *members.members(main_id=identifier).values_list("ticket_id", flat=True)]
    return lookups.number_of_caller(group, index) or ""
