"""Writing stored questions: keep, change, share, take away and bring back, and have the bell ring for them."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hotline.ground.journal import actions as journal
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor, Capability
from hotline.lib import text
from hotline.lib.days import civil_day
from hotline.lib.refusal import NotPermitted

from . import errors, queries, rules
from .models import StoredQuestion, Wanted
from .words import NewQuestion, Rhythm, Sharing

TOPIC = "question"
LONGEST_NAME, LONGEST_NOTE = 80, 300
KEPT = timedelta(days=30)
"""How long a question that was taken away can be brought back."""
BATCH = 200


def keep(new: NewQuestion, *, by: Actor, at: datetime) -> int:
    """Keep a question; tells its identifier.

    :raises NameMissing: it has no name; ``NameTaken``: another has it; ``NoOrganisation``: nobody to share with.
    """
    owner = _person(by)
    values = _described(new.name, new.note) | _shared(new.sharing, by)
    try:
        with transaction.atomic():
            row = StoredQuestion.objects.create(
                **values,
                asked=new.asked,
                owner_id=owner,
                token=secrets.token_urlsafe(18),
                stored_at=at,
                changed_at=at,
            )
            journal.record(TOPIC, row.pk, "keep", by=by, at=at, facts=_facts(row), is_first=True)
    except IntegrityError:
        raise errors.NameTaken(name=values["name"]) from None
    return row.pk


def ask_anew(identifier: int, asked: str, *, by: Actor, at: datetime) -> None:
    """Let a stored question ask something else.

    :raises NotYours: somebody else keeps it; ``QuestionNotFound``: it is gone.
    """
    with transaction.atomic():
        row = _own(identifier, by)
        row.asked, row.changed_at = asked, at
        row.save(update_fields=["asked", "changed_at"])
        journal.record(TOPIC, row.pk, "ask_anew", by=by, at=at, facts=_facts(row))


def describe(identifier: int, name: str, note: str, sharing: Sharing, *, by: Actor, at: datetime) -> None:
    """Give it another name, note, or circle of readers.

    :raises NameMissing: it has no name; ``NameTaken``: another one has it; ``NotYours``; ``QuestionNotFound``.
    """
    values = _described(name, note) | _shared(sharing, by)
    try:
        with transaction.atomic():
            row = _own(identifier, by)
            for field, value in values.items():
                setattr(row, field, value)
            row.changed_at = at
            row.save(update_fields=[*values, "changed_at"])
            journal.record(TOPIC, row.pk, "describe", by=by, at=at, facts=_facts(row))
    except IntegrityError:
        raise errors.NameTaken(name=values["name"]) from None


def take_away(identifier: int, *, by: Actor, at: datetime) -> None:
    """Take a question away; within ``KEPT`` it can be brought back.

    :raises NotYours: somebody else keeps it; ``QuestionNotFound``: it is gone already.
    """
    with transaction.atomic():
        row = _own(identifier, by)
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        journal.record(TOPIC, row.pk, "take_away", by=by, at=at, facts=_facts(row))


def bring_back(identifier: int, *, by: Actor, at: datetime) -> None:
    """Undo ``take_away``.

    :raises QuestionNotFound: there is none of hers; ``NameTaken``: she has another of its name by now.
    """
    with transaction.atomic():
        row = _owned(by).filter(pk=identifier, removed_at__isnull=False).select_for_update().first()
        if row is None:
            raise errors.QuestionNotFound
        if _owned(by).filter(name=row.name, removed_at__isnull=True).exists():
            raise errors.NameTaken(name=row.name)
        row.removed_at = None
        row.save(update_fields=["removed_at"])
        journal.record(TOPIC, row.pk, "bring_back", by=by, at=at, facts=_facts(row))


def want(question: StoredQuestion, rhythm: Rhythm | None, *, by: Actor, at: datetime) -> None:
    """Have the actor's bell ring for a question she may open, in a rhythm; None: no longer."""
    reader = _person(by)
    with transaction.atomic():
        if rhythm is None:
            Wanted.objects.filter(question=question, person_id=reader).delete()
        else:
            values = {"rhythm": rhythm, "next_at": rules.next_bell(rhythm, at), "set_at": at}
            Wanted.objects.update_or_create(question=question, person_id=reader, defaults=values)
        facts = {"rhythm": rhythm.value if rhythm else ""}
        journal.record(TOPIC, question.pk, "want", by=by, at=at, facts=facts)


def ring(*, at: datetime, limit: int = BATCH) -> int:
    """Ring for the questions whose moment has come, and tell how many; who may not open one any more is forgotten."""
    with transaction.atomic():
        due = Wanted.objects.filter(next_at__lte=at).select_related("question").order_by("next_at", "pk")
        found = list(due.select_for_update(of=("self",), skip_locked=True)[:limit])
        for each in found:
            if notice := _notice(each, at):
                outbox.notify([notice], at=at)
                each.next_at = rules.next_bell(Rhythm(each.rhythm), at)
                each.save(update_fields=["next_at"])
            else:
                each.delete()
    return len(found)


def _notice(wanted: Wanted, at: datetime) -> NewNotice | None:
    reader = people.actor_if_active(wanted.person_id, civil_day(at))
    if reader is None or not reader.holds(Capability.ANALYSE):
        return None
    try:
        question = queries.opened(wanted.question_id, reader)
    except errors.QuestionNotFound:
        return None
    return NewNotice(
        NoticeKind.QUESTION,
        f"question-{wanted.pk}-{wanted.next_at:%Y%m%d}",
        person_id=wanted.person_id,
        facts={"question": question.pk, "name": question.name},
    )


def forget_old(*, at: datetime) -> int:
    """Forget the questions that were taken away ``KEPT`` ago; how many."""
    gone = StoredQuestion.objects.filter(removed_at__lt=at - KEPT).delete()[1]
    return gone.get(StoredQuestion._meta.label, 0)


def _person(by: Actor) -> int:
    """Who keeps or wants a question: a person who analyses.

    :raises NotPermitted: she does not.
    """
    by.require(Capability.ANALYSE)
    if by.person_id is None:
        raise NotPermitted(verb=Capability.ANALYSE)
    return by.person_id


def _described(name: str, note: str) -> dict[str, str]:
    plain = text.clean_line(name, LONGEST_NAME).text
    if not text.has_content(plain):
        raise errors.NameMissing
    return {"name": plain, "note": text.clean_line(note, LONGEST_NOTE).text}


def _shared(sharing: Sharing, by: Actor) -> dict[str, object]:
    """Colleagues are those at the organisation at which the actor analyses."""
    if sharing is not Sharing.CENTRE:
        return {"sharing": sharing, "organisation_id": None}
    at = next((each.organisation_id for each in by.grants if Capability.ANALYSE in each.permissions), None)
    if at is None:
        raise errors.NoOrganisation
    return {"sharing": sharing, "organisation_id": at}


def _owned(by: Actor) -> QuerySet[StoredQuestion]:
    return StoredQuestion.objects.filter(owner_id=by.person_id or 0)


def _own(identifier: int, by: Actor) -> StoredQuestion:
    """One of the actor's own, locked; another's she may open is told apart from one that is hidden."""
    row = _owned(by).filter(pk=identifier, removed_at__isnull=True).select_for_update().first()
    if row is None:
        raise errors.NotYours(owner=queries.opened(identifier, by).owner.name)
    return row


def _facts(row: StoredQuestion) -> dict[str, str]:
    return {"name": row.name, "asked": row.asked, "sharing": str(row.sharing)}
