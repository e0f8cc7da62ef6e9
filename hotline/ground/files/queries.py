"""Reading stored files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from .models import StoredFile
from .words import Kept


def root() -> Path:
    """The directory all files are kept under."""
    return Path(settings.MEDIA_ROOT) / "files"


def kept(row: StoredFile) -> Kept:
    """A row as others see it."""
    return Kept(row.pk, row.name, row.media_type, row.size, row.path)


def file(identifier: int) -> Kept | None:
    """The stored file with this identifier; the caller has checked the rights to it."""
    row = StoredFile.objects.filter(pk=identifier).first()
    return kept(row) if row else None


def files(identifiers: Iterable[int]) -> dict[int, Kept]:
    """Several stored files by identifier."""
    return {row.pk: kept(row) for row in StoredFile.objects.filter(pk__in=list(identifiers))}


def opened(found: Kept) -> BinaryIO:
    """The file's content, to be read; the caller closes it.

    :raises FileNotFoundError: the file is missing on disk.
    """
    return (root() / found.path).open("rb")
