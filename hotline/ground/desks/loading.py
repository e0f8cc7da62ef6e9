"""Writing the special desks into an empty database, and the demonstration's skills beside its accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from hotline.ground.journal.shipping import Shipped
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.lib.days import civil_day

from .models import Desk, Question, Recipient, Script, Skill, Specialism
from .seed import DeskSeed


def load(seeds: Sequence[DeskSeed]) -> int:
    """Write the desks with scripts, recipients and specialists; 0 when there are desks already."""
    if Desk.objects.exists():
        return 0
    for seed in seeds:
        _write(seed)
    return len(seeds)


def shipped(seeds: Sequence[DeskSeed]) -> Iterator[Shipped]:
    """The desks a loaded province lacks, of centres and units it has; they hold from the day they are added."""
    for seed in seeds:
        named = {seed.centre, *(unit for _, unit, _ in seed.recipients), *(unit for unit, _, _ in seed.specialisms)}
        code = str(seed.facts["code"])
        stands = Desk.objects.filter(centre__code=seed.centre, code=code).exists()
        if not stands and organisations.known(named) == named:
            yield Shipped("desk", f"{seed.centre}/{code}", str(seed.facts["name"]), partial(_add, seed))


def _add(seed: DeskSeed, at: datetime) -> None:
    on = civil_day(at)
    _write(replace(seed, from_on=on, script=replace(seed.script, from_on=on)))


def _write(seed: DeskSeed) -> None:
    centre = organisations.unit_by_code(seed.centre)
    desk = Desk.objects.create(centre_id=centre.id, from_on=seed.from_on, **seed.facts)
    said = seed.script
    script = Script.objects.create(
        desk=desk,
        number=1,
        from_on=said.from_on,
        text=said.text,
        text_en=said.text_en,
        danger_words=list(said.danger_words),
        raised=said.raised,
    )
    Question.objects.bulk_create(
        Question(
            script=script,
            ordinal=each.ordinal,
            kind=each.kind,
            text=each.text,
            text_en=each.text_en,
            is_required=each.is_required,
            choices=[[choice.code, choice.name, choice.name_en] for choice in each.choices],
            grave=list(each.grave),
        )
        for each in seed.questions
    )
    for name, unit, phone in seed.recipients:
        told = organisations.unit_by_code(unit).id
        Recipient.objects.create(
            desk=desk, name=name, organisation_id=told, phone=phone, has_phone=bool(phone), from_on=seed.from_on
        )
    for unit, name, name_en in seed.specialisms:
        asked = organisations.unit_by_code(unit).id
        Specialism.objects.create(desk=desk, name=name, name_en=name_en, unit_id=asked, from_on=seed.from_on)


def load_skills(seeds: Sequence[DeskSeed], *, at: datetime) -> int:
    """Let the demonstration's accounts sit at the desks; 0 when somebody has a skill already.

    A database that an earlier version filled has no desks: there it is 0 too.
    """
    if Skill.objects.exists() or not Desk.objects.exists():
        return 0
    pairs = [(seed, username) for seed in seeds for username in seed.skilled]
    for seed, username in pairs:
        desk = Desk.objects.get(centre__code=seed.centre, code=seed.facts["code"])
        person = people.actor_named(username, civil_day(at))
        Skill.objects.create(desk=desk, person_id=person.person_id or 0, from_on=seed.from_on)
    return len(pairs)
