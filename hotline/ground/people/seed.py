"""Roles and the demonstration's accounts. Pure: no database, no passwords."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hotline.lib.datafile import read_yaml, words

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class RoleSeed:
    """A named set of permissions and how far they reach."""

    code: str
    name: str
    name_en: str
    permissions: tuple[str, ...]
    scope: str
    is_privileged: bool
    unmask_limit: int
    ordinal: int


@dataclass(frozen=True, slots=True)
class AccountSeed:
    """A demonstration account with its one posting."""

    username: str
    name: str
    role: str
    organisation: str
    from_on: date


def roles(path: Path = DATA / "roles.yaml") -> list[RoleSeed]:
    """The roles in the order screens list them."""
    return [
        RoleSeed(
            code=row["code"],
            name=row["zh"],
            name_en=row["en"],
            permissions=words(row["permissions"]),
            scope=row["scope"],
            is_privileged=row.get("privileged", False),
            unmask_limit=row["unmask_limit"],
            ordinal=ordinal,
        )
        for ordinal, row in enumerate(read_yaml(path)["roles"], start=1)
    ]


def accounts(path: Path = DATA / "demo.yaml") -> list[AccountSeed]:
    """The demonstration's accounts: the staff of some centres and the people of some units."""
    return list(_accounts(path))


def _accounts(path: Path) -> Iterator[AccountSeed]:
    content = read_yaml(path)
    from_on: date = content["from_on"]
    for centre in content["centres"]:
        for role, name in centre["staff"].items():
            username = f"{role.replace('_', '-')}.{centre['place']}"
            yield AccountSeed(username, name, role, centre["organisation"], from_on)
    for row in content["units"]:
        yield AccountSeed(row["username"], row["name"], row["role"], row["organisation"], from_on)
