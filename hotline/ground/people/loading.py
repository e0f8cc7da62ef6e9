"""Writing roles, and the demonstration's accounts, into an empty database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from hotline.ground.journal import shipping
from hotline.ground.journal.shipping import Shipped
from hotline.ground.organisations import queries as organisations

from .models import Person, Posting, Role
from .roles import TABLE
from .seed import AccountSeed, RoleSeed


def load_roles(roles: Sequence[RoleSeed]) -> int:
    """Write the roles; 0 when there are roles already."""
    if Role.objects.exists():
        return 0
    Role.objects.bulk_create(_role(seed) for seed in roles)
    return len(roles)


def _role(seed: RoleSeed) -> Role:
    return Role(
        code=seed.code,
        name=seed.name,
        name_en=seed.name_en,
        permissions=list(seed.permissions),
        scope=seed.scope,
        is_privileged=seed.is_privileged,
        unmask_limit=seed.unmask_limit,
        ordinal=seed.ordinal,
    )


def shipped(roles: Sequence[RoleSeed]) -> Iterator[Shipped]:
    """The roles a loaded province lacks, and the new permissions of roles nobody has redefined.

    What an administrator removed or redefined is hers: it is neither brought back nor widened.
    """
    known = {role.code: role for role in Role.objects.all()}
    for seed in roles:
        role = known.get(seed.code)
        if role is None and not shipping.was_changed(TABLE, seed.code, "remove"):
            yield Shipped(TABLE, seed.code, seed.name, partial(_add_role, seed))
        if role is None or shipping.was_changed(TABLE, seed.code, "define", "redefine"):
            continue
        for permission in (each for each in seed.permissions if each not in role.permissions):
            yield Shipped(TABLE, f"{seed.code}/{permission}", seed.name, partial(_permit, seed.code, permission))


def _add_role(seed: RoleSeed, at: datetime) -> None:
    _role(seed).save(force_insert=True)


def _permit(code: str, permission: str, at: datetime) -> None:
    role = Role.objects.select_for_update().get(pk=code)
    Role.objects.filter(pk=code).update(permissions=[*role.permissions, permission])


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
