"""Reading people: who somebody is and what her postings allow."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from hotline.lib.memo import remembered

from .models import Person, Posting, Role
from .words import Actor, ActorKind, Grant, Scope


@remembered(5)
def actor(person_id: int, on: date) -> Actor:
    """The person as an actor with the postings in force on a day.

    :raises Person.DoesNotExist: when there is no such active person.
    """
    person = Person.objects.get(pk=person_id, is_active=True)
    postings = (
        Posting.objects.filter(person=person, from_on__lte=on)
        .filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
        .select_related("role", "organisation")
        .order_by("role__ordinal", "pk")
    )
    return Actor(
        ActorKind.PERSON,
        person.name,
        person.pk,
        tuple(_grant(posting) for posting in postings),
        max((posting.role.unmask_limit for posting in postings), default=0),
    )


def actor_named(username: str, on: date) -> Actor:
    """The person with a user name as an actor.

    :raises Person.DoesNotExist: when there is none.
    """
    return actor(Person.objects.get(username=username).pk, on)


def is_privileged(person_id: int) -> bool:
    """Whether one of the person's roles asks for a one-time password."""
    return Posting.objects.filter(person_id=person_id, role__is_privileged=True, until_on__isnull=True).exists()


@remembered(30)
def role_names(code: str) -> tuple[str, str] | None:
    """A role's Chinese and English name."""
    row = Role.objects.filter(pk=code).first()
    return (row.name, row.name_en) if row else None


def _grant(posting: Posting) -> Grant:
    return Grant(
        posting.role_id,
        frozenset(posting.role.permissions),
        Scope(posting.role.scope),
        posting.organisation_id,
        posting.organisation.path,
        posting.organisation.region_id,
    )
