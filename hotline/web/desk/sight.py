"""What the desk shows of a call beside what is typed: the caller's history, colleagues, what each verb needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from hotline.flow.intake import drafts
from hotline.flow.intake.words import Ending, Sheet
from hotline.flow.tickets import lists
from hotline.flow.tickets.lists import Call
from hotline.flow.tickets.rows import Row
from hotline.flow.tickets.words import NewTicket, Status
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, ReasonPurpose
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.ground.regions.words import RegionLevel
from hotline.lib import identity
from hotline.lib.text import number
from hotline.web.kit import names
from hotline.web.kit.doors import today

from . import day

HISTORY = 12
EMPTY = NewTicket(Kind.HELP, "", "")


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A listed reason in the reader's language."""

    code: str
    name: str
    advice: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What stands around the form."""

    top: day.Top
    calls: tuple[Call, ...]
    open: tuple[Row, ...]
    closed: tuple[Row, ...]
    known: int
    known_as: str
    colleagues: tuple[tuple[str, datetime], ...]
    drafts: tuple[Sheet, ...]
    refusals: tuple[Reasoned, ...]
    transfers: tuple[Reasoned, ...]
    region: str


def of(sheet: Sheet, index: int, *, by: Actor, at: datetime) -> Sight:
    """What an agent sees during a call."""
    phone = identity.phone(sheet.caller.get("phone", "")).normal
    calls = tuple(lists.history(by, phone, at=at, limit=HISTORY)) if phone else ()
    ours = (each for each in calls if each.centre_id == sheet.centre_id or each.tickets)
    earlier = tuple(each for each in ours if each.contact_id != sheet.contact_id)
    tickets = {row.id: row for each in earlier for row in each.tickets}
    contact_id = _known(earlier, sheet)
    known_as = " ".join(drafts.known(sheet.id, contact_id, by).values()) if contact_id else ""
    top = day.top(by, at=at)
    return Sight(
        top=top,
        calls=earlier,
        open=tuple(row for row in tickets.values() if row.status is not Status.CLOSED),
        closed=tuple(row for row in tickets.values() if row.status is Status.CLOSED),
        known=contact_id if known_as else 0,
        known_as=known_as,
        colleagues=tuple(drafts.others(sheet.id, by, at)),
        drafts=tuple(each for each in top.drafts if each.id != sheet.id),
        refusals=reasons(ReasonPurpose.REFUSE),
        transfers=reasons(ReasonPurpose.TRANSFER),
        region=_usual_region(sheet.centre_id),
    )


def _known(calls: tuple[Call, ...], sheet: Sheet) -> int:
    """The latest earlier contact of this centre whose name may be taken over; 0 when there is none, or a name."""
    if sheet.caller.get("name"):
        return 0
    return next((each.contact_id for each in calls if each.centre_id == sheet.centre_id), 0)


def reasons(purpose: ReasonPurpose) -> tuple[Reasoned, ...]:
    """The reasons listed for a purpose, in the reader's language."""
    return tuple(_reasoned(each) for each in catalogue.reasons(purpose, today()))


def _reasoned(row: Any) -> Reasoned:
    name, advice = row.name, row.advice
    if names.is_english():
        name, advice = row.name_en or name, row.advice_en or advice
    return Reasoned(row.code, f"{row.code} {name}" if number(row.code) is not None else name, advice)


def _usual_region(centre_id: int) -> str:
    """Where a new matter most likely lies: in the centre's own city or county."""
    here = regions.region(organisations.unit(centre_id).region)
    return here.code if here is not None and here.level is not RegionLevel.PROVINCE else ""


def did(ending: str) -> str:
    """What was done with a matter, for the agent."""
    sentences = {
        Ending.REGISTER: gettext("已登记，还没有提交审核"),
        Ending.SUBMIT: gettext("已登记并提交审核"),
        Ending.ANSWER: gettext("已直接答复并归档"),
        Ending.DECLINE: gettext("已提请班长不予受理"),
        Ending.TRANSFER: gettext("已转接并归档"),
        Ending.JOIN: gettext("本次来电已并入这张工单"),
    }
    known = Ending.of(ending)
    return sentences[known] if known else ""
