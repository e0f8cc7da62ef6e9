"""Ticket numbers: six digits of date, seven of sequence, one check digit; handed out in blocks without a lock."""

from __future__ import annotations

import secrets
import threading
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from stdnum import luhn

from hotline.lib import copying

from .models import Contact

BLOCK = 20
SEQUENCE_DIGITS = 7
QUERY_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
QUERY_LENGTH = 6
ZONE = ZoneInfo("Asia/Shanghai")

_guard = threading.Lock()
_left: list[int] = []
_contacts_left: list[int] = []


def next_id() -> int:
    """The next ticket identifier. Blocks of twenty are drawn from a database sequence; an unused rest is a gap."""
    with _guard:
        if not _left:
            _left.extend(reversed(_block()))
        return _left.pop()


def next_ids(count: int) -> list[int]:
    """Many identifiers at once, for bulk imports."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('hotline_ticket_block') FROM generate_series(1, %s)", [(count + BLOCK - 1) // BLOCK]
        )
        blocks = [row[0] for row in cursor.fetchall()]
    return [identifier for block in blocks for identifier in range(block * BLOCK, (block + 1) * BLOCK)][:count]


def next_contact_id() -> int:
    """The next identifier of a contact, known before it is written: its tickets then need not wait for it."""
    with _guard:
        if not _contacts_left:
            _contacts_left.extend(reversed(copying.identifiers(Contact, BLOCK)))
        return _contacts_left.pop()


def number_of(identifier: int, at: datetime) -> str:
    """The number people read: ``yymmdd`` + sequence + Luhn check digit, fourteen digits."""
    body = f"{at.astimezone(ZONE):%y%m%d}{identifier % 10**SEQUENCE_DIGITS:0{SEQUENCE_DIGITS}d}"
    return body + luhn.calc_check_digit(body)


def is_number(text: str) -> bool:
    """Whether a text can be a ticket number: fourteen digits whose check digit is right."""
    return len(text) == SEQUENCE_DIGITS + 7 and text.isascii() and text.isdigit() and luhn.is_valid(text)


def new_query_code() -> str:
    """A fresh code of six characters with which the citizen reads her own ticket; no look-alike characters."""
    return "".join(secrets.choice(QUERY_ALPHABET) for _ in range(QUERY_LENGTH))


def forget_block() -> None:
    """Drop the rest of the block (tests that roll back, forked workers)."""
    with _guard:
        _left.clear()
        _contacts_left.clear()


def _block() -> range:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('hotline_ticket_block')")
        row = cursor.fetchone()
    if row is None:  # pragma: no cover - nextval always answers
        raise RuntimeError("the sequence of ticket blocks did not answer")
    return range(row[0] * BLOCK, (row[0] + 1) * BLOCK)
