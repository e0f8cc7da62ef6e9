"""Contested ratings on the ticket's page: a unit contests the rating a ticket ended with, the centre decides."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.followup import contests
from hotline.flow.followup import queries as followups
from hotline.flow.followup.words import Contesting, ContestVerdict
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.catalogue.words import ClockKind, ReasonPurpose
from hotline.ground.files import actions as files
from hotline.ground.people.words import Actor
from hotline.web.kit import contested
from hotline.web.kit.doors import now

from . import forms_ratings as asked
from . import telling, traces
from .chapter import Chapter, Owed, decides
from .deed import Deed, Doing
from .telling import Facts


def _contest(doing: Doing) -> None:
    said = doing.said
    with transaction.atomic():
        fresh = [files.store(each.read(), each.name or "", **doing.who).id for each in said["proof"]]
        new = Contesting(said["ground"], said["text"], tuple(said.get("shown", ())), tuple(fresh))
        contests.contest(doing.number, doing.assignment, new, **doing.who)


def _decide(doing: Doing) -> None:
    contests.decide(doing.number, doing.said["verdict"], doing.said["opinion"], **doing.who)


def _rows(whole: Whole) -> list[Any]:
    return traces.rows(whole, "contests")


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    """Contest the rating that can be contested, once a unit; decide what waits, unless one took the rating down."""
    if not ways or whole.ticket.status != Status.CLOSED:
        return []
    rows = _rows(whole)
    decides = [way for way in ways if way.verb is Verb.DECIDE_RATING and way.assignment_id is None]
    if any(not row.verdict for row in rows):
        return [] if not decides or contests.is_own(whole.ticket.pk, by) else decides
    right = followups.contest_right(whole.ticket)
    if right is None or now() > right.until or any(row.visit_id == right.visit_id for row in rows):
        return []
    kept = {each.assignment.pk for each in whole.branches if each.assignment.withdrawn_at is None}
    last = {way.unit_id: way for way in ways if way.verb is Verb.CONTEST_RATING and way.assignment_id in kept}
    return list(last.values())


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    return contested.panel(whole.ticket, by, _rows(whole))


def _owes(whole: Whole, by: Actor) -> list[Owed]:
    """The centre's decision, which the state of a closed ticket does not tell."""
    if whole.ticket.status != Status.CLOSED or all(row.verdict for row in _rows(whole)):
        return []
    return [decides(whole, by, gettext("裁定评价申诉"), ClockKind.CONTEST_REVIEW)]


def _contested(facts: Facts) -> str:
    ground = telling.reason(facts, ReasonPurpose.CONTEST)
    return gettext("{unit}对评价提出申诉：{reason}").format(unit=telling.unit(facts), reason=ground)


def _decided(facts: Facts) -> str:
    verdict = telling.word(facts.get("verdict"), ContestVerdict)
    return gettext("{unit}的评价申诉：{verdict}").format(unit=telling.unit(facts, "of_unit"), verdict=verdict)


CHAPTER = Chapter(
    deeds={
        Verb.CONTEST_RATING: Deed(
            asked.ContestForm,
            _contest,
            "scale",
            consequence=_("每次评价只能申诉一次，由热线中心裁定；诉求人的评价不会被修改。"),
        ),
        Verb.DECIDE_RATING: Deed(asked.DecideRatingForm, _decide, "gavel", "alt+s", is_primary=True),
    },
    tellers={Verb.CONTEST_RATING: _contested, Verb.DECIDE_RATING: _decided},
    icons={Verb.CONTEST_RATING: "scale", Verb.DECIDE_RATING: "gavel"},
    narrow=_narrow,
    template="kit/panel_ratings.html",
    panel=_panel,
    owes=_owes,
)
