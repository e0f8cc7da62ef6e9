"""Writing the entries a province starts with into an empty database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hotline.ground.organisations import queries as organisations
from hotline.ground.regions import queries as regions

from . import actions
from .models import Entry
from .seed import EntrySeed
from .words import NewEntry


def load(entries: Sequence[EntrySeed], *, at: datetime) -> int:
    """Publish the entries, each owned by the provincial department it names; 0 when there are entries already."""
    if Entry.objects.exists():
        return 0
    province = regions.province().code
    return actions.load(((seed.code, _new(seed, province)) for seed in entries), at=at)


def _new(seed: EntrySeed, province: str) -> NewEntry:
    owner = organisations.department(seed.owner, province)
    return NewEntry(
        title=seed.title,
        answer=seed.answer,
        source=seed.source,
        valid_from_on=seed.valid_from_on,
        valid_until_on=seed.valid_until_on,
        questions=seed.questions,
        internal_note=seed.internal_note,
        owner_id=owner.id if owner else None,
        categories=seed.categories,
        title_en=seed.title_en,
        answer_en=seed.answer_en,
    )
