"""Forms of supervision on the ticket page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor
from hotline.watch.supervision import queries as supervision
from hotline.watch.supervision.words import OPEN, OrderState
from hotline.web.kit import names, orders
from hotline.web.kit.doors import now

from .forms import DeedForm

STATES = {
    Verb.SUPERVISION_RECEIPT: (OrderState.TO_SIGN,),
    Verb.SUPERVISION_FEEDBACK: (OrderState.WORKING, OrderState.TO_JUDGE),
    Verb.JUDGE_SUPERVISION: OPEN,
}


def fitting(ticket_id: int, verb: Verb, by: Actor) -> list[Any]:
    """The ticket's orders to which the reader may do the verb now."""
    found = [each for each in supervision.of_ticket(ticket_id, by) if each.state in STATES[verb]]
    whose = "centre_id" if verb is Verb.JUDGE_SUPERVISION else "target_id"
    return [each for each in found if supervision.speaks_for(getattr(each, whose), verb, by)]


class SuperviseForm(orders.OrderFields, DeedForm):
    """An order about this ticket."""

    def prepare(self) -> None:
        """Whom the reader may order, and how."""
        self.offer(supervision.targets(self.whole.ticket, self.whole.units, self.by, now()), self.by)


class OrderForm(DeedForm):
    """Which of the ticket's orders is meant."""

    verb: Verb
    order = forms.TypedChoiceField(label=_("督办单"), coerce=int)

    def prepare(self) -> None:
        """Those that fit; a single one is chosen already."""
        found = fitting(self.whole.ticket.pk, self.verb, self.by)
        field = self.fields["order"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(each.pk, f"{each.number} · {names.unit(each.target_id)}") for each in found]


class ReceiptForm(OrderForm):
    """An order is signed for."""

    verb = Verb.SUPERVISION_RECEIPT


class FeedbackForm(OrderForm, orders.ReportFields):
    """What was done about an order."""

    verb = Verb.SUPERVISION_FEEDBACK
    field_order = ("order", "text")


class JudgeForm(OrderForm, orders.JudgeFields):
    """What the centre makes of it."""

    verb = Verb.JUDGE_SUPERVISION
    field_order = ("order", "verdict", "opinion", "due_at")

    def prepare(self) -> None:
        """Orders and verdicts."""
        super().prepare()
        self.offer()
