"""Writes of the office itself: a form works once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from hotline.ground.people.words import Actor

from .models import SentForm

KEPT = timedelta(days=2)


def once(token: UUID, work: Callable[[], None], *, by: Actor, at: datetime) -> bool:
    """Do the work unless the form with this token did it before; both stand or fall together. Tells whether it did.

    A second press waits for the first one's transaction, so two at the same moment are one as well.
    """
    try:
        with transaction.atomic():
            SentForm.objects.create(token=token, person_id=by.person_id or 0, at=at)
            work()
    except IntegrityError:
        if SentForm.objects.filter(pk=token, person_id=by.person_id or 0).exists():
            return False
        raise
    return True


def forget_sent(*, at: datetime) -> int:
    """Forget forms so old that nobody sends them again."""
    return SentForm.objects.filter(at__lt=at - KEPT).delete()[0]
