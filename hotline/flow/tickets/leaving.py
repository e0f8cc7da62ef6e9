"""What leaves the house: texts without the names of the people concerned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from hotline.lib import masks
from hotline.lib.text import number

from .models import Beneficiary, Contact, JoinedContact
from .rows import InboxRow, Row

AT_ONCE = 500
Listed = TypeVar("Listed", Row, InboxRow)


def names_of(tickets: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The names of those who called for a ticket or need its help, by ticket; for masking, never for showing."""
    wanted = set(tickets)
    found: dict[int, set[str]] = {each: set() for each in wanted}
    callers = Contact.objects.filter(tickets__in=wanted).values_list("tickets", "name")
    joined = JoinedContact.objects.filter(ticket__in=wanted).values_list("ticket", "contact__name")
    needy = Beneficiary.objects.filter(ticket__in=wanted).values_list("ticket", "name")
    for ticket, name in (*callers, *joined, *needy):
        if name and ticket in found:
            found[ticket].add(name)
    return {ticket: tuple(sorted(names)) for ticket, names in found.items()}


def names_behind(subjects: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The names of the people of the tickets behind ``contact:15`` and ``beneficiary:3``, to be masked."""
    wanted = set(subjects)
    contacts, needy = _keys(wanted, "contact"), _keys(wanted, "beneficiary")
    pairs = [
        *(("contact", *pair) for pair in Contact.objects.filter(pk__in=contacts).values_list("pk", "tickets")),
        *(
            ("contact", *pair)
            for pair in JoinedContact.objects.filter(contact__in=contacts).values_list("contact", "ticket")
        ),
        *(("beneficiary", *pair) for pair in Beneficiary.objects.filter(pk__in=needy).values_list("pk", "ticket")),
    ]
    own = {f"contact:{pk}": {name} for pk, name in Contact.objects.filter(pk__in=contacts).values_list("pk", "name")}
    names = names_of(ticket for _table, _key, ticket in pairs if ticket)
    found = {each: own.get(each, set()) for each in wanted}
    for table, key, ticket in pairs:
        found[f"{table}:{key}"].update(names.get(ticket, ()))
    return {subject: tuple(sorted(filter(None, each))) for subject, each in found.items()}


def _keys(subjects: Iterable[str], table: str) -> list[int]:
    keys = (each.removeprefix(f"{table}:") for each in subjects if each.startswith(f"{table}:"))
    return [found for each in keys if (found := number(each)) is not None]


def said(ticket: int, *texts: str) -> tuple[str, ...]:
    """Texts of one ticket as they may leave the house."""
    names = names_of([ticket])[ticket]
    return tuple(masks.mask_said(each, names) for each in texts)


def nameless(rows: Iterable[Listed]) -> Iterator[Listed]:
    """The rows of a list as they may leave the house, a query for some hundreds at a time."""
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        names = names_of(_ticket(row).id for row in some)
        for row in some:
            yield _masked(row, names[_ticket(row).id])


def _ticket(row: Listed) -> Row:
    return row.ticket if isinstance(row, InboxRow) else row


def _masked(row: Listed, names: tuple[str, ...]) -> Listed:
    if isinstance(row, InboxRow):
        return replace(row, note=masks.mask_said(row.note, names), ticket=_masked(row.ticket, names))
    return replace(row, title=masks.mask_said(row.title, names), place=masks.mask_said(row.place, names))
