"""Writes of the benches: claims and saved views. Tickets are moved by the stages of the flow."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from hotline.ground.people.words import Actor
from hotline.lib.refusal import BadInput, clause

from .models import Claim, SavedView
from .words import CLAIM_MINUTES, Bench

MOST_VIEWS = 20


def claim(number: str, *, by: Actor, at: datetime, is_taking_over: bool = False) -> Claim:
    """Say that the actor has a ticket open; answers whose it is now: hers, or a colleague's who came before.

    :param is_taking_over: take it from the colleague.
    """
    until = at + timedelta(minutes=CLAIM_MINUTES)
    mine = {"person_id": by.person_id, "name": by.name[:60], "taken_at": at, "until": until}
    try:
        with transaction.atomic():
            return Claim.objects.create(number=number, **mine)
    except IntegrityError:
        pass
    with transaction.atomic():
        held = Claim.objects.select_for_update().filter(number=number).first()
        if held is None:
            return Claim.objects.create(number=number, **mine)
        if held.person_id == by.person_id:
            held.until = until
        elif is_taking_over or held.until <= at:
            held.person_id, held.name, held.taken_at, held.until = by.person_id or 0, by.name[:60], at, until
        else:
            return held
        held.save()
    return held


def release(number: str, *, by: Actor) -> None:
    """Say that the actor is done with a ticket."""
    Claim.objects.filter(number=number, person_id=by.person_id or 0).delete()


def release_others(number: str, *, by: Actor) -> None:
    """One person works on one ticket: opening it lets go of what she had open before."""
    Claim.objects.filter(person_id=by.person_id or 0).exclude(number=number).delete()


def keep_view(bench: Bench, name: str, query: str, *, by: Actor, is_default: bool = False) -> SavedView:
    """Keep filters under a name; the same name again means the new filters.

    :raises BadInput: no name, or too many views.
    """
    said = " ".join(name.split())[:30]
    if not said:
        raise BadInput(problem=clause("请给视图起个名字"))
    mine = SavedView.objects.filter(person_id=by.person_id or 0, bench=bench)
    if mine.exclude(name=said).count() >= MOST_VIEWS:
        raise BadInput(problem=clause("每个工作台最多保存 {most} 个视图，请先删除不用的", most=MOST_VIEWS))
    with transaction.atomic():
        if is_default:
            mine.update(is_default=False)
        view, _ = SavedView.objects.update_or_create(
            person_id=by.person_id or 0,
            bench=bench,
            name=said,
            defaults={"query": query[:500], "is_default": is_default},
        )
    return view


def drop_view(view_id: int, *, by: Actor) -> None:
    """Forget one of the actor's own views."""
    SavedView.objects.filter(pk=view_id, person_id=by.person_id or 0).delete()


def open_with(view_id: int | None, bench: Bench, *, by: Actor) -> None:
    """Let the bench open with one of the actor's views, or with everything (None)."""
    mine = SavedView.objects.filter(person_id=by.person_id or 0, bench=bench)
    with transaction.atomic():
        mine.update(is_default=False)
        if view_id is not None:
            mine.filter(pk=view_id).update(is_default=True)


def forget_claims(*, at: datetime) -> int:
    """Forget claims that ran out a day ago."""
    return Claim.objects.filter(until__lt=at - timedelta(days=1)).delete()[0]
