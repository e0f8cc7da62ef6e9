"""Judging an upload before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from hotline.lib import sniff
from hotline.lib.refusal import Refusal
from hotline.lib.sniff import Fault

from . import errors

_REFUSALS: dict[Fault, type[Refusal]] = {
    Fault.EMPTY: errors.EmptyFile,
    Fault.TOO_LARGE: errors.TooBig,
    Fault.NOT_ALLOWED: errors.NotAccepted,
    Fault.DISGUISED: errors.Disguised,
    Fault.DAMAGED: errors.Damaged,
    Fault.ACTIVE: errors.Unsafe,
    Fault.BOMB: errors.Unsafe,
    Fault.VIRUS: errors.Unsafe,
}


@dataclass(frozen=True, slots=True)
class Clean:
    """An upload that may stay: its bare name, what it is, and the content to keep."""

    name: str
    media_type: str
    content: bytes


def checked(content: bytes, name: str) -> Clean:
    """The upload with a harmless name and without a picture's hidden data.

    :raises Refusal: one of ``errors``.
    """
    bare = sniff.safe_name(name)
    verdict = sniff.inspect(bare, content)
    if verdict.fault is not None:
        raise _REFUSALS[verdict.fault](name=bare, size=ceil(len(content) / sniff.MEBIBYTE), limit=_limit_mb(bare))
    if verdict.media_type.startswith("image/"):
        return Clean(bare, verdict.media_type, _stripped(content, verdict.extension, bare))
    return Clean(bare, verdict.media_type, content)


def refuse_size(name: str, size: int) -> None:
    """Refuse an upload by what it says of its size, before it is read into memory.

    :raises TooBig: larger than its kind may be.
    """
    bare = sniff.safe_name(name)
    if size > _limit_mb(bare) * sniff.MEBIBYTE:
        raise errors.TooBig(name=bare, size=ceil(size / sniff.MEBIBYTE), limit=_limit_mb(bare))


def _stripped(content: bytes, extension: str, name: str) -> bytes:
    try:
        return sniff.strip_picture(content, extension)
    except ValueError as fault:
        raise errors.Damaged(name=name) from fault


def _limit_mb(name: str) -> int:
    kind = sniff.KINDS.get(sniff.extension_of(name))
    return (kind.largest if kind else sniff.LARGEST) // sniff.MEBIBYTE
