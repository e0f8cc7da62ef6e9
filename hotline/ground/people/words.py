"""Words of people: verbs' permissions as grants, and the actor every action is done by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hotline.lib.words import Word


class Scope(Word):
    """Whose tickets a role reaches."""

    OWN_CENTRE = "own_centre", "本中心", "Own centre"
    OWN_UNIT = "own_unit", "本单位", "Own unit"
    UNIT_SUBTREE = "unit_subtree", "本单位及下级", "Own unit and below"
    AREA = "area", "本辖区", "Own area"
    EVERYTHING = "everything", "全部", "Everything"


class ActorKind(Enum):
    """Who acts: a member of staff, a citizen at the portal, another program, or the platform itself."""

    PERSON = "person"
    CITIZEN = "citizen"
    PROGRAM = "program"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Grant:
    """What one posting allows: a role's permissions over one organisation and its area."""

    role: str
    permissions: frozenset[str]
    scope: Scope
    organisation_id: int
    organisation_path: str
    region_code: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: passed as ``by=`` to every action."""

    kind: ActorKind
    name: str
    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    unmask_limit: int = 0

    @classmethod
    def system(cls) -> Actor:
        """The platform itself, for sweeps and imports."""
        return cls(ActorKind.SYSTEM, "系统")

    @classmethod
    def citizen(cls) -> Actor:
        """The citizen at the portal; what she may touch is decided by her query code."""
        return cls(ActorKind.CITIZEN, "诉求人")

    def holds(self, permission: str) -> bool:
        """Whether any posting carries the permission, wherever it applies."""
        return self.kind is ActorKind.SYSTEM or any(permission in grant.permissions for grant in self.grants)

    def organisations(self) -> frozenset[int]:
        """Identifiers of the organisations the actor is posted to."""
        return frozenset(grant.organisation_id for grant in self.grants)
