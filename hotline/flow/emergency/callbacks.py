"""The call-back list: whoever could not be served while a disaster lasted is rung back, and each try is noted."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hotline.flow.intake import checks, drafts
from hotline.ground.disaster import queries as disaster
from hotline.ground.disaster.words import Active
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind
from hotline.ground.privacy import queries as privacy
from hotline.lib import masks, text
from hotline.lib.days import minute

from . import errors
from .models import CallBack, Try
from .words import TryResult

TOPIC = "disaster"
NAME, NOTE = 60, 200


def mode_of(by: Actor, at: datetime) -> Active:
    """The disaster mode in force where the actor takes calls.

    :raises NotAtThisDesk: she takes none; ``NotInDisaster``: there is no mode.
    """
    found = disaster.in_force(organisations.unit(drafts.seat(by)).region, at)
    if found is None:
        raise errors.NotInDisaster
    return found


def note(phone: str, name: str, said: str, *, by: Actor, at: datetime) -> CallBack:
    """Put a caller on the list of the actor's centre.

    :raises NotInDisaster: no mode is in force; ``NoNumber``, ``ImpossiblePhone``; ``AlreadyListed``: she stands there.
    """
    mode, number = mode_of(by, at), checks.phone(phone)
    index = privacy.blind(number)
    if index is None:
        raise errors.NoNumber
    row = CallBack(
        mode_id=mode.id,
        centre_id=drafts.seat(by),
        phone=number,
        phone_index=index,
        name=text.clean_line(name, NAME).text,
        note=text.clean_line(said, NOTE).text,
        noted_at=at,
        noted_by=by.name,
    )
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            raise errors.AlreadyListed from None
        facts = {"call_back": row.pk, "phone": masks.phone(number)}
        journal.record(TOPIC, mode.id, "note_call_back", by=by, at=at, facts=facts)
    return row


def ring(identifier: int, *, by: Actor, at: datetime) -> int:
    """Open a call to somebody on the list at the actor's desk; its draft.

    :raises CallBackNotFound: it is not on her list.
    """
    row = CallBack.objects.filter(pk=identifier, centre_id=drafts.seat(by)).first()
    if row is None:
        raise errors.CallBackNotFound
    return drafts.open_call(row.phone or "", by=by, at=at)[0]


def tried(identifier: int, result: TryResult, number: str = "", *, by: Actor, at: datetime) -> None:
    """Note a try; whoever was served or needs nothing more leaves the list.

    :raises CallBackNotFound: it is not on the actor's list; ``AlreadyDone``: a colleague was faster.
    """
    with transaction.atomic():
        row = CallBack.objects.select_for_update().filter(pk=identifier, centre_id=drafts.seat(by)).first()
        if row is None:
            raise errors.CallBackNotFound
        if row.done_at is not None:
            raise errors.AlreadyDone(who=row.done_by, at=minute(row.done_at))
        Try.objects.create(call_back=row, result=result, number=number[:16], at=at, by=by.name)
        if result is not TryResult.UNREACHED:
            CallBack.objects.filter(pk=row.pk).update(done_at=at, done_by=by.name)
        facts = {"call_back": row.pk, "result": result}
        journal.record(TOPIC, row.mode_id, "try_call_back", by=by, at=at, facts=facts)


def listed(mode_id: int, by: Actor) -> QuerySet[CallBack]:
    """The list of a mode as far as the actor's centres have it; those to be rung first, the longest waiting on top."""
    rows = CallBack.objects.filter(mode_id=mode_id).prefetch_related("tries")
    if by.kind is not ActorKind.SYSTEM:
        rows = rows.filter(centre_id__in=by.organisations())
    return rows.order_by("done_at", "noted_at", "pk")


def waiting(mode_id: int, by: Actor) -> int:
    """How many are still to be rung back."""
    return listed(mode_id, by).filter(done_at__isnull=True).count()
