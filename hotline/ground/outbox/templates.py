"""The texts of messages: shipped ones, and those an administrator has put in their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.journal.words import subject_of
from hotline.ground.people.words import Actor
from hotline.lib import masks
from hotline.lib.datafile import read_yaml

from . import errors, rules
from .models import Template

SHIPPED = Path(__file__).parent / "data" / "messages.yaml"
UNMASKED = frozenset({"number", "link", "days", "until", "at"})
"""Facts that look like personal data to the mask and are none."""


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body, with blanks to fill."""

    subject: str
    body: str


def all_shipped() -> dict[tuple[str, str], Words]:
    """Every shipped text by code and language."""
    return dict(_shipped())


def text(code: str, language: str) -> Words:
    """The text in force.

    :raises UnknownTemplate: there is none of this name.
    """
    key = (code, "en" if language.startswith("en") else "zh")
    if key not in _shipped():
        raise errors.UnknownTemplate(code=code)
    row = Template.objects.filter(code=key[0], language=key[1]).first()
    return Words(row.subject, row.body) if row else _shipped()[key]


def filled(words: Words, facts: Mapping[str, str]) -> Words:
    """The text with its blanks filled; what people wrote is masked on its way out of the house."""
    safe = {name: fact if name in UNMASKED else masks.mask_text(str(fact)) for name, fact in facts.items()}
    return Words(words.subject.format_map(safe)[:120], words.body.format_map(safe))


def change(code: str, language: str, subject: str, body: str, *, by: Actor, at: datetime) -> None:
    """Put another text in the place of the present one.

    :raises UnknownTemplate: there is none of this name.
    :raises BadTemplate: it has blanks nobody fills.
    """
    shipped = _shipped().get((code, language))
    if shipped is None:
        raise errors.UnknownTemplate(code=code)
    known = rules.blanks(shipped.body)
    try:
        unknown = (rules.blanks(subject) | rules.blanks(body)) - known
    except ValueError:
        unknown = frozenset({"{"})
    if unknown or not body.strip():
        raise errors.BadTemplate(names=_listed(unknown), known=_listed(known))
    with transaction.atomic():
        values = {"subject": subject.strip()[:120], "body": body.strip(), "changed_at": at, "changed_by": by.name}
        Template.objects.update_or_create(code=code, language=language, defaults=values)
        subject_id = subject_of("outbox.Template", f"{code}/{language}")
        facts = {"table": "outbox.Template", "key": f"{code}/{language}", "body": values["body"]}
        journal.record("reference", subject_id, "change", by=by, at=at, facts=facts)


def _listed(names: frozenset[str]) -> str:
    return "、".join(f"{{{name}}}" if name != "{" else name for name in sorted(names))


@cache
def _shipped() -> Mapping[tuple[str, str], Words]:
    data: dict[str, Any] = read_yaml(SHIPPED)
    return {
        (code, language): Words(words["subject"], words["body"])
        for code, languages in data.items()
        for language, words in languages.items()
    }
