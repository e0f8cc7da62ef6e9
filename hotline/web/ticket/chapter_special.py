"""The chapter of special desks: what was asked and answered, who was told at once, what specialists said."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from hotline.flow.intake import special
from hotline.flow.tickets import queries
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Verb
from hotline.ground.desks import queries as desks
from hotline.ground.people.words import Actor
from hotline.web.kit import names
from hotline.web.kit import special as shown

from . import traces
from .chapter import Chapter, Owed
from .deed import Deed, Doing
from .forms_special import AskForm
from .telling import Facts, unit


def _ask(doing: Doing) -> None:
    said = doing.said
    special.ask_specialist(doing.number, said["field"], said["question"], seen=doing.seen, **doing.who)


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    """Specialists are asked where the ticket's desk has some."""
    may_ask = any(way.verb is Verb.ASK_SPECIALIST for way in ways) and traces.lies(whole, "desk")
    desk = desks.desk_of(whole.ticket.pk) if may_ask else None
    has_some = desk is not None and bool(desks.specialisms(desk.id, timezone.now()))
    return [way for way in ways if way.verb is Verb.ASK_SPECIALIST and has_some]


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    if not traces.lies(whole, "desk"):
        return None
    is_hidden = not queries.sees_people(whole.ticket, by)
    found = shown.of(whole.ticket.pk, is_hidden=is_hidden)
    if found is None:
        return None
    return {
        "special": found,
        "alerts": list(desks.alerts_about(whole.ticket.pk)),
        "enquiries": [] if is_hidden else list(desks.enquiries_about(whole.ticket.pk)),
    }


def _owes(whole: Whole, by: Actor) -> list[Owed]:
    if not traces.lies(whole, "desk"):
        return []
    waiting = desks.enquiries_about(whole.ticket.pk).filter(answered_at__isnull=True)
    return [
        Owed(
            names.unit(each.specialism.unit_id),
            gettext("答复专员问题（{field}）").format(field=_field(each.specialism.name, each.specialism.name_en)),
            each.due_at,
            each.yellow_at,
            each.specialism.unit_id in by.organisations(),
        )
        for each in waiting
    ]


def _field(chinese: str, english: str) -> str:
    return english if names.is_english() and english else chinese


def _said(facts: Facts) -> str:
    return _field(str(facts.get("field", "")), str(facts.get("field_en", "")))


def _asked(facts: Facts) -> str:
    return gettext("把问题转给“{field}”专员（{unit}）").format(field=_said(facts), unit=unit(facts))


def _answered(facts: Facts) -> str:
    said = gettext("“{field}”专员答复，在时限内") if facts.get("in_time") else gettext("“{field}”专员答复，已超时限")
    return said.format(field=_said(facts))


CHAPTER = Chapter(
    deeds={Verb.ASK_SPECIALIST: Deed(AskForm, _ask, "help-circle", "alt+q")},
    tellers={Verb.ASK_SPECIALIST: _asked, Verb.SPECIALIST_ANSWER: _answered},
    icons={Verb.ASK_SPECIALIST: "help-circle", Verb.SPECIALIST_ANSWER: "message-circle"},
    narrow=_narrow,
    template="ticket/panel_special.html",
    panel=_panel,
    owes=_owes,
)
