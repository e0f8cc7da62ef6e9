"""Opening what a person locked herself out of: too many wrong passwords, a lost one-time password."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.ground.journal import actions as journal
from hotline.ground.journal import queries as journals
from hotline.lib.refusal import clause

from . import errors
from .actions import TOPIC, _require_over, _take, require_second, with_second
from .models import Person
from .words import Actor


def unlock(person_id: int, *, by: Actor, at: datetime) -> int:
    """Forget a person's wrong passwords so that she may try again at once; how many were forgotten.

    :raises OutOfReach: the person is not in the actor's hands; ``NotLocked``: nothing to forget.
    """
    with transaction.atomic():
        person = _take(person_id)
        _require_over(by, person)
        forgotten = AxesProxyHandler.reset_attempts(username=person.username)
        if not forgotten:
            raise errors.NotLocked(name=person.name)
        journal.record(TOPIC, person.pk, "unlock", by=by, at=at, facts={"name": person.name})
    return int(forgotten)


def reset_second_factor(
    person_id: int, *, by: Actor, at: datetime, seconded_by: Actor | None = None, why: str = ""
) -> None:
    """Forget a person's one-time password device: she sets up a new one at her next login.

    :param seconded_by: who approved it, for an account that asks for two people.
    :raises NotForOneself: another administrator does it; ``OutOfReach``.
    :raises NeedsSecondPerson: the account is privileged, and nobody else approved.
    :raises NoSecondFactor: she has none.
    """
    with transaction.atomic():
        person = _take(person_id)
        if by.person_id == person_id:
            raise errors.NotForOneself(verb=clause("重置动态口令"))
        _require_over(by, person)
        require_second(person, by, seconded_by)
        gone = [model.objects.filter(user_id=person.pk).delete()[0] for model in (TOTPDevice, StaticDevice)]
        if not any(gone):
            raise errors.NoSecondFactor(name=person.name)
        journal.record(
            TOPIC,
            person.pk,
            "reset_second_factor",
            by=by,
            at=at,
            facts={"name": person.name} | with_second(seconded_by, why),
        )


def wrong_passwords(username: str, at: datetime) -> int:
    """How many wrong passwords count against a user name at a moment."""
    found = AccessAttempt.objects.filter(username=username, attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
    return int(found.aggregate(sum=Sum("failures_since_start"))["sum"] or 0)


def is_locked(username: str, at: datetime) -> bool:
    """Whether a user name is locked out somewhere."""
    if wrong_passwords(username, at) >= settings.LOGIN_FAILURES_BY_NAME:
        return True
    found = AccessAttempt.objects.filter(username=username, attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
    return bool(found.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists())


def has_second_factor(person_id: int) -> bool:
    """Whether a person has set up a one-time password."""
    return bool(TOTPDevice.objects.filter(user_id=person_id, confirmed=True).exists())


def require_second_factor(person_id: int, name: str) -> None:
    """Refuse where there is none.

    :raises NoSecondFactor: she has set up no one-time password.
    """
    if not has_second_factor(person_id):
        raise errors.NoSecondFactor(name=name)


def touched_by_others(person_id: int, verbs: Collection[str], *, since: datetime) -> bool:
    """Whether somebody else made, posted or reset this account since a moment."""
    events = journals.timeline(TOPIC, person_id).filter(verb__in=verbs, at__gt=since)
    return bool(events.exclude(by_id=person_id).exists())


def failures(words: str = "", usernames: QuerySet[Person] | None = None) -> QuerySet[AccessAttempt]:
    """Failed logins by user name or address, the latest first; only those of some people where so asked."""
    rows: QuerySet[AccessAttempt] = AccessAttempt.objects.order_by("-attempt_time", "-pk")
    if words:
        rows = rows.filter(Q(username__icontains=words) | Q(ip_address__startswith=words))
    return rows if usernames is None else rows.filter(username__in=usernames.values("username"))
