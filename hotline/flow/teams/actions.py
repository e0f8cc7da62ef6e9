"""Joint teams: formed, enlarged, written for, dissolved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import assignments, said
from hotline.flow.tickets.assignments import Sending
from hotline.flow.tickets.words import AssignmentRole, Mark, Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day
from hotline.lib.refusal import clause

from . import errors, queries
from .models import Entry, Member, Team
from .words import EntryKind, NewEntry, NewTeam

LONG, FEWEST = 5000, 2
TEXT = clause("内容")


def form(number: str, new: NewTeam, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Form a team, or add members to the one that stands; units without the ticket get it as joint units.

    :raises IllegalMove: no unit has the ticket, or the answer is given.
    :raises NoMembers: fewer than two units; ``NobodyNew``: all of them are at work in the team already.
    :raises ConvenerOutside: the convener is no member; ``NoReason``: a new team has no aim; ``UnknownUnit``.
    """
    aim, names = said.words(new.aim), said.words(new.people)
    with tickets.moving(number, Verb.FORM_TEAM, by=by, at=at, seen=seen) as step:
        units = [assignments.unit_to_send(step, each) for each in dict.fromkeys(new.units)]
        team = queries.standing(step.ticket.pk)
        if team is None:
            team = _new_team(step, said.reason(aim), names, units, new.convener_id)
        elif names:
            team.people = said.words("、".join(filter(None, (team.people, names))))
            team.save(update_fields=["people"])
        added = [unit for unit in units if _joins(step, team, unit)]
        if not added:
            raise errors.NobodyNew
        step.mark(Mark.TEAM)
        step.facts |= {"team": team.pk, "why": aim, "members": [unit.id for unit in added], "people": names}
        step.facts |= {"convener": team.convener_id}
        _tell(step, added, at)


def _new_team(step: tickets.Step, aim: str, names: str, units: list[Unit], convener_id: int | None) -> Team:
    if len(units) < FEWEST:
        raise errors.NoMembers
    if convener_id is not None and convener_id not in {unit.id for unit in units}:
        raise errors.ConvenerOutside
    return Team.objects.create(
        ticket=step.ticket,
        aim=aim,
        people=names,
        convener_id=convener_id or step.ticket.centre_id,
        formed_at=step.at,
        formed_by=step.by.name,
    )


def _joins(step: tickets.Step, team: Team, unit: Unit) -> bool:
    """Let a unit join, and have the ticket; False where both were so already."""
    member = Member.objects.filter(team=team, unit_id=unit.id).first()
    has_it = unit.id in assignments.owing(step)
    if member is not None and has_it:
        return False
    member = member or Member(team=team, unit_id=unit.id, joined_at=step.at)
    if not has_it:
        why: dict[str, Any] = {
            "rule": None,
            "is_first_choice": False,
            "alternatives": [],
            "why": team.aim,
            "team": team.pk,
        }
        sending = Sending(unit, AssignmentRole.JOINT, note=team.aim, explanation=why)
        member.assignment = assignments.send(step, sending)
    member.save()
    return True


def _tell(step: tickets.Step, units: Iterable[Unit], at: datetime) -> None:
    """Tell the members, and at once the leaders of the centre that keeps the ticket."""
    ticket = step.ticket
    facts, key = {"number": ticket.number}, f"{NoticeKind.TEAM}:{ticket.pk}:{ticket.moves}"
    told = [NewNotice(NoticeKind.TEAM, f"{key}:{unit.id}", ticket.pk, unit.id, facts=facts) for unit in units]
    for person in people.holding(Capability.LEAD_AREA, civil_day(at)):
        posts = people.actor(person, civil_day(at)).grants
        if any(each.organisation_id == ticket.centre_id and Capability.LEAD_AREA in each.permissions for each in posts):
            told.append(NewNotice(NoticeKind.TEAM, f"{key}:p{person}", ticket.pk, person_id=person, facts=facts))
    outbox.notify(told, at=at)


def log(number: str, new: NewEntry, *, by: Actor, at: datetime) -> None:
    """Write in the log of the team that stands.

    :raises NoTeam: none stands; ``NotAMember``: the actor belongs to no member unit, nor to the centre.
    :raises NoWords: nothing is written; ``DecisionForWhom``, ``DecisionPast``; ``NoSuchDecision``.
    """
    text = said.words(new.text, LONG, TEXT)
    if not text:
        raise errors.NoWords
    found = Team.objects.filter(ticket__number=number, dissolved_at__isnull=True).prefetch_related("members").first()
    unit = queries.membership(found, by) if found else None
    with tickets.moving(number, Verb.TEAM_LOG, by=by, at=at, is_party=unit is not None) as step:
        team = _require(step)
        if not queries.may_write(team, step.ticket, by):
            raise errors.NotAMember
        entry = Entry(team=team, kind=new.kind, text=text, written_at=at, written_by=by.name, written_for_id=unit)
        entry.attachment_id = new.attachment_id
        _decide(entry, team, new, at)
        entry.save()
        step.facts |= {"team": team.pk, "kind": new.kind, "entry": entry.pk, "words": text}
        step.facts |= {"decision": entry.number or (entry.settles.number if entry.settles else None)}
        step.facts |= {"of_unit": entry.unit_id, "due_on": entry.due_on}


def _decide(entry: Entry, team: Team, new: NewEntry, at: datetime) -> None:
    if new.kind is EntryKind.DECISION:
        members = {member.unit_id for member in team.members.all()}
        if new.unit_id not in members or new.due_on is None:
            raise errors.DecisionForWhom
        if new.due_on < civil_day(at):
            raise errors.DecisionPast(on=f"{new.due_on:%F}")
        entry.number, entry.unit_id, entry.due_on = len(queries.decisions(team)) + 1, new.unit_id, new.due_on
    elif new.kind is EntryKind.DONE:
        entry.settles = next((each for each in queries.unsettled(team) if each.pk == new.settles), None)
        if entry.settles is None:
            raise errors.NoSuchDecision


def dissolve(number: str, conclusion: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Dissolve the team with its conclusion; its joint sendings that nobody answered are taken back.

    :raises NoTeam: none stands; ``NoReason``: no conclusion; ``DecisionsOpen``: some are not settled.
    """
    conclusion = said.reason(conclusion, LONG)
    with tickets.moving(number, Verb.DISSOLVE_TEAM, by=by, at=at, seen=seen) as step:
        team = _require(step)
        waiting = queries.unsettled(team)
        if waiting:
            numbers = "、".join(str(each.number) for each in waiting)
            raise errors.DecisionsOpen(count=len(waiting), numbers=numbers)
        for member in team.members.all():
            if member.assignment is not None and member.assignment.is_open:
                assignments.note_withdrawn(step, assignments.get(step, member.assignment.pk))
        team.conclusion, team.dissolved_at, team.dissolved_by = conclusion, at, by.name
        team.save(update_fields=["conclusion", "dissolved_at", "dissolved_by"])
        step.unmark(Mark.TEAM)
        step.facts |= {"team": team.pk, "words": conclusion}
        units = [organisations.unit(member.unit_id) for member in team.members.all()]
        _tell(step, units, at)


def _require(step: tickets.Step) -> Team:
    team = queries.standing(step.ticket.pk)
    if team is None:
        raise errors.NoTeam(number=step.ticket.number)
    return team
