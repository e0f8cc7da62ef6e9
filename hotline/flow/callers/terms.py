"""Keeping the terms of marks: how many days they last, for every day from which it holds."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from hotline.flow.tickets import said
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day

from . import errors
from .models import MarkTerms
from .words import Terms

TABLE = "mark_terms"


def add(from_on: date, terms: Terms, note: str, *, by: Actor, at: datetime) -> MarkTerms:
    """Write terms that hold from a day on; marks in force keep the end they have.

    :raises TermsInForce: there are some from this day already.
    :raises TermsPast: the day is over or has begun; ``TermsOutOfOrder``: the usual days are more than the most.
    """
    by.require(Capability.MANAGE_REFERENCE)
    if from_on <= civil_day(at):
        raise errors.TermsPast
    if not 1 <= terms.usual_days <= terms.most_days:
        raise errors.TermsOutOfOrder
    days = {"usual_days": terms.usual_days, "most_days": terms.most_days}
    try:
        with transaction.atomic():
            row = MarkTerms.objects.create(from_on=from_on, note=said.words(note, said.LINE), **days)
            facts = {"from_on": f"{from_on:%F}", **days}
            journal.record_reference(TABLE, row.pk, "add", by=by, at=at, facts=facts)
    except IntegrityError:
        raise errors.TermsInForce(on=f"{from_on:%F}") from None
    return row
