"""Keyed seals: an HMAC over each seal, by a key that the database never sees.

Whoever may write to the database can hash every chain and every seal anew; the HMAC she cannot make.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Any

from django.conf import settings

from hotline.lib import chains

from .models import Seal

_MARK = b"hotline keyed seal 1\n"


def current() -> str:
    """The name of the key that seals now; empty where none was given."""
    return next(iter(settings.SEAL_KEYS), "")


def sign(seal: Seal) -> None:
    """Put the current key's name and the HMAC on a seal that is about to be written."""
    seal.key_id = current()
    seal.mac = _mac(seal) if seal.key_id else b""


def is_keyed(seal: Seal) -> bool:
    """Whether the seal carries an HMAC at all; those made before keys were used do not."""
    return bool(seal.key_id)


def knows_key(seal: Seal) -> bool:
    """Whether the seal's key is among those given to this process."""
    return seal.key_id in settings.SEAL_KEYS


def fits(seal: Seal) -> bool:
    """Whether the HMAC is the one the key makes over the seal as it stands."""
    return hmac.compare_digest(bytes(seal.mac), _mac(seal))


def told(seal: Seal) -> dict[str, Any]:
    """What a seal says: the part its HMAC covers."""
    return {
        "key": seal.key_id,
        "from": seal.tx_from,
        "to": seal.tx_to,
        "events": seal.events,
        "at": seal.at,
        "hash": bytes(seal.hash),
    }


def _mac(seal: Seal) -> bytes:
    return hmac.digest(settings.SEAL_KEYS[seal.key_id], _MARK + chains.canonical(told(seal)), sha256)
