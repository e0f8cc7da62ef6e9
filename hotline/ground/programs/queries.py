"""Reading programs."""

from __future__ import annotations

import hmac
from datetime import datetime
from hashlib import sha256

from django.db.models import QuerySet

from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind, Capability, Grant, Scope
from hotline.lib.memo import remembered

from .errors import BadKey
from .models import ApiKey
from .words import PERMISSIONS, KeyScope, Program

SEES = "add_note"
"""The verb by which analysts see tickets."""
PREFIX_LENGTH = 11
"""``hl_`` and eight characters that name the key in lists and logs."""


def program(secret: str, *, at: datetime) -> Program:
    """The program that holds this key.

    :raises BadKey: unknown, revoked or expired: all three look the same.
    """
    known = _known(secret[:PREFIX_LENGTH]) if len(secret) < 100 and secret.isascii() and secret.isprintable() else None
    if known is None:
        raise BadKey
    digest, found = known
    is_expired = found.expires_at is not None and found.expires_at <= at
    if is_expired or not hmac.compare_digest(digest, digest_of(secret)):
        raise BadKey
    return found


def analyst(found: Program) -> Actor:
    """As whom a program with the scope to ask for figures counts: like an analyst of its centre, over its whole area.

    Confidential tickets are not among what it counts. It is asked with, and never given to an action.
    """
    centre = organisations.unit(found.centre_id)
    permissions = frozenset({Capability.ANALYSE.value, SEES})
    grant = Grant("program", permissions, Scope.AREA, centre.id, centre.path, centre.region)
    return Actor(ActorKind.PROGRAM, found.name, grants=(grant,))


def digest_of(secret: str) -> bytes:
    """What is kept of a secret. It is long and random, so one round of hashing is enough."""
    return sha256(secret.encode()).digest()


def all_keys() -> QuerySet[ApiKey]:
    """Every key with its organisation, the latest first."""
    return ApiKey.objects.select_related("organisation")


@remembered(5)
def _known(prefix: str) -> tuple[bytes, Program] | None:
    row = ApiKey.objects.filter(prefix=prefix, revoked_at__isnull=True).first()
    return (bytes(row.digest), _program(row)) if row else None


def _program(row: ApiKey) -> Program:
    centre = organisations.unit(row.organisation_id)
    scopes = frozenset(KeyScope(code) for code in row.scopes)
    permissions = frozenset().union(*(PERMISSIONS[scope] for scope in scopes))
    grant = Grant("program", permissions, Scope.OWN_CENTRE, centre.id, centre.path, centre.region)
    actor = Actor(ActorKind.PROGRAM, row.name, grants=(grant,))
    return Program(row.pk, row.name, centre.id, scopes, row.per_minute, row.expires_at, actor)
