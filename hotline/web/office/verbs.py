"""What each button of the office does: the form it reads, the verb it uses, and the sentence that tells it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult
from hotline.flow.tickets.words import Verb
from hotline.web.kit import names, proofs

from . import forms
from .places import Place


@dataclass(frozen=True, slots=True)
class Doing:
    """One button pressed for one assignment."""

    here: Place
    number: str
    assignment: int

    @property
    def who(self) -> dict[str, Any]:
        """By whom and when."""
        return {"by": self.here.by, "at": self.here.at}


@dataclass(frozen=True, slots=True)
class Deed:
    """One button; ``ends`` leads back to the inbox."""

    form: type[forms.DeedForm]
    verb: Verb
    run: Callable[[Doing, Any], None]
    told: Callable[[Any], str]
    ends: bool = False


def _sign(doing: Doing, form: forms.SignForm) -> None:
    handling.sign(doing.number, doing.assignment, **doing.who)


def _contact(doing: Doing, form: forms.ContactForm) -> None:
    said = form.cleaned_data
    handling.contact(doing.number, doing.assignment, ContactResult(said["result"]), said["note"], **doing.who)


def _send_down(doing: Doing, form: forms.SendForm) -> None:
    said = form.cleaned_data
    handling.send_down(doing.number, doing.assignment, said["unit"], said["note"], **doing.who)


def _add_joint(doing: Doing, form: forms.SendForm) -> None:
    said = form.cleaned_data
    handling.add_joint(doing.number, doing.assignment, said["unit"], said["note"], **doing.who)


def _withdraw(doing: Doing, form: forms.WithdrawForm) -> None:
    said = form.cleaned_data
    handling.withdraw(doing.number, doing.assignment, said["child"], said["why"], **doing.who)


def _reply(doing: Doing, form: forms.ReplyForm) -> None:
    proofs.keep(doing.number, form.proofs(), **doing.who)
    handling.reply(doing.number, doing.assignment, form.new_reply(), **doing.who)


def _sent_to(form: Any) -> str:
    return names.unit(form.cleaned_data["unit"])


DEEDS: dict[str, Deed] = {
    "sign": Deed(forms.SignForm, Verb.SIGN, _sign, lambda form: gettext("已签收，请在时限内联系诉求人。")),
    "contact": Deed(forms.ContactForm, Verb.CONTACT, _contact, lambda form: gettext("联系情况已记录。")),
    "send-down": Deed(
        forms.SendForm, Verb.SEND_DOWN, _send_down, lambda form: gettext("已转派{unit}。").format(unit=_sent_to(form))
    ),
    "add-joint": Deed(
        forms.SendForm, Verb.ADD_JOINT, _add_joint, lambda form: gettext("已请{unit}协办。").format(unit=_sent_to(form))
    ),
    "withdraw": Deed(forms.WithdrawForm, Verb.WITHDRAW, _withdraw, lambda form: gettext("已撤回转派。")),
    "reply": Deed(forms.ReplyForm, Verb.REPLY, _reply, lambda form: gettext("答复已提交。"), ends=True),
}
