"""Writing roles, and the demonstration's accounts, into an empty database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hotline.ground.organisations import queries as organisations

from .models import Person, Posting, Role
from .seed import AccountSeed, RoleSeed


def load_roles(roles: Sequence[RoleSeed]) -> int:
    """Write the roles; 0 when there are roles already."""
    if Role.objects.exists():
        return 0
    Role.objects.bulk_create(
        Role(
            code=seed.code,
            name=seed.name,
            name_en=seed.name_en,
            permissions=list(seed.permissions),
            scope=seed.scope,
            is_privileged=seed.is_privileged,
            unmask_limit=seed.unmask_limit,
            ordinal=seed.ordinal,
        )
        for seed in roles
    )
    return len(roles)


def load_accounts(accounts: Sequence[AccountSeed], password: str, *, at: datetime) -> int:
    """Write accounts that share one password (a demonstration's); 0 when there are people already."""
    if Person.objects.exists():
        return 0
    sample = Person()
    sample.set_password(password)
    for seed in accounts:
        person = Person.objects.create(username=seed.username, name=seed.name, password=sample.password, created_at=at)
        Posting.objects.create(
            person=person,
            role_id=seed.role,
            organisation_id=organisations.unit_by_code(seed.organisation).id,
            from_on=seed.from_on,
        )
    return len(accounts)
