"""Reading stored questions: one's own, those colleagues share, the one a link leads to."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from hotline.ground.people.words import Actor, Capability

from . import errors
from .models import StoredQuestion, Wanted
from .words import Sharing


def _kept() -> QuerySet[StoredQuestion]:
    return StoredQuestion.objects.filter(removed_at__isnull=True).select_related("owner")


def _analyses_at(by: Actor) -> frozenset[int]:
    """The organisations at which the actor analyses."""
    return frozenset(grant.organisation_id for grant in by.grants if Capability.ANALYSE in grant.permissions)


def mine(by: Actor) -> QuerySet[Any]:
    """What the actor keeps, the latest changed first; each tells by ``is_wanted`` whether her bell rings for it."""
    hers = Wanted.objects.filter(question=OuterRef("pk"), person_id=by.person_id or 0)
    return _kept().filter(owner_id=by.person_id or 0).annotate(is_wanted=Exists(hers)).order_by("-changed_at", "-pk")


def shared_with(by: Actor) -> QuerySet[Any]:
    """What colleagues at her organisations share with them."""
    found = _kept().filter(sharing=Sharing.CENTRE, organisation_id__in=_analyses_at(by))
    return found.exclude(owner_id=by.person_id or 0).order_by("-changed_at", "-pk")


def opened(identifier: int, by: Actor) -> Any:
    """A stored question the actor may open: her own, or one shared with an organisation of hers.

    :raises QuestionNotFound: there is none, or not for her.
    """
    hers = Q(owner_id=by.person_id or 0) | Q(sharing=Sharing.CENTRE, organisation_id__in=_analyses_at(by))
    hers |= Q(sharing=Sharing.LINK, wanted__person_id=by.person_id or 0)
    found = _kept().filter(hers, pk=identifier).first()
    if found is None:
        raise errors.QuestionNotFound
    return found


def linked(token: str, by: Actor) -> Any:
    """The stored question behind a link, as long as it is shared by link; its owner opens it anyhow.

    :raises QuestionNotFound: there is none, or it is no longer shared so.
    """
    found = _kept().filter(Q(sharing=Sharing.LINK) | Q(owner_id=by.person_id or 0), token=token).first()
    if found is None:
        raise errors.QuestionNotFound
    return found


def taken_away(identifier: int, by: Actor) -> Any:
    """A question of the actor's that was taken away and can be brought back; None where there is none."""
    return StoredQuestion.objects.filter(pk=identifier, owner_id=by.person_id or 0, removed_at__isnull=False).first()


def wanted(identifier: int, by: Actor) -> Any:
    """How often the actor's bell rings for a question; None where it does not."""
    return Wanted.objects.filter(question_id=identifier, person_id=by.person_id or 0).first()
