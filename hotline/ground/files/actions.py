"""Writing files: checked, flushed to disk under the hash of their content, then entered in the table."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from hotline.ground.people.words import Actor

from . import checks, errors
from .models import StoredFile
from .queries import kept, root
from .words import Kept

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
ORPHAN_SECONDS = 24 * 3600


def store(content: bytes, name: str, *, by: Actor, at: datetime) -> Kept:
    """Keep a file; its row stands or falls with the caller's transaction.

    :raises Refusal: one of ``errors``, or of ``checks``: too big, empty, not what its name says, unsafe, no room.
    """
    clean = checks.checked(content, name)
    digest = sha256(clean.content)
    path = f"{digest.hexdigest()[:2]}/{digest.hexdigest()}"
    try:
        _write(root() / path, clean.content)
    except OSError as fault:
        if fault.errno in NO_ROOM:
            raise errors.DiskFull(name=clean.name) from fault
        raise
    row = StoredFile.objects.create(
        sha256=digest.digest(),
        name=clean.name,
        media_type=clean.media_type,
        size=len(clean.content),
        path=path,
        stored_by_id=by.person_id,
        stored_at=at,
    )
    return kept(row)


def remove_orphans(*, at: datetime) -> int:
    """Take away files that no row names and that are a day old: left by rolled-back transactions. Tells how many."""
    if not root().is_dir():
        return 0
    before = at.timestamp() - ORPHAN_SECONDS
    old = [path for path in root().glob("*/*") if path.stat().st_mtime < before]
    known = set(StoredFile.objects.filter(path__in=[_relative(path) for path in old]).values_list("path", flat=True))
    orphans = [path for path in old if _relative(path) not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _relative(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _write(target: Path, content: bytes) -> None:
    """Write beside, flush, rename, flush the directory: after a crash the file is whole or absent."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists() and target.stat().st_size == len(content):
        os.utime(target)  # so that the cleaning of orphans does not take it before our row is committed
        return
    beside = target.with_name(f".{secrets.token_hex(8)}")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            _put(file.fileno(), content)
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _put(descriptor: int, content: bytes) -> None:
    """Write all of it; the system may take less than it is given."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def discard(identifier: int) -> None:
    """Forget a file nothing is attached to yet (a photo taken out of a form); its content goes with the orphans."""
    StoredFile.objects.filter(pk=identifier).delete()
