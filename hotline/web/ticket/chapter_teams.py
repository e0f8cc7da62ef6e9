"""The chapter of joint teams: formed and dissolved on the ticket's page, at work in the team's room."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from hotline.flow.teams import actions, queries
from hotline.flow.teams.words import EntryKind, NewEntry, NewTeam
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.files import actions as files
from hotline.ground.people.words import Actor
from hotline.web.kit import names

from . import forms_teams as forms
from . import traces
from .chapter import Chapter
from .deed import Deed, Doing
from .telling import Facts, unit, word


def _form(doing: Doing) -> None:
    said = doing.said
    new = NewTeam(said.get("aim", ""), tuple(said["units"]), said.get("convener"), said["people"])
    actions.form(doing.number, new, seen=doing.seen, **doing.who)


def write(doing: Doing) -> None:
    """Write in the log; a file lies with the ticket's attachments."""
    said = doing.said
    with transaction.atomic():
        attachment = None
        if said["file"]:
            kept = files.store(said["file"].read(), said["file"].name, **doing.who)
            attachment = tickets.attach(doing.number, kept.id, "team", **doing.who).pk
        kind = EntryKind(said["kind"])
        unit_, due_on = (said["unit"], said["due_on"]) if kind is EntryKind.DECISION else (None, None)
        settles = said.get("settles") if kind is EntryKind.DONE else None
        actions.log(doing.number, NewEntry(kind, said["text"], unit_, due_on, settles, attachment), **doing.who)


def _dissolve(doing: Doing) -> None:
    actions.dissolve(doing.number, doing.said["conclusion"], seen=doing.seen, **doing.who)


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    """A team that stands is written for by its own."""
    stands = queries.standing(whole.ticket.pk) if Mark.TEAM in whole.ticket.marks else None
    fits = {
        Verb.FORM_TEAM: True,
        Verb.TEAM_LOG: stands is not None and queries.may_write(stands, whole.ticket, by),
        Verb.DISSOLVE_TEAM: stands is not None,
    }
    return [way for way in ways if fits[way.verb]]


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    teams = traces.rows(whole, "teams")
    if not teams:
        return None
    latest = teams[0]
    entries = list(latest.entries.all())
    return {"team": latest, "waiting": queries.unsettled(latest), "last": entries[-1] if entries else None}


def _formed(facts: Facts) -> str:
    members = gettext("、").join(names.unit(each) for each in facts.get("members", []))
    return gettext("成立联动小组，成员：{members}").format(members=members)


def _logged(facts: Facts) -> str:
    kind, number = facts.get("kind"), facts.get("decision")
    if kind == EntryKind.DECISION:
        who = unit(facts, "of_unit")
        return gettext("小组议定第 {number} 项，由{unit}于 {day} 前完成").format(
            number=number, unit=who, day=facts.get("due_on")
        )
    if kind == EntryKind.DONE:
        return gettext("小组议定第 {number} 项已落实").format(number=number)
    return gettext("联动小组{kind}").format(kind=word(kind, EntryKind))


CHAPTER = Chapter(
    deeds={
        Verb.FORM_TEAM: Deed(forms.FormTeamForm, _form, "users-group"),
        Verb.TEAM_LOG: Deed(forms.TeamLogForm, write, "note"),
        Verb.DISSOLVE_TEAM: Deed(forms.DissolveForm, _dissolve, "circle-x", is_grave=True),
    },
    tellers={
        Verb.FORM_TEAM: _formed,
        Verb.TEAM_LOG: _logged,
        Verb.DISSOLVE_TEAM: lambda facts: gettext("联动小组撤销，形成结论"),
    },
    icons={Verb.FORM_TEAM: "users-group", Verb.TEAM_LOG: "note", Verb.DISSOLVE_TEAM: "circle-check"},
    narrow=_narrow,
    template="ticket/panel_teams.html",
    panel=_panel,
)
