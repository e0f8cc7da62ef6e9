"""Reading joint teams of tickets the caller may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, Grant, Scope

from .models import Entry, Member, Team
from .words import EntryKind


def teams_of(ticket_id: int) -> QuerySet[Team]:
    """Every team a ticket ever had, the latest first, with members and log."""
    entries = Entry.objects.select_related("settles", "settled_by", "attachment__file")
    members = Member.objects.select_related("assignment")
    whole = Team.objects.prefetch_related(Prefetch("entries", entries), Prefetch("members", members))
    return whole.filter(ticket_id=ticket_id).order_by("-pk")


def standing(ticket_id: int) -> Team | None:
    """The team that stands on a ticket, if one does."""
    return teams_of(ticket_id).filter(dissolved_at__isnull=True).first()


def decisions(team: Team) -> list[Entry]:
    """What a team decided, in order."""
    return [each for each in team.entries.all() if each.kind == EntryKind.DECISION]


def unsettled(team: Team) -> list[Entry]:
    """The decisions of which nobody said yet that they were carried out."""
    done = {each.settles_id for each in team.entries.all() if each.kind == EntryKind.DONE}
    return [each for each in decisions(team) if each.pk not in done]


def membership(team: Team, actor: Actor) -> int | None:
    """The member unit for which the actor writes in the log; None where she belongs to none."""
    ours = [grant for grant in actor.grants if Verb.TEAM_LOG in grant.permissions]
    units = [member.unit_id for member in team.members.all()]
    return next((unit for unit in units if any(_stands_at(grant, unit) for grant in ours)), None)


def _stands_at(grant: Grant, unit_id: int) -> bool:
    if grant.organisation_id == unit_id:
        return True
    is_above = grant.scope is Scope.UNIT_SUBTREE
    return is_above and organisations.unit(unit_id).path.startswith(grant.organisation_path)


def may_write(team: Team, ticket: Any, actor: Actor) -> bool:
    """Whether the actor writes in the log: a member's people, and those who may form teams on the ticket."""
    if membership(team, actor) is not None:
        return True
    return actor.holds(Verb.TEAM_LOG) and tickets.holds_over(Verb.FORM_TEAM, ticket, actor)
