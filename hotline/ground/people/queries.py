"""Reading people: who somebody is and what her postings allow."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

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


def is_privileged(person_id: int, on: date | None = None) -> bool:
    """Whether one of the person's roles asks for a one-time password.

    :param on: the day asked about; without it every posting that has no end counts.
    """
    ends = Q(until_on__isnull=True) if on is None else Q(until_on__isnull=True) | Q(until_on__gt=on)
    begun = Q() if on is None else Q(from_on__lte=on)
    return Posting.objects.filter(ends & begun, person_id=person_id, role__is_privileged=True).exists()


def is_guarded(person_id: int) -> bool:
    """Whether two people must agree to reset the account: a privileged role was ever hers, or will be."""
    return Posting.objects.filter(person_id=person_id, role__is_privileged=True).exists()


def actor_if_active(person_id: int, on: date) -> Actor | None:
    """The person as an actor; None when the account is closed."""
    try:
        return actor(person_id, on)
    except Person.DoesNotExist:
        return None


def keepers(on: date) -> int:
    """How many active people may manage people on a day."""
    return len(holding("manage_people", on))


def holding(permission: str, on: date) -> list[int]:
    """Identifiers of the active people of whose roles one allows this on a day."""
    held = Posting.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gt=on),
        from_on__lte=on,
        person__is_active=True,
        role__permissions__contains=[permission],
    )
    return list(held.order_by("person__name").values_list("person_id", flat=True).distinct())


def holders(permission: str, organisation_id: int, on: date) -> set[int]:
    """The active people posted at an organisation on a day in a role that carries a permission."""
    rows = Posting.objects.filter(organisation_id=organisation_id, role__permissions__contains=[permission])
    rows = rows.filter(from_on__lte=on, person__is_active=True).exclude(until_on__lte=on)
    return set(rows.values_list("person_id", flat=True))


def listed(*, words: str = "", organisation_path: str = "", with_inactive: bool = False) -> QuerySet[Person]:
    """People for the administrator's list: by a part of user name or name, within an organisation."""
    rows = Person.objects.all() if with_inactive else Person.objects.filter(is_active=True)
    if words:
        rows = rows.filter(Q(username__istartswith=words) | Q(name__contains=words))
    if organisation_path:
        within = Posting.objects.filter(organisation__path__startswith=organisation_path).values("person_id")
        rows = rows.filter(pk__in=within)
    return rows.order_by("username")


def person(person_id: int) -> Person | None:
    """One person, active or not."""
    return Person.objects.filter(pk=person_id).first()


def postings(person_id: int) -> QuerySet[Posting]:
    """All postings of a person, past and future, the latest first."""
    return Posting.objects.filter(person_id=person_id).select_related("role", "organisation").order_by("-from_on", "pk")


def roles() -> QuerySet[Role]:
    """Every role in its order."""
    return Role.objects.order_by("ordinal", "code")


def role(code: str) -> Role | None:
    """One role."""
    return Role.objects.filter(code=code).first()


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
