"""Files that prove something, uploaded with a form: several at once, stored and shown with the ticket."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets import actions as tickets
from hotline.ground.files import actions as files
from hotline.ground.people.words import Actor

MOST_FILES = 9


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; a list of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=Files, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each file checked as a single one would be."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("一次最多上传 9 个文件。"))
        return [super(FilesField, self).clean(each, initial) for each in given]


def keep(number: str, uploads: Iterable[Any], *, by: Actor, at: datetime) -> tuple[int, ...]:
    """Store uploads and show them with a ticket as proof; the stored files' identifiers. The caller's transaction."""
    kept = [files.store(upload.read(), upload.name or "", by=by, at=at).id for upload in uploads]
    for each in kept:
        tickets.attach(number, each, "proof", by=by, at=at)
    return tuple(kept)
