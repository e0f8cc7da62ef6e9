"""Supervision on the ticket page: an order is given, signed for, reported on, judged; the ticket is taken back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Mark, Verb
from hotline.ground.people.words import Actor
from hotline.watch.supervision import actions as supervising
from hotline.watch.supervision import queries as supervision
from hotline.watch.supervision.words import Grade, OrderState, Turn, Verdict
from hotline.web.kit import names, orders
from hotline.web.kit.doors import now

from . import traces
from .chapter import Chapter, Owed
from .deed import Deed, Doing
from .forms import WhyForm
from .forms_supervision import FeedbackForm, JudgeForm, ReceiptForm, SuperviseForm, fitting
from .telling import Facts, unit, word

BADGES = {Mark.SUPERVISED.value, Mark.KEY_SUPERVISED.value}


def _supervise(doing: Doing) -> None:
    supervising.supervise([doing.number], orders.order_of(doing.said, doing.by, doing.at), **doing.who)


def _judge(doing: Doing) -> None:
    supervising.judge(doing.said["order"], orders.judging_of(doing.said), **doing.who)


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    """Give an order where there is somebody to order; do the rest where an order of ours waits for it."""
    has_open = bool(BADGES & set(whole.ticket.marks))
    kept = []
    for way in ways:
        if way.verb is Verb.SUPERVISE:
            fits = bool(supervision.targets(whole.ticket, whole.units, by, now()))
        else:
            fits = way.verb is Verb.TAKE_BACK or (has_open and bool(fitting(whole.ticket.pk, way.verb, by)))
        kept += [way] * fits
    return kept


def _orders(whole: Whole, by: Actor) -> list[Any]:
    """The ticket's orders that the reader sees."""
    return traces.rows(whole, "orders", lambda: supervision.of_ticket(whole.ticket.pk, by))


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    found = _orders(whole, by)
    return {"orders": found, "number": whole.ticket.number} if found else None


def _owes(whole: Whole, by: Actor) -> list[Owed]:
    """Receipt, feedback or judgement of every open order the reader sees."""
    if not BADGES & set(whole.ticket.marks):
        return []
    mine = by.organisations()
    return [
        _owed(each, each.centre_id if each.turn is Turn.CENTRE else each.target_id, mine)
        for each in _orders(whole, by)
        if each.turn is not None
    ]


def _owed(order: Any, whose: int, mine: frozenset[int]) -> Owed:
    what = {
        OrderState.TO_SIGN: gettext("签收督办单"),
        OrderState.WORKING: gettext("反馈督办单"),
        OrderState.TO_JUDGE: gettext("对督办作结论"),
    }[order.state]
    due = order.sign_due_at if order.state is OrderState.TO_SIGN else order.due_at
    due, yellow = (None, None) if order.state is OrderState.TO_JUDGE else (due, min(due, order.yellow_at))
    return Owed(names.unit(whose), what, due, yellow, whose in mine)


def _told_supervise(facts: Facts) -> str:
    sentence = gettext("{centre}向{to}下达{grade}：{number}")
    return sentence.format(
        centre=names.unit(facts.get("centre")), grade=word(facts.get("grade"), Grade), **_order(facts)
    )


def _told_judge(facts: Facts) -> str:
    sentence = gettext("{centre}对{number}作出结论：{verdict}")
    verdict = word(facts.get("verdict"), Verdict)
    return sentence.format(centre=names.unit(facts.get("centre")), verdict=verdict, **_order(facts))


def _order(facts: Facts) -> dict[str, str]:
    return {"to": unit(facts, "to_unit"), "number": str(facts.get("order_number", ""))}


CHAPTER = Chapter(
    deeds={
        Verb.SUPERVISE: Deed(SuperviseForm, _supervise, "report", "alt+o"),
        Verb.SUPERVISION_RECEIPT: Deed(
            ReceiptForm, lambda d: supervising.sign(d.said["order"], **d.who), "inbox", is_primary=True
        ),
        Verb.SUPERVISION_FEEDBACK: Deed(
            FeedbackForm,
            lambda d: supervising.feed_back(d.said["order"], d.said["text"], **d.who),
            "message-dots",
            is_primary=True,
        ),
        Verb.JUDGE_SUPERVISION: Deed(JudgeForm, _judge, "scale", is_primary=True),
        Verb.TAKE_BACK: Deed(
            WhyForm,
            lambda d: dispatching.take_back(d.number, d.said["why"], seen=d.seen, **d.who),
            "arrow-back-up",
            consequence=_("所有承办单位及其下级将看不到这张工单，时限停止，工单回到待派单。"),
            is_grave=True,
        ),
    },
    tellers={
        Verb.SUPERVISE: _told_supervise,
        Verb.SUPERVISION_RECEIPT: lambda facts: gettext("{to}签收{number}").format(**_order(facts)),
        Verb.SUPERVISION_FEEDBACK: lambda facts: gettext("{to}反馈{number}的落实情况").format(**_order(facts)),
        Verb.JUDGE_SUPERVISION: _told_judge,
        Verb.TAKE_BACK: lambda facts: gettext("收回工单，重新派单"),
    },
    icons={
        Verb.SUPERVISE: "report",
        Verb.SUPERVISION_RECEIPT: "inbox",
        Verb.SUPERVISION_FEEDBACK: "message-dots",
        Verb.JUDGE_SUPERVISION: "scale",
        Verb.TAKE_BACK: "arrow-back-up",
    },
    grave=frozenset({Verb.SUPERVISE, Verb.TAKE_BACK}),
    narrow=_narrow,
    template="ticket/panel_supervision.html",
    panel=_panel,
    owes=_owes,
)
