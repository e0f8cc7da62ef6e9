"""Writing the entries a province starts with into an empty database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from hotline.ground.journal.shipping import Shipped
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


def shipped(entries: Sequence[EntrySeed]) -> Iterator[Shipped]:
    """The entries a loaded province lacks, and the English of those whose Chinese still says what was shipped."""
    known = {entry.code: entry for entry in Entry.objects.all()}
    for seed in entries:
        entry = known.get(seed.code)
        if entry is None:
            yield Shipped(actions.TABLE, seed.code, seed.title, partial(_add, seed))
        elif not entry.title_en and (entry.title, entry.answer) == (seed.title.strip(), seed.answer.strip()):
            yield Shipped(actions.TABLE, f"{seed.code}/en", seed.title_en, partial(_translate, seed))


def _add(seed: EntrySeed, at: datetime) -> None:
    actions.load([(seed.code, _new(seed, regions.province().code))], at=at)


def _translate(seed: EntrySeed, at: datetime) -> None:
    actions.add_english(seed.code, seed.title_en, seed.answer_en)


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
