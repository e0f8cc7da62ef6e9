"""Checking what somebody said before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from hotline.flow.tickets.words import CallerKind, NewBeneficiary, NewContact, NewTicket
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.regions import queries as regions
from hotline.lib import identity, text

from . import errors
from .words import Appeal

TITLE, TEXT, WISH, PLACE, NAME = 120, 20_000, 2_000, 200, 60
LINES = frozenset({"title", "place"})
NAMES = {"title": "标题", "text": "内容", "wish": "诉求", "place": "地点"}


def cleaned(appeal: Appeal, at: datetime) -> Appeal:
    """The appeal with its texts cleaned and its phone and identity numbers in their one written form.

    :raises Refusal: one of ``errors``, for the first field that cannot be right.
    """
    return Appeal(contact(appeal.contact), tuple(_matter(matter, at) for matter in appeal.matters))


def contact(contact: NewContact) -> NewContact:
    """The caller with her texts cleaned and her numbers in their one written form."""
    return replace(
        contact,
        name=text.clean_line(contact.name, NAME).text,
        phone=phone(contact.phone),
        identity=code_of(contact.caller_kind)(contact.identity),
        address=text.clean_line(contact.address, PLACE).text,
        email=text.clean_line(contact.email, NAME).text,
    )


def code_of(kind: CallerKind) -> Callable[[str], str]:
    """How the number that names a caller of this kind is checked."""
    return enterprise_code if kind is CallerKind.ENTERPRISE else identity_number


def _matter(matter: NewTicket, at: datetime) -> NewTicket:
    title, body = _within("title", matter.title, TITLE), _within("text", matter.text, TEXT)
    if not body:
        raise errors.NothingSaid
    if matter.region and regions.region(matter.region) is None:
        raise errors.UnknownRegion(code=matter.region)
    if matter.category and catalogue.category(matter.category, at.date()) is None:
        raise errors.UnknownCategory(code=matter.category)
    return replace(
        matter,
        title=title or body[:40],
        text=body,
        wish=_within("wish", matter.wish, WISH),
        place=_within("place", matter.place, PLACE),
        beneficiary=_beneficiary(matter.beneficiary),
    )


def _beneficiary(needy: NewBeneficiary | None) -> NewBeneficiary | None:
    return replace(needy, phone=phone(needy.phone)) if needy else None


def _within(field: str, said: str, limit: int) -> str:
    clean = text.clean_line(said, limit) if field in LINES else text.clean(said, limit)
    if clean.problem is text.TextProblem.TOO_LONG:
        raise errors.TooLong(field=NAMES[field], length=clean.length, limit=limit)
    return clean.text


def phone(said: str) -> str:
    """A phone number in its one written form; empty stays empty.

    :raises ImpossiblePhone: it can be no number.
    """
    known = identity.phone(said)
    if known.problem is identity.Problem.EMPTY:
        return ""
    if known.problem is not None:
        raise errors.ImpossiblePhone(phone=said[:30], problem=known.problem)
    return known.normal


def identity_number(said: str) -> str:
    """An identity number in its one written form; empty stays empty.

    :raises ImpossibleIdentity: its check digit or date is wrong.
    """
    known = identity.resident_id(said)
    if known.problem is identity.Problem.EMPTY:
        return ""
    if known.problem is not None:
        raise errors.ImpossibleIdentity(problem=known.problem)
    return known.normal


def enterprise_code(said: str) -> str:
    """A unified social credit code in its one written form; empty stays empty.

    :raises ImpossibleEnterpriseCode: its length or check digit is wrong.
    """
    known = identity.enterprise_code(said)
    if known.problem is identity.Problem.EMPTY:
        return ""
    if known.problem is not None:
        raise errors.ImpossibleEnterpriseCode(problem=known.problem)
    return known.normal
