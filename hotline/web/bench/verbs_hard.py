"""What each button does on the benches of the hard cases."""

from __future__ import annotations

from django.utils.translation import gettext

from hotline.flow.delays import actions as extensions
from hotline.flow.delays import suspensions
from hotline.flow.disputes import actions as returns
from hotline.flow.disputes import arbitration
from hotline.flow.disputes.words import Meeting, Ruling
from hotline.flow.followup import contests
from hotline.flow.intake import overrides
from hotline.flow.tickets.words import Verb
from hotline.web.kit import names

from . import forms_hard as forms
from .deed import Deed, on
from .seats import Seat
from .words import Bench


def _grant(here: Seat, number: str, form: forms.GrantReturnForm) -> str:
    said = form.cleaned_data
    returns.grant(
        number,
        said["opinion"],
        by=here.by,
        at=here.at,
        assignment_id=said["assignment"],
        is_wrong_dispatch=said["is_wrong_dispatch"],
        seen=said["seen"],
    )
    return gettext("已同意工单 {number} 的退单。").format(number=number)


def _deny(here: Seat, number: str, form: forms.DenyReturnForm) -> str:
    said = form.cleaned_data
    on_ = said["assignment"]
    returns.deny(number, said["opinion"], by=here.by, at=here.at, assignment_id=on_, seen=said["seen"])
    return gettext("已驳回工单 {number} 的退单，由该单位承办。").format(number=number)


def _meet(here: Seat, number: str, form: forms.MeetingForm) -> str:
    said = form.cleaned_data
    meeting = Meeting(tuple(said["panel"]), said["meets_on"])
    arbitration.open_arbitration(number, said["why"], meeting, by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 已提请会商。").format(number=number)


def _first(here: Seat, number: str, form: forms.HandleFirstForm) -> str:
    said = form.cleaned_data
    arbitration.handle_first(number, said["first"], said["why"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 已交{unit}先行处置。").format(number=number, unit=names.unit(said["first"]))


def _arbitrate(here: Seat, number: str, form: forms.ArbitrateForm) -> str:
    said = form.cleaned_data
    ruling = Ruling(said["minutes"], said["ground"], said["liable"], said["handle_first"])
    arbitration.arbitrate(number, ruling, by=here.by, at=here.at, seen=said["seen"])
    unit = names.unit(said["handle_first"] or said["liable"])
    return gettext("工单 {number} 的裁定已记录，已派给{unit}。").format(number=number, unit=unit)


def _settle(here: Seat, number: str, form: forms.SettleForm) -> str:
    said = form.cleaned_data
    arbitration.settle(number, said["unit"], said["ground"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 已认定责任单位：{unit}。").format(number=number, unit=names.unit(said["unit"]))


def _extend(here: Seat, number: str, form: forms.GrantExtensionForm) -> str:
    said = form.cleaned_data
    extensions.grant_days(number, said["extension"], said["days"], said["opinion"], by=here.by, at=here.at)
    return gettext("已批准工单 {number} 的延期。").format(number=number)


def _not_extend(here: Seat, number: str, form: forms.DenyExtensionForm) -> str:
    said = form.cleaned_data
    extensions.deny_extension(number, said["extension"], said["opinion"], by=here.by, at=here.at)
    return gettext("没有批准工单 {number} 的延期，期限不变。").format(number=number)


def _resume(here: Seat, number: str, form: forms.WhyForm) -> str:
    suspensions.resume(number, form.cleaned_data["why"], by=here.by, at=here.at)
    return gettext("工单 {number} 已恢复办理。").format(number=number)


def _review(here: Seat, number: str, form: forms.WhyForm) -> str:
    suspensions.review_suspension(number, form.cleaned_data["why"], by=here.by, at=here.at)
    return gettext("工单 {number} 已复核，继续挂起。").format(number=number)


def _override(here: Seat, number: str, form: forms.OpinionForm) -> str:
    said = form.cleaned_data
    overrides.override_refusal(number, said["opinion"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 破例受理，转待派单。").format(number=number)


def _decline(here: Seat, number: str, form: forms.DeclineForm) -> str:
    said = form.cleaned_data
    overrides.decline_override(number, said["opinion"], by=here.by, at=here.at, seen=said["seen"])
    return gettext("工单 {number} 维持不予受理。").format(number=number)


def _rating(here: Seat, number: str, form: forms.DecideRatingForm) -> str:
    said = form.cleaned_data
    contests.decide(number, said["verdict"], said["opinion"], by=here.by, at=here.at)
    return gettext("工单 {number} 的评价申诉已裁定。").format(number=number)


RETURNS, ARBITRATION, DISPATCH = Bench.RETURNS, Bench.ARBITRATION, Bench.DISPATCH
DEEDS: dict[str, Deed] = {
    "grant-return": Deed(on(RETURNS), forms.GrantReturnForm, (Verb.GRANT_RETURN,), _grant, icon="check"),
    "deny-return": Deed(on(RETURNS), forms.DenyReturnForm, (Verb.DENY_RETURN,), _deny, icon="gavel", key="b"),
    "arbitrate": Deed(on(ARBITRATION), forms.ArbitrateForm, (Verb.ARBITRATE,), _arbitrate, icon="gavel"),
    "settle": Deed(on(ARBITRATION), forms.SettleForm, (Verb.SETTLE,), _settle, icon="gavel"),
    "open-arbitration": Deed(
        on(RETURNS, DISPATCH), forms.MeetingForm, (Verb.OPEN_ARBITRATION,), _meet, icon="scale", key="p"
    ),
    "handle-first": Deed(
        on(RETURNS, ARBITRATION, DISPATCH),
        forms.HandleFirstForm,
        (Verb.HANDLE_FIRST,),
        _first,
        icon="shield",
        key="h",
    ),
    "grant-extension": Deed(
        on(Bench.EXTENSIONS), forms.GrantExtensionForm, (Verb.GRANT_EXTENSION,), _extend, icon="calendar-event"
    ),
    "deny-extension": Deed(
        on(Bench.EXTENSIONS), forms.DenyExtensionForm, (Verb.DENY_EXTENSION,), _not_extend, icon="x", key="b"
    ),
    "resume": Deed(on(Bench.SUSPENDED), forms.WhyForm, (Verb.RESUME,), _resume, icon="player-play"),
    "review-suspension": Deed(
        on(Bench.SUSPENDED), forms.WhyForm, (Verb.REVIEW_SUSPENSION,), _review, icon="calendar", key="b"
    ),
    "override-refusal": Deed(
        on(Bench.OVERRIDES), forms.OpinionForm, (Verb.OVERRIDE_REFUSAL,), _override, icon="lock-open"
    ),
    "decide-rating": Deed(on(Bench.RATINGS), forms.DecideRatingForm, (Verb.DECIDE_RATING,), _rating, icon="gavel"),
    "decline-override": Deed(
        on(Bench.OVERRIDES), forms.DeclineForm, (Verb.DECLINE_OVERRIDE,), _decline, icon="circle-x", key="b"
    ),
}
