"""Taking a refused matter after all, on the ticket's page: one proposes, another decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.intake import overrides
from hotline.flow.intake import queries as intake
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Verb
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.people.words import Actor

from . import traces
from .chapter import Chapter, Owed, decides
from .deed import Deed
from .forms import DeedForm, WhyForm, area


class OpinionForm(DeedForm):
    """What the approver says to it."""

    opinion = forms.CharField(label=_("审批意见"), widget=area(3), max_length=300, required=False)

    def prepare(self) -> None:
        """What was proposed, in words."""
        row = intake.override_asked(self.whole.ticket.pk)
        self.told = [gettext("{who} 提请破例受理：{why}").format(who=row.proposed_by, why=row.why)] if row else []


class DeclineForm(OpinionForm):
    """Why the refusal stands."""

    opinion = forms.CharField(label=_("不予破例的理由"), widget=area(3), max_length=300)


DEEDS: dict[Verb, Deed] = {
    Verb.PROPOSE_OVERRIDE: Deed(
        WhyForm,
        lambda d: overrides.propose_override(d.number, d.said["why"], **d.who),
        "lock-open",
        consequence=_("须由另一位有权人员审批后才能受理。"),
    ),
    Verb.OVERRIDE_REFUSAL: Deed(
        OpinionForm,
        lambda d: overrides.override_refusal(d.number, d.said["opinion"], seen=d.seen, **d.who),
        "lock-open",
        "alt+s",
        is_primary=True,
        consequence=_("工单重新打开，转入派单。"),
    ),
    Verb.DECLINE_OVERRIDE: Deed(
        DeclineForm, lambda d: overrides.decline_override(d.number, d.said["opinion"], seen=d.seen, **d.who), "circle-x"
    ),
}


def _all(whole: Whole) -> list[Any]:
    return traces.rows(whole, "overrides")


def _waiting(whole: Whole) -> Any:
    return next((row for row in _all(whole) if not row.verdict), None)


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    if not ways:
        return []
    row = _waiting(whole)
    if row is None:
        return [way for way in ways if way.verb is Verb.PROPOSE_OVERRIDE]
    is_own = row.proposer_id == by.person_id
    return [way for way in ways if way.verb is not Verb.PROPOSE_OVERRIDE and not is_own]


def _owes(whole: Whole, by: Actor) -> list[Owed]:
    if _waiting(whole) is None:
        return []
    return [decides(whole, by, gettext("审批破例受理"), ClockKind.OVERRIDE_REVIEW)]


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    rows = _all(whole)
    return {"rows": rows} if rows else None


CHAPTER = Chapter(
    deeds=DEEDS,
    tellers={
        Verb.PROPOSE_OVERRIDE: lambda facts: gettext("提请破例受理，等待审批"),
        Verb.OVERRIDE_REFUSAL: lambda facts: gettext("同意破例受理，转入派单"),
        Verb.DECLINE_OVERRIDE: lambda facts: gettext("不予破例，维持不予受理"),
    },
    icons={
        Verb.PROPOSE_OVERRIDE: "lock-open",
        Verb.OVERRIDE_REFUSAL: "lock-open",
        Verb.DECLINE_OVERRIDE: "circle-x",
    },
    narrow=_narrow,
    template="kit/panel_refusals.html",
    panel=_panel,
    owes=_owes,
)
