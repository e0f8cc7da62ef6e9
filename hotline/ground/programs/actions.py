"""Making and revoking keys."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor
from hotline.lib.memo import forget_all

from . import errors
from .models import ApiKey
from .queries import digest_of
from .words import KeyScope, NewKey

TOPIC = "program"
PER_MINUTE = 600


def create_key(
    name: str,
    organisation_id: int,
    scopes: Collection[KeyScope],
    *,
    by: Actor,
    at: datetime,
    per_minute: int = PER_MINUTE,
    expires_at: datetime | None = None,
) -> NewKey:
    """Make a key for a program of a centre; the answer holds the secret, which is nowhere else.

    :raises NoName: no name or no scope.
    """
    if not name.strip() or not scopes:
        raise errors.NoName
    prefix = f"hl_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        row = ApiKey.objects.create(
            name=name.strip()[:60],
            prefix=prefix,
            digest=digest_of(secret),
            organisation_id=organisation_id,
            scopes=sorted(scopes),
            per_minute=per_minute,
            created_at=at,
            created_by=by.name,
            expires_at=expires_at,
        )
        facts = {"name": row.name, "prefix": prefix, "organisation": organisation_id, "scopes": row.scopes}
        journal.record(TOPIC, row.pk, "create_key", by=by, at=at, facts=facts)
    forget_all()
    return NewKey(row.pk, prefix, secret)


def revoke_key(identifier: int, *, by: Actor, at: datetime) -> None:
    """Make a key worthless from now on.

    :raises AlreadyRevoked: it is so already, or does not exist.
    """
    with transaction.atomic():
        found = ApiKey.objects.filter(pk=identifier, revoked_at__isnull=True)
        if not found.update(revoked_at=at, revoked_by=by.name):
            raise errors.AlreadyRevoked
        journal.record(TOPIC, identifier, "revoke_key", by=by, at=at)
    forget_all()
