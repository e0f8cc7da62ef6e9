"""Checking what somebody said before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from hotline.flow.tickets.words import CallerKind, NewBeneficiary, NewContact, NewTicket
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.regions import queries as regions
from hotline.lib import identity, text
from hotline.lib.days import civil_day
from hotline.lib.refusal import BadInput, clause
from hotline.lib.words import Word

from . import errors
from .words import Appeal

PLACE, NAME, REFERENCE = 200, 60, 80
LONGEST = {"title": 120, "text": 20_000, "wish": 2_000, "place": PLACE, "note": 200, "summary": 300}
LINES = frozenset({"title", "place", "note", "summary"})
NAMES = {
    "title": clause("标题"),
    "text": clause("内容"),
    "wish": clause("诉求"),
    "place": clause("地点"),
    "note": clause("受益人情况"),
    "summary": clause("通话摘要"),
}


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
        call_reference=text.clean_line(contact.call_reference, REFERENCE).text,
        summary=within("summary", contact.summary),
    )


def code_of(kind: CallerKind) -> Callable[[str], str]:
    """How the number that names a caller of this kind is checked."""
    return enterprise_code if kind is CallerKind.ENTERPRISE else identity_number


def _matter(matter: NewTicket, at: datetime) -> NewTicket:
    title, body = within("title", matter.title), within("text", matter.text)
    if not body:
        raise errors.NothingSaid
    return replace(
        matter,
        title=title or body[:40],
        text=body,
        wish=within("wish", matter.wish),
        place=within("place", matter.place),
        region=region(matter.region),
        category=category(matter.category, at),
        beneficiary=_beneficiary(matter.beneficiary),
    )


def region(code: str) -> str:
    """The code of a region that exists; empty stays empty.

    :raises UnknownRegion: it does not.
    """
    if code and regions.region(code) is None:
        raise errors.UnknownRegion(code=code)
    return code


def category(code: str, at: datetime) -> str:
    """The code of a category in force; empty stays empty.

    :raises UnknownCategory: there is none.
    """
    if code and catalogue.category(code, civil_day(at)) is None:
        raise errors.UnknownCategory(code=code)
    return code


def word(kind: type[Word], value: object) -> Word:
    """The word a value stands for.

    :raises BadInput: it stands for none.
    """
    try:
        return kind(str(value))
    except ValueError:
        raise BadInput(problem=clause("没有“{value}”这个选项", value=str(value)[:30])) from None


def _beneficiary(needy: NewBeneficiary | None) -> NewBeneficiary | None:
    if needy is None:
        return None
    return replace(
        needy,
        name=text.clean_line(needy.name, NAME).text,
        phone=phone(needy.phone),
        address=text.clean_line(needy.address, PLACE).text,
        note=within("note", needy.note),
    )


def within(field: str, said: str) -> str:
    """A text cleaned, if it fits its field.

    :raises TooLong: it does not.
    """
    limit = LONGEST[field]
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
