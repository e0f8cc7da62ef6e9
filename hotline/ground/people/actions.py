"""Keeping people: accounts, postings with effective dates, passwords. Every change is in the journal of the person."""

from __future__ import annotations

import re
import secrets
from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.regions.words import CODE_LENGTH, RegionLevel
from hotline.lib.days import civil_day
from hotline.lib.refusal import Clause, Refusal, clause

from . import errors, queries
from .models import Person, Posting, Role
from .words import Actor, ActorKind, Capability, Scope

TOPIC = "person"
MANAGE = Capability.MANAGE_PEOPLE
USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,39}")
LONGEST_NAME = 40
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
LANGUAGES = ("zh-hans", "en")


def create(username: str, name: str, *, by: Actor, at: datetime, language: str = "zh-hans") -> Person:
    """Open an account without a password and without postings.

    :raises NotPermitted: the actor does not manage people.
    :raises ImpossibleUsername: or ``UsernameTaken``, ``NameMissing``.
    """
    by.require(MANAGE)
    if not USERNAME.fullmatch(username):
        raise errors.ImpossibleUsername(username=username[:60])
    person = Person(username=username, name=_name(name), language=_language(language), created_at=at)
    person.set_unusable_password()
    with transaction.atomic():
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError:
            raise errors.UsernameTaken(username=username) from None
        _note(person, "create", by, at, username=username, name=person.name)
    return person


def change(person_id: int, *, by: Actor, at: datetime, name: str, language: str) -> Person:
    """Correct a person's name or language; everybody may choose her own language.

    :raises OutOfReach: the person is not in the actor's hands.
    """
    with transaction.atomic():
        person = _take(person_id)
        if not (by.person_id == person_id and name == person.name):
            _require_over(by, person)
        before = {"name": person.name, "language": person.language}
        person.name, person.language = _name(name), _language(language)
        person.save(update_fields=["name", "language"])
        _note(person, "change", by, at, before=before, after={"name": person.name, "language": person.language})
    return person


def post(
    person_id: int,
    role: str,
    organisation_id: int,
    *,
    from_on: date,
    by: Actor,
    at: datetime,
    until_on: date | None = None,
) -> Posting:
    """Give a person a role at an organisation from a day on.

    :raises NotForOneself: nobody gives herself rights.
    :raises RoleReachesTooFar: the role reaches further than the actor's own posting.
    :raises BackdatedPosting: it would begin in the past; ``PostingEndsTooEarly``, ``PostingOverlaps``.
    """
    with transaction.atomic():
        person = _take(person_id)
        given, unit = _role(role), _unit(organisation_id)
        _refuse_oneself(by, person, clause("任职"))
        _require_grantable(by, given, unit)
        if from_on < _today(at):
            raise errors.BackdatedPosting(from_on=from_on)
        if until_on is not None and until_on <= from_on:
            raise errors.PostingEndsTooEarly
        _refuse_overlap(person, given, unit, from_on, until_on)
        posting = Posting.objects.create(
            person=person, role=given, organisation_id=unit.id, from_on=from_on, until_on=until_on
        )
        _note(person, "post", by, at, role=role, organisation=unit.code, from_on=from_on, until_on=until_on)
    return posting


def end_posting(posting_id: int, until_on: date, *, by: Actor, at: datetime) -> None:
    """Let a posting end: on ``until_on`` it holds no more. One that has not begun by then is taken away.

    :raises PostingNotFound: there is none; ``PostingEndsTooEarly``: the day lies in the past.
    """
    with transaction.atomic():
        posting = Posting.objects.select_for_update(of=("self",)).filter(pk=posting_id).first()
        if posting is None:
            raise errors.PostingNotFound
        person = _take(posting.person_id)
        _require_grantable(by, posting.role, organisations.unit(posting.organisation_id))
        if until_on < _today(at):
            raise errors.PostingEndsTooEarly
        facts = {"role": posting.role_id, "organisation": posting.organisation_id, "until_on": until_on}
        if until_on <= posting.from_on:
            posting.delete()
        else:
            posting.until_on = until_on
            posting.save(update_fields=["until_on"])
        _note(person, "end_posting", by, at, **facts)


def deactivate(person_id: int, why: str, *, by: Actor, at: datetime) -> None:
    """Close an account at once; what the person did stays hers.

    :raises NotForOneself: nobody locks herself out; ``OutOfReach``.
    """
    _switch(person_id, False, "deactivate", why, by, at)


def activate(person_id: int, why: str, *, by: Actor, at: datetime) -> None:
    """Open a closed account again."""
    _switch(person_id, True, "activate", why, by, at)


def change_password(person_id: int, old: str, new: str, *, by: Actor, at: datetime) -> None:
    """A person chooses a new password for herself.

    :raises WrongPassword: the old one is not right; ``WeakPassword``: what is wrong with the new one.
    """
    with transaction.atomic():
        person = _take(person_id)
        if by.person_id != person_id or not person.check_password(old):
            raise errors.WrongPassword
        _set_password(person, new)
        _note(person, "change_password", by, at)


def reset_password(person_id: int, *, by: Actor, at: datetime, seconded_by: Actor | None = None, why: str = "") -> str:
    """Give a person a password for one login, told to her once and to be changed by her; the password.

    :param seconded_by: who approved it, for an account that asks for two people.
    :raises NotForOneself: one's own is changed, not reset; ``OutOfReach``.
    :raises NeedsSecondPerson: the account is privileged, and nobody else approved.
    """
    with transaction.atomic():
        person = _take(person_id)
        _refuse_oneself(by, person, clause("重置密码"))
        _require_over(by, person)
        if person.has_usable_password():  # the first one of a new account resets nothing
            require_second(person, by, seconded_by)
        new = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
        _set_password(person, new, is_temporary=True)
        _note(person, "reset_password", by, at, **with_second(seconded_by, why))
    return new


def require_second(person: Person, by: Actor, seconded_by: Actor | None) -> None:
    """Refuse to touch a privileged account alone; the server itself needs nobody.

    :raises NeedsSecondPerson: nobody else who manages the person approved.
    """
    if by.kind is ActorKind.SYSTEM or not queries.is_guarded(person.pk):
        return
    if seconded_by is None or seconded_by.person_id in (None, by.person_id, person.pk):
        raise errors.NeedsSecondPerson(name=person.name)
    _require_over(seconded_by, person)


def with_second(seconded_by: Actor | None, why: str) -> dict[str, Any]:
    """What the journal says of a reset beside who asked for it."""
    second = {"approved_by": seconded_by.person_id, "approved_by_name": seconded_by.name} if seconded_by else {}
    return second | ({"why": why} if why else {})


def keep(person_id: int, verb: str, *, by: Actor) -> Person:
    """Lock a person the actor keeps; never herself.

    :raises PersonNotFound: there is none; ``NotForOneself``, ``OutOfReach``.
    """
    person = _take(person_id)
    _refuse_oneself(by, person, clause(verb))
    _require_over(by, person)
    return person


def manages(by: Actor, person_id: int) -> bool:
    """Whether a person is in the actor's hands."""
    try:
        _require_over(by, _take(person_id))
    except Refusal:
        return False
    return True


def managers_of(person_id: int, *, on: date) -> list[Actor]:
    """The active people in whose hands an account is on a day, herself included where she manages people."""
    held = Posting.objects.filter(person_id=person_id).values_list("organisation_id", flat=True).distinct()
    units = list(organisations.units(tuple(held)).values())
    present = Posting.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on)
    able = present.filter(person__is_active=True, role__permissions__contains=[MANAGE])
    keepers = [queries.actor(keeper, on) for keeper in sorted(set(able.values_list("person_id", flat=True)))]
    if not units:
        return [keeper for keeper in keepers if _manages_the_province(keeper)]
    return [keeper for keeper in keepers if all(_manages(keeper, unit) for unit in units)]


def choose_language(language: str, *, by: Actor) -> None:
    """Keep the language a person reads in; anything but the known ones is left alone."""
    if language in LANGUAGES and by.person_id is not None:
        Person.objects.filter(pk=by.person_id).update(language=language)


def _switch(person_id: int, is_active: bool, verb: str, why: str, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        person = _take(person_id)
        _refuse_oneself(by, person, clause("启用或停用账号"))
        _require_over(by, person)
        person.is_active = is_active
        person.save(update_fields=["is_active"])
        _note(person, verb, by, at, why=why)


def _set_password(person: Person, new: str, *, is_temporary: bool = False) -> None:
    try:
        validate_password(new, person)
    except ValidationError as error:
        raise errors.WeakPassword(problem=" ".join(error.messages)) from None
    person.set_password(new)
    person.has_temporary_password = is_temporary
    person.save(update_fields=["password", "has_temporary_password"])


def _take(person_id: int) -> Person:
    person = Person.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise errors.PersonNotFound
    return person


def _role(code: str) -> Role:
    found = Role.objects.filter(code=code).first()
    if found is None:
        raise errors.UnknownRole(code=code)
    return found


def _unit(organisation_id: int) -> Unit:
    found = organisations.units((organisation_id,)).get(organisation_id)
    if found is None:
        raise errors.UnknownOrganisation
    return found


def _refuse_oneself(by: Actor, person: Person, verb: Clause) -> None:
    if by.person_id == person.pk:
        raise errors.NotForOneself(verb=verb)


def _require_over(by: Actor, person: Person) -> None:
    """The actor manages people wherever this person is posted; one posted nowhere is in the province's hands."""
    by.require(MANAGE)
    held = Posting.objects.filter(person=person).values_list("organisation_id", flat=True).distinct()
    if not held and not _manages_the_province(by):
        raise errors.OutOfReach(name=person.name)
    for unit in organisations.units(tuple(held)).values():
        if not _manages(by, unit):
            raise errors.OutOfReach(name=person.name)


def _require_grantable(by: Actor, role: Role, unit: Unit) -> None:
    """The actor manages people at the unit, and does not hand on more reach than she has."""
    by.require(MANAGE)
    if not _manages(by, unit):
        raise errors.OutOfReach(name=unit.name)
    everywhere = by.kind is ActorKind.SYSTEM or any(
        grant.scope is Scope.EVERYTHING for grant in by.grants if MANAGE in grant.permissions
    )
    if role.scope == Scope.EVERYTHING and not everywhere:
        raise errors.RoleReachesTooFar(role=role.name)


def _manages_the_province(by: Actor) -> bool:
    wide = (grant for grant in by.grants if MANAGE in grant.permissions)
    return by.kind is ActorKind.SYSTEM or any(
        grant.scope is Scope.EVERYTHING
        or (grant.scope is Scope.AREA and len(grant.region_code) == CODE_LENGTH[RegionLevel.PROVINCE])
        for grant in wide
    )


def _manages(by: Actor, unit: Unit) -> bool:
    if by.kind is ActorKind.SYSTEM:
        return True
    return any(grant.covers(unit.id, unit.path, unit.region) for grant in by.grants if MANAGE in grant.permissions)


def _refuse_overlap(person: Person, role: Role, unit: Unit, from_on: date, until_on: date | None) -> None:
    same = Posting.objects.filter(person=person, role=role, organisation_id=unit.id)
    same = same.filter(Q(until_on__isnull=True) | Q(until_on__gt=from_on))
    if until_on is not None:
        same = same.filter(from_on__lt=until_on)
    if (held := same.first()) is not None:
        raise errors.PostingOverlaps(name=person.name, from_on=held.from_on)


def _name(said: str) -> str:
    name = " ".join(said.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise errors.NameMissing
    return name


def _language(said: str) -> str:
    return said if said in LANGUAGES else LANGUAGES[0]


def _today(at: datetime) -> date:
    return civil_day(at)


def _note(person: Person, verb: str, by: Actor, at: datetime, **facts: Any) -> None:
    journal.record(TOPIC, person.pk, verb, by=by, at=at, facts=facts)
    journal.forget()
