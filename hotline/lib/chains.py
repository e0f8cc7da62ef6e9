"""Hash chains: canonical JSON, SHA-256 links, and seals over many chains.

The canonical form is fixed for good, whatever the version of Python or of the database: UTF-8 JSON, keys sorted by
code point, no blanks, moments as UTC ISO 8601 with microseconds and Z, bytes as lower-case hex, whole floats as
integers (PostgreSQL's jsonb gives them back so). What has no such form is an error, not a guess.
"""

import json
import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

HASH_BYTES = 32
_LINK = b"hotline link 1\n"
_SEAL = b"hotline seal 1\n"
_EXACT = 2**53  # beyond it a float no longer stands for one integer


class ChainError(ValueError):
    """A value or a hash that cannot be part of a chain."""


def canonical(value: Any) -> bytes:
    """The one JSON text that stands for this value.

    :raises ChainError: it holds NaN, an infinite or huge float, a naive datetime, a key or a type JSON has no word for.
    """
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ChainError("half a surrogate pair has no canonical form") from error


def link(previous: bytes, payload: Mapping[str, Any]) -> bytes:
    """The hash (32 bytes) of an event that follows `previous`."""
    return sha256(_LINK + _hash(previous) + canonical(payload)).digest()


def seal(previous_seal: bytes, items: Iterable[tuple[int | str, bytes]]) -> bytes:
    """The hash (32 bytes) over the ends of many chains, given in a fixed order, and the seal before."""
    digest = sha256(_SEAL + _hash(previous_seal))
    for name, end in items:
        digest.update(canonical(name) + b"\n" + _hash(end))
    return digest.digest()


def first_break(start: bytes, events: Iterable[tuple[Mapping[str, Any], bytes]]) -> int | None:
    """The position of the first event whose stored hash does not follow from what comes before; None when all do."""
    previous = start
    for position, (payload, stored) in enumerate(events):
        try:
            expected = link(previous, payload)
        except ChainError:
            return position
        if expected != bytes(stored):
            return position
        previous = expected
    return None


def _hash(value: bytes) -> bytes:
    plain = bytes(value)
    if len(plain) != HASH_BYTES:
        raise ChainError(f"a hash has {HASH_BYTES} bytes, not {len(plain)}")
    return plain


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is dict:
        return {key if type(key) is str else _key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, int | str):
        return value
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _written(value)


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise ChainError(f"the key {key!r} is not a string")
    return str(key)


def _written(value: Any) -> Any:
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal) and value.is_finite():
        return _decimal(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, UUID):
        return str(value)
    raise ChainError(f"{value!r} has no canonical form")


def _number(value: float) -> float | int:
    if not math.isfinite(value) or abs(value) >= _EXACT:
        raise ChainError(f"the number {value} has no canonical form")
    return int(value) if value.is_integer() else value


def _decimal(value: Decimal) -> str:
    written = format(value, "f")
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ChainError(f"the moment {value} has no time zone")
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
