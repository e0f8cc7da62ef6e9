"""People a test adds to the town: an account with one posting, in a role made for it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hotline.ground.people import queries as people
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Actor, Scope
from hotline.lib.memo import forget_all
from tests.town import LONG_AGO, Town


def employ(town: Town, username: str, unit: str, scope: Scope, *permissions: str) -> Actor:
    """Somebody with these permissions at a unit, who can log in; as an actor."""
    role = Role.objects.create(
        code=username, name=username, name_en=username, scope=scope, permissions=list(permissions), ordinal=90
    )
    person = Person.objects.create(username=username, name=username, created_at=datetime(2019, 1, 1, tzinfo=UTC))
    Posting.objects.create(person=person, role=role, organisation=town.unit(unit), from_on=LONG_AGO)
    forget_all()
    return people.actor_named(username, date(2020, 3, 2))


LEADER = ("instruct", "judge_instruction", "lead_area", "see_confidential", "add_note")
OFFICE = ("instruct", "instruction_task", "judge_instruction", "urge", "form_team", "team_log", "dissolve_team")
"""What the roles of the province's data let a leader and her office do in these matters."""


def leader(town: Town, username: str = "市长", unit: str = "320200-rx") -> Actor:
    """A leader of a centre's area."""
    return employ(town, username, unit, Scope.AREA, *LEADER)


def office(town: Town, username: str = "督办", unit: str = "320200-rx") -> Actor:
    """The office of a centre's leader."""
    return employ(town, username, unit, Scope.AREA, *OFFICE)


def handler(town: Town, username: str, unit: str) -> Actor:
    """Somebody of a unit who answers its tasks and writes in its teams' logs."""
    permissions = ("instruction_feedback", "team_log", "sign", "contact", "reply", "add_joint", "add_note", "attach")
    return employ(town, username, unit, Scope.OWN_UNIT, *permissions)
