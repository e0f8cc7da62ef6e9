"""How far a matter has come, in plain words: what a citizen asks herself, not what the house calls it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from hotline.flow.callers import queries as callers
from hotline.flow.followup import queries as followups
from hotline.flow.followup.words import Satisfied, Solved
from hotline.flow.groups import queries as groups
from hotline.flow.handling import queries as handling
from hotline.flow.intake import outcomes
from hotline.flow.tickets import leaving
from hotline.flow.tickets.citizens import Event, Own
from hotline.flow.tickets.words import Closing, Status, Verb
from hotline.web.kit import names

from .forms import language
from .words import Stage

STAGES = {
    Status.REGISTERED: Stage.RECEIVED,
    Status.IN_REVIEW: Stage.RECEIVED,
    Status.SUPPLEMENT: Stage.RECEIVED,
    Status.TO_DISPATCH: Stage.RECEIVED,
    Status.TO_SIGN: Stage.HANDLING,
    Status.HANDLING: Stage.HANDLING,
    Status.REPLY_REVIEW: Stage.HANDLING,
    Status.MERGED: Stage.HANDLING,
    Status.RETURN_REVIEW: Stage.HANDLING,
    Status.ARBITRATION: Stage.HANDLING,
    Status.SUSPENDED: Stage.HANDLING,
    Status.FOLLOW_UP: Stage.ANSWERED,
    Status.CLOSED: Stage.FINISHED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what happened."""

    sentence: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the tracking page tells."""

    stage: Stage
    now: str
    answer: str
    lines: tuple[Line, ...]
    may_rate: bool
    may_attach: bool
    rating: str


def of(own: Own) -> Progress:
    """The progress of a ticket."""
    return Progress(
        STAGES[own.status],
        _now(own),
        answer(own),
        tuple(_lines(own)),
        own.status is Status.FOLLOW_UP,
        own.status is not Status.CLOSED,
        _rating(own),
    )


def answer(own: Own) -> str:
    """The answer to the citizen: of the unit, of the desk, or why the matter was not taken."""
    if own.closing is Closing.ANSWERED:
        return outcomes.direct_answer(own.id)
    if own.closing is Closing.REFUSED:
        return outcomes.refusal_advice(own.id)
    if own.closing is Closing.FINAL:
        return callers.told(own.id)
    if STAGES[own.status] not in (Stage.ANSWERED, Stage.FINISHED):
        return ""
    reply, main = handling.public_reply(own.id), groups.answered_by(own.id)
    if main == own.id:
        return reply.public_text if reply else ""
    [said] = leaving.said(main, reply.public_text if reply else outcomes.direct_answer(main))
    return said


def _now(own: Own) -> str:
    unit = names.unit(own.lead_unit_id) if own.lead_unit_id else ""
    if own.status is Status.CLOSED:
        return _ended(own.closing)
    return {
        Status.REGISTERED: gettext("您的诉求已收到，正在核实。"),
        Status.IN_REVIEW: gettext("您的诉求已收到，正在核实。"),
        Status.SUPPLEMENT: gettext("还需要一些信息才能办理，话务员会与您联系，您也可以在下面补充。"),
        Status.TO_DISPATCH: gettext("已核实，正在确定由哪个单位办理。"),
        Status.TO_SIGN: gettext("已交给{unit}，等待接手。"),
        Status.HANDLING: gettext("{unit}正在办理。"),
        Status.REPLY_REVIEW: gettext("{unit}已提交办理结果，热线中心正在核对。"),
        Status.MERGED: gettext("同一问题已有多人反映，正在一并办理；有了结果会分别告诉每一位。"),
        Status.RETURN_REVIEW: gettext("正在核实由哪个单位办理。"),
        Status.ARBITRATION: gettext("几个单位的职责正在协商，确定后马上办理。"),
        Status.SUSPENDED: gettext("需要较长时间办理，热线中心会定期复核进展。"),
        Status.FOLLOW_UP: gettext("已有办理结果，请您评价。"),
    }[own.status].format(unit=unit)


def _ended(closing: Closing | None) -> str:
    return {
        Closing.ANSWERED: gettext("已直接答复。"),
        Closing.REFUSED: gettext("这件事不在热线受理范围内，请看下面的说明。"),
        Closing.TRANSFERRED: gettext("已转交专门的热线处理。"),
        Closing.FINAL: gettext("经多次办理，已依规终结，请看下面的说明；有新的事实或证据可以再次反映。"),
        Closing.UNREACHED: gettext("已办结。我们多次联系您未成功，如有新情况请再次来电或补充。"),
    }.get(closing or Closing.FOLLOWED_UP, gettext("已办结，感谢您的评价。"))


def _lines(own: Own) -> Iterator[Line]:
    for event in own.events:
        sentence = _sentence(event)
        if sentence:
            note = event.note if event.verb is Verb.ADD_NOTE else ""
            yield Line(sentence, event.at, note)


def _sentence(event: Event) -> str:
    """What a citizen reads of an event; empty for what is the house's own business."""
    unit = names.unit(event.unit_id) if event.unit_id else gettext("承办单位")
    if event.verb in (Verb.SIGN, Verb.REPLY) and event.to is None:
        return ""  # a helping unit's step
    if event.verb is Verb.ADD_NOTE and not event.is_by_citizen:
        return ""
    return {
        Verb.REGISTER: gettext("收到您的诉求"),
        Verb.DISPATCH: gettext("交由{unit}办理"),
        Verb.SIGN: gettext("{unit}已接手"),
        Verb.CONTACT: gettext("{unit}与您联系"),
        Verb.REPLY: gettext("{unit}提交办理结果"),
        Verb.PASS_REPLY: gettext("办理结果已核对，请您评价"),
        Verb.MERGE: gettext("与他人反映的同一问题一并办理"),
        Verb.UNMERGE: gettext("改为单独办理"),
        Verb.FOLLOW_MAIN: gettext("一并办理已有结果，请您评价")
        if event.to is Status.FOLLOW_UP
        else gettext("改为单独办理"),
        Verb.REWORK: gettext("按您的意见退回重新办理"),
        Verb.REOPEN: gettext("因新的情况重新办理"),
        Verb.REFUSE: gettext("未予受理"),
        Verb.OVERRIDE_REFUSAL: gettext("决定予以受理"),
        Verb.TRANSFER: gettext("转交其他热线"),
        Verb.ANSWER_DIRECTLY: gettext("直接答复"),
        Verb.CLOSE: gettext("办结"),
        Verb.CONCLUDE: gettext("依规终结") if event.to is Status.CLOSED else "",
        Verb.ADD_NOTE: gettext("您补充了信息"),
    }.get(event.verb, "").format(unit=unit)


def _rating(own: Own) -> str:
    """What the citizen answered last, as one of two questions each."""
    visit = followups.visits(own.id).filter(is_contacted=True).first()
    if visit is None:
        return ""
    return f"{Solved(visit.solved).label(language())} · {Satisfied(visit.satisfied).label(language())}"
