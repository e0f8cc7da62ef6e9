"""Delays on the ticket's page: more time, standing still, a level up, the urgent lane."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.delays import actions as extensions
from hotline.flow.delays import lanes, suspensions
from hotline.flow.delays import queries as delays
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.catalogue.words import ClockKind, ReasonPurpose
from hotline.ground.people.words import Actor
from hotline.lib.days import minute
from hotline.web.kit import delayed, names
from hotline.web.kit.doors import now

from . import forms, telling, traces
from . import forms_delays as asked
from .chapter import Chapter, Owed, decides
from .deed import Deed, Doing
from .telling import Facts


def _extend(doing: Doing) -> None:
    said = doing.said
    extensions.ask_days(
        doing.number, doing.assignment, said["days"], said["reason"], said["why"], said["told_how"], **doing.who
    )


def _grant(doing: Doing) -> None:
    said = doing.said
    extensions.grant_days(doing.number, said["extension"], said["days"], said["opinion"], **doing.who)


DEEDS: dict[Verb, Deed] = {
    Verb.EXTEND: Deed(asked.ExtendForm, _extend, "calendar-event", "alt+x"),
    Verb.GRANT_EXTENSION: Deed(asked.GrantExtensionForm, _grant, "calendar-event"),
    Verb.DENY_EXTENSION: Deed(
        asked.DenyExtensionForm,
        lambda d: extensions.deny_extension(d.number, d.said["extension"], d.said["opinion"], **d.who),
        "x",
    ),
    Verb.RESUME: Deed(
        forms.WhyForm,
        lambda d: suspensions.resume(d.number, d.said["why"], **d.who),
        "player-play",
        "alt+s",
        is_primary=True,
    ),
    Verb.REVIEW_SUSPENSION: Deed(
        forms.WhyForm, lambda d: suspensions.review_suspension(d.number, d.said["why"], **d.who), "calendar", "alt+r"
    ),
    Verb.SUSPEND: Deed(
        asked.SuspendForm,
        lambda d: suspensions.suspend(d.number, d.said["reason"], d.said["cause"], **d.who),
        "player-pause",
        consequence=_("各单位的时限停止，工单每月复核，直到恢复办理。"),
    ),
    Verb.EXPEDITE: Deed(
        forms.WhyForm,
        lambda d: lanes.expedite(d.number, d.said["why"], **d.who),
        "bolt",
        consequence=_("工单进入特事特办通道，在办的时限按紧急事项重新计算。"),
    ),
    Verb.ESCALATE: Deed(
        asked.EscalateForm,
        lambda d: lanes.escalate(d.number, d.said["reason"], d.said["why"], **d.who),
        "arrow-up",
        consequence=_("工单交上级热线中心派单，本中心各单位的派单将收回。"),
        is_grave=True,
    ),
}


def _extensions(whole: Whole) -> list[Any]:
    return traces.rows(whole, "extensions")


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    if not ways:
        return []
    waiting = {row.assignment_id for row in _extensions(whole) if not row.verdict}
    roots = [each.assignment for each in whole.branches if not each.depth and each.assignment.is_open]
    lead = next((each.pk for each in roots if each.role == "lead"), 0)
    found = []
    for way in ways:
        if way.verb is Verb.EXTEND:
            fits = delays.may_ask(whole.ticket, way.assignment_id or 0, now())
        elif way.verb in (Verb.GRANT_EXTENSION, Verb.DENY_EXTENSION):
            fits = (way.assignment_id or lead) in waiting
        else:
            fits = way.verb is not Verb.EXPEDITE or Mark.EXPEDITED not in whole.ticket.marks
        if fits:
            found.append(way)
    return found


def _owes(whole: Whole, by: Actor) -> list[Owed]:
    open_ = {each.assignment.pk for each in whole.branches if each.assignment.is_open}
    return [
        decides(
            whole,
            by,
            gettext("审批{unit}的延期").format(unit=names.unit(row.assignment.unit_id)),
            ClockKind.EXTENSION_REVIEW,
            row.assignment_id,
        )
        for row in _extensions(whole)
        if not row.verdict and row.assignment_id in open_
    ]


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    return delayed.panel(_extensions(whole), traces.rows(whole, "suspensions"))


def _moment(facts: Facts, name: str) -> str:
    said = facts.get(name)
    return minute(datetime.fromisoformat(said)) if isinstance(said, str) and said else "—"


def _asked(facts: Facts) -> str:
    said = gettext("{unit}申请延期至 {until}：{reason}")
    reason = telling.reason(facts, ReasonPurpose.EXTENSION)
    return said.format(unit=telling.unit(facts), until=_moment(facts, "until"), reason=reason)


def _suspended(facts: Facts) -> str:
    said = gettext("挂起：{reason}，{day} 前复核")
    return said.format(reason=telling.reason(facts, ReasonPurpose.SUSPENSION), day=facts.get("review_on") or "—")


def _escalated(facts: Facts) -> str:
    said = gettext("提级到{centre}：{reason}")
    return said.format(
        centre=names.unit(facts.get("to_centre")), reason=telling.reason(facts, ReasonPurpose.ESCALATION)
    )


CHAPTER = Chapter(
    deeds=DEEDS,
    tellers={
        Verb.EXTEND: _asked,
        Verb.GRANT_EXTENSION: lambda facts: gettext("批准延期至 {until}").format(until=_moment(facts, "until")),
        Verb.DENY_EXTENSION: lambda facts: gettext("不批准延期，期限不变"),
        Verb.SUSPEND: _suspended,
        Verb.REVIEW_SUSPENSION: lambda facts: gettext("复核：继续挂起，{day} 前再复核").format(
            day=facts.get("review_on") or "—"
        ),
        Verb.RESUME: lambda facts: gettext("恢复办理，剩余时限继续计算"),
        Verb.ESCALATE: _escalated,
        Verb.EXPEDITE: lambda facts: gettext("列入特事特办"),
    },
    icons={
        Verb.EXTEND: "calendar-event",
        Verb.GRANT_EXTENSION: "calendar-event",
        Verb.DENY_EXTENSION: "calendar-event",
        Verb.SUSPEND: "player-pause",
        Verb.REVIEW_SUSPENSION: "calendar",
        Verb.RESUME: "player-play",
        Verb.ESCALATE: "arrow-up",
        Verb.EXPEDITE: "bolt",
    },
    grave=frozenset({Verb.SUSPEND, Verb.ESCALATE}),
    narrow=_narrow,
    template="kit/panel_delays.html",
    panel=_panel,
    owes=_owes,
)
