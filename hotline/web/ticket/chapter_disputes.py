"""Disputes on the ticket's page: giving back, deciding that, arbitration, handling first, settling who is liable."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.disputes import actions as returns
from hotline.flow.disputes import arbitration
from hotline.flow.disputes import queries as disputes
from hotline.flow.disputes.words import Meeting, Objection, Ruling
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Verb
from hotline.ground.catalogue.words import ClockKind, ReasonPurpose
from hotline.ground.people.words import Actor
from hotline.web.kit import disputed, names, proofs
from hotline.web.kit.doors import now

from . import forms, telling, traces
from . import forms_disputes as asked
from .chapter import Chapter, Owed, decides
from .deed import Deed, Doing
from .telling import Facts


def _return(doing: Doing) -> None:
    said = doing.said
    with transaction.atomic():
        kept = proofs.keep(doing.number, said["proof"], **doing.who)
        files_ = (*said.get("shown", ()), *kept)
        objection = Objection(said["reason"], said["basis"], said["note"], said["suggested"], files_)
        returns.return_(doing.number, doing.assignment, objection, **doing.who)


def _grant(doing: Doing) -> None:
    said, on = doing.said, doing.way.assignment_id
    is_wrong = said["is_wrong_dispatch"]
    returns.grant(
        doing.number, said["opinion"], assignment_id=on, is_wrong_dispatch=is_wrong, seen=doing.seen, **doing.who
    )


def _deny(doing: Doing) -> None:
    returns.deny(
        doing.number, doing.said["opinion"], assignment_id=doing.way.assignment_id, seen=doing.seen, **doing.who
    )


def _open(doing: Doing) -> None:
    said = doing.said
    meeting = Meeting(tuple(said["panel"]), said["meets_on"])
    arbitration.open_arbitration(doing.number, said["why"], meeting, seen=doing.seen, **doing.who)


def _arbitrate(doing: Doing) -> None:
    said = doing.said
    ruling = Ruling(said["minutes"], said["ground"], said["liable"], said["handle_first"])
    arbitration.arbitrate(doing.number, ruling, seen=doing.seen, **doing.who)


DEEDS: dict[Verb, Deed] = {
    Verb.RETURN: Deed(
        asked.ReturnForm,
        _return,
        "arrow-back",
        consequence=_("退单须有职责依据；被驳回后本单位必须承办。"),
        is_grave=True,
    ),
    Verb.GRANT_RETURN: Deed(asked.GrantReturnForm, _grant, "check", "alt+s", is_primary=True),
    Verb.DENY_RETURN: Deed(asked.DenyReturnForm, _deny, "gavel", "alt+b"),
    Verb.ARBITRATE: Deed(asked.ArbitrateForm, _arbitrate, "gavel", "alt+s", is_primary=True),
    Verb.OPEN_ARBITRATION: Deed(
        asked.OpenArbitrationForm, _open, "scale", consequence=_("已派给各单位的派单将收回，等待会商裁定。")
    ),
    Verb.HANDLE_FIRST: Deed(
        asked.HandleFirstForm,
        lambda d: arbitration.handle_first(d.number, d.said["unit"], d.said["why"], seen=d.seen, **d.who),
        "shield",
    ),
    Verb.DISPUTE: Deed(
        forms.WhyForm, lambda d: arbitration.dispute(d.number, d.said["why"], seen=d.seen, **d.who), "scale"
    ),
    Verb.SETTLE: Deed(
        asked.SettleForm,
        lambda d: arbitration.settle(d.number, d.said["unit"], d.said["ground"], seen=d.seen, **d.who),
        "gavel",
    ),
}


def _returns(whole: Whole) -> list[Any]:
    return traces.rows(whole, "returns")


def _cases(whole: Whole) -> list[Any]:
    return traces.rows(whole, "cases")


def _pending(whole: Whole) -> frozenset[int]:
    """The open assignments whose return waits for its decision."""
    open_ = {each.assignment.pk for each in whole.branches if each.assignment.is_open}
    return frozenset(row.assignment_id for row in _returns(whole) if not row.verdict) & open_


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    if not ways:
        return []
    pending = _pending(whole)
    is_open = any(case.liable_at is None for case in _cases(whole))
    branches = {each.assignment.pk: each for each in whole.branches}
    lead = next((pk for pk in pending if branches[pk].assignment.role == "lead"), None)
    found = []
    for way in ways:
        if way.verb is Verb.RETURN:
            fits = disputes.may_return(whole.ticket, branches[way.assignment_id or 0].assignment, now())
        elif way.verb in (Verb.GRANT_RETURN, Verb.DENY_RETURN):
            fits = (way.assignment_id or lead) in pending
        else:
            fits = {Verb.DISPUTE: not is_open, Verb.SETTLE: is_open}.get(way.verb, True)
        if fits:
            found.append(way)
    return found


def _bars(whole: Whole, way: Possible) -> bool:
    """Whether a verb of the road must wait: nobody signs for what her unit gave back, until that is decided."""
    return way.verb is Verb.SIGN and way.assignment_id in _pending(whole)


def _owes(whole: Whole, by: Actor) -> list[Owed]:
    """The returns of joint units, which the state of the ticket does not tell."""
    pending = _pending(whole)
    joint = [each.assignment for each in whole.branches if each.assignment.pk in pending]
    said = gettext("审核{unit}的退单")
    return [
        decides(whole, by, said.format(unit=names.unit(each.unit_id)), ClockKind.RETURN_REVIEW, each.pk)
        for each in joint
        if each.role != "lead"
    ]


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    return disputed.panel(whole.ticket, by, _returns(whole), _cases(whole))


def _returned(facts: Facts) -> str:
    unit, reason = telling.unit(facts), telling.reason(facts, ReasonPurpose.RETURN)
    suggested = names.unit(facts.get("suggested"))
    if suggested:
        return gettext("{unit}申请退单：{reason}，建议由{suggested}办理").format(
            unit=unit, reason=reason, suggested=suggested
        )
    return gettext("{unit}申请退单：{reason}").format(unit=unit, reason=reason)


def _granted(facts: Facts) -> str:
    unit = telling.unit(facts, "of_unit")
    if facts.get("is_wrong_dispatch"):
        return gettext("同意{unit}退单，认定为错派").format(unit=unit)
    return gettext("同意{unit}退单").format(unit=unit)


def _opened(facts: Facts) -> str:
    members, on = disputed.members(facts.get("panel") or ()), _day(facts.get("meets_on"))
    if on:
        return gettext("提请会商，{day} 由{members}参加").format(day=on, members=members)
    return gettext("提请会商，由{members}参加").format(members=members)


def _day(said: Any) -> str:
    return f"{date.fromisoformat(said):%m-%d}" if isinstance(said, str) and said else ""


def _arbitrated(facts: Facts) -> str:
    liable, first = telling.unit(facts, "liable"), telling.unit(facts, "handle_first")
    if liable and first:
        return gettext("会商裁定：责任单位{liable}，由{first}先行处置").format(liable=liable, first=first)
    if liable:
        return gettext("会商裁定：责任单位{liable}").format(liable=liable)
    return gettext("会商裁定：由{first}先行处置，责任另行认定").format(first=first)


CHAPTER = Chapter(
    deeds=DEEDS,
    tellers={
        Verb.RETURN: _returned,
        Verb.GRANT_RETURN: _granted,
        Verb.DENY_RETURN: lambda facts: gettext("驳回{unit}退单，由其承办").format(unit=telling.unit(facts, "of_unit")),
        Verb.OPEN_ARBITRATION: _opened,
        Verb.DISPUTE: lambda facts: gettext("登记责任争议，办理不停"),
        Verb.HANDLE_FIRST: lambda facts: gettext("指定{unit}先行处置，责任另行认定").format(
            unit=telling.unit(facts, "handle_first")
        ),
        Verb.ARBITRATE: _arbitrated,
        Verb.SETTLE: lambda facts: gettext("认定责任单位：{unit}").format(unit=telling.unit(facts, "liable")),
    },
    icons={
        Verb.RETURN: "arrow-back",
        Verb.GRANT_RETURN: "check",
        Verb.DENY_RETURN: "gavel",
        Verb.OPEN_ARBITRATION: "scale",
        Verb.DISPUTE: "scale",
        Verb.HANDLE_FIRST: "shield",
        Verb.ARBITRATE: "gavel",
        Verb.SETTLE: "gavel",
    },
    grave=frozenset({Verb.RETURN, Verb.DENY_RETURN}),
    narrow=_narrow,
    bars=_bars,
    template="kit/panel_disputes.html",
    panel=_panel,
    owes=_owes,
)
