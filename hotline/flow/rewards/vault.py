"""The vault: informants sealed with a key of its own, which nothing else on the platform uses.

The key ring is ``settings.VAULT_KEYS``. What is sealed is bound to its ticket, so that it opens nowhere else.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache

from django.conf import settings
from django.db import transaction

from hotline.flow.intake import drafts
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets import sealing
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib.crypto import KeyRing, blind_index

from . import errors, rights
from .models import Informant
from .words import Identity, Receipt

TABLE = "informant"
ALPHABET, PARTS, PART = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 3, 4


def seal(number: str, *, is_employee: bool = False, by: Actor, at: datetime) -> Receipt:
    """Seal who reported: the ticket keeps nothing of her; the code is told once and to her alone.

    :param is_employee: whether she works for whom she accuses: her reward may be higher.
    :raises TicketNotFound: the actor does not see it; ``NotPermitted``: she handles no rewards for its centre.
    :raises SealedAlready: ``NobodyToSeal``; ``CallerShared``; ``IllegalMove``: it has left the centre.
    """
    ticket = tickets.ticket(number, by)
    rights.require(Capability.HANDLE_REWARDS, ticket.centre_id, by)
    code = new_code()
    with transaction.atomic():
        if Informant.objects.filter(ticket_id=ticket.pk).exists():
            raise errors.SealedAlready(number=number)
        taken = sealing.take_out(number, by=by, at=at)
        if not (taken.name or taken.phone):
            raise errors.NobodyToSeal(number=number)
        who = Identity(taken.name, taken.phone, taken.identity, taken.address, taken.email)
        row = Informant.objects.create(
            ticket_id=taken.ticket_id,
            sealed=_ring().seal(json.dumps(asdict(who)).encode(), _bound(taken.ticket_id)),
            code_index=indexes(code)[0],
            is_employee=is_employee,
            sealed_at=at,
            sealed_by=by.name,
        )
        drafts.forget_contacts(taken.contact_ids)
        journal.record_reference(TABLE, row.pk, "seal", by=by, at=at, facts={"number": number})
    return Receipt(row.pk, code)


def opened(row: Informant) -> Identity:
    """What is sealed, in clear: only for ``openings.look``."""
    return Identity(**json.loads(_ring().open(bytes(row.sealed), _bound(row.ticket_id))))


def indexes(code: str) -> list[bytes]:
    """The fingerprints by which a code is found, however it is written: one for each key, the current one first."""
    return [blind_index(key, plain(code)) for key in settings.VAULT_KEYS.values()]


def plain(code: str) -> str:
    """A code without blanks and hyphens, in capitals."""
    return "".join(each for each in code.upper() if each.isalnum())


def new_code() -> str:
    """A fresh code of sixty bits, in groups that can be read out: ``7KQM-2XWP-9RTD``."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(PART)) for _ in range(PARTS))


def _bound(ticket_id: int) -> bytes:
    return f"rewards_informant:{ticket_id}".encode()


def _ring() -> KeyRing:
    return _made(tuple(settings.VAULT_KEYS.items()))


@cache
def _made(pairs: tuple[tuple[str, bytes], ...]) -> KeyRing:
    keys: Mapping[str, bytes] = dict(pairs)
    return KeyRing(keys)
