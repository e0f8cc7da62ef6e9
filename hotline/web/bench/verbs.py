"""What each button of a bench does: the form it reads, the verbs it uses, and the sentence that tells it was done."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.followup import actions as followups
from hotline.flow.followup.words import Result
from hotline.flow.groups import actions as groups
from hotline.flow.handling import actions as handling
from hotline.flow.intake import actions as intake
from hotline.flow.intake import overrides
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.words import Verb
from hotline.web.kit import names

from . import forms, verbs_hard
from .deed import Deed, on
from .seats import Seat
from .words import Bench


def _accept(here: Seat, number: str, form: forms.AmendForm) -> str:
    with transaction.atomic():
        seen = _corrected(here, number, form)
        intake.accept(number, by=here.by, at=here.at, seen=seen)
    return gettext("工单 {number} 审核通过，转待派单。").format(number=number)


def _amend(here: Seat, number: str, form: forms.AmendForm) -> str:
    tickets.amend(number, by=here.by, at=here.at, changes=form.changes(), seen=form.cleaned_data["seen"])
    return gettext("工单 {number} 已更正，派单建议随之更新。").format(number=number)


def _corrected(here: Seat, number: str, form: forms.AmendForm) -> int | None:
    """Amend where something was changed; the count of moves the next step must see."""
    seen: int | None = form.cleaned_data["seen"]
    if set(form.changed_data) <= {"seen"}:
        return seen
    ticket = tickets.amend(number, by=here.by, at=here.at, changes=form.changes(), seen=seen)
    return ticket.moves


def _send_back(here: Seat, number: str, form: forms.SendBackForm) -> str:
    said = form.cleaned_data
    intake.send_back(number, said["reason"], said["missing"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 已退回话务员补充。").format(number=number)


def _refuse(here: Seat, number: str, form: forms.RefuseForm) -> str:
    said = form.cleaned_data
    intake.refuse(number, said["reason"], said["advice"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 不予受理，已归档并告知去向。").format(number=number)


def _merge(here: Seat, number: str, form: forms.MergeForm) -> str:
    said = form.cleaned_data
    groups.merge(number, form.number, said["why"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 已并入主单 {main}。").format(number=number, main=form.number)


def _dispatch(here: Seat, number: str, form: forms.DispatchForm) -> str:
    said = form.cleaned_data
    dispatching.dispatch(
        number,
        said["lead_id"],
        by=here.by,
        at=here.at,
        joint=said["joint_ids"],
        note=said["note"],
        why=said["why"],
        seen=said["seen"],
    )
    return gettext("工单 {number} 已派给{unit}。").format(number=number, unit=names.unit(said["lead_id"]))


def _recall(here: Seat, number: str, form: forms.ReasonForm) -> str:
    said = form.cleaned_data
    dispatching.recall(number, said["why"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 的派单已撤回，转待派单。").format(number=number)


def _pass(here: Seat, number: str, form: forms.PassForm) -> str:
    said = form.cleaned_data
    shown = {"publish": said["publish"], "public_title": said["public_title"]}
    handling.pass_reply(number, said["note"], by=here.by, at=here.at, seen=said["seen"], **shown)
    return gettext("工单 {number} 的答复审核通过，转待回访。").format(number=number)


def _reject(here: Seat, number: str, form: forms.RejectForm) -> str:
    said = form.cleaned_data
    handling.reject_reply(number, said["reason"], said["note"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 的答复已退回承办单位。").format(number=number)


def _follow_up(here: Seat, number: str, form: forms.FollowUpForm) -> str:
    result = followups.follow_up(number, form.visit(), by=here.by, at=here.at, seen=form.cleaned_data["seen"])
    return {
        Result.CLOSED: gettext("工单 {number} 回访完成，已归档。"),
        Result.REWORK: gettext("工单 {number} 已退回承办单位重办。"),
        Result.AGAIN: gettext("工单 {number} 这次没有联系上，留待再次回访。"),
        Result.UNREACHED: gettext("工单 {number} 多次没有联系上，按“未联系上”归档。"),
    }[result].format(number=number)


def _reopen(here: Seat, number: str, form: forms.ReasonForm) -> str:
    said = form.cleaned_data
    followups.reopen(number, said["why"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 已重启。").format(number=number)


def _override(here: Seat, number: str, form: forms.ReasonForm) -> str:
    overrides.propose_override(number, form.cleaned_data["why"], by=here.by, at=here.at)
    return gettext("工单 {number} 已提请破例受理，等待另一人审批。").format(number=number)


DEEDS: dict[str, Deed] = {
    "accept": Deed(on(Bench.REVIEW), forms.AmendForm, (Verb.ACCEPT,), _accept),
    "send-back": Deed(on(Bench.REVIEW), forms.SendBackForm, (Verb.SEND_BACK,), _send_back),
    "refuse": Deed(on(Bench.REVIEW), forms.RefuseForm, (Verb.REFUSE,), _refuse),
    "merge": Deed(on(Bench.REVIEW, Bench.DISPATCH), forms.MergeForm, (Verb.MERGE,), _merge),
    "amend": Deed(on(Bench.DISPATCH), forms.AmendForm, (Verb.AMEND,), _amend, ends=False),
    "dispatch": Deed(on(Bench.DISPATCH), forms.DispatchForm, (Verb.DISPATCH,), _dispatch),
    "recall": Deed(on(Bench.SENT), forms.ReasonForm, (Verb.RECALL,), _recall),
    "pass": Deed(on(Bench.REPLIES), forms.PassForm, (Verb.PASS_REPLY,), _pass),
    "reject": Deed(on(Bench.REPLIES), forms.RejectForm, (Verb.REJECT_REPLY,), _reject),
    "follow-up": Deed(on(Bench.FOLLOW_UP), forms.FollowUpForm, (Verb.FOLLOW_UP,), _follow_up),
    "reopen": Deed(on(Bench.TICKETS), forms.ReasonForm, (Verb.REOPEN,), _reopen, ends=False),
    "override": Deed(on(Bench.TICKETS), forms.ReasonForm, (Verb.PROPOSE_OVERRIDE,), _override, ends=False),
}
DEEDS |= verbs_hard.DEEDS
