"""The journal of a ticket as sentences people read, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext, pgettext

from hotline.flow.followup.words import Result, Satisfied, Solved
from hotline.flow.handling.words import ContactResult, Outcome
from hotline.flow.tickets.words import Channel, Status, Verb
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.journal import words as journal
from hotline.ground.people.words import ActorKind
from hotline.web.kit import names
from hotline.web.kit.vocabulary import label

from .book import CHAPTERS
from .telling import Facts, language, reason, unit, word


class Happened(Protocol):
    """An event of the journal."""

    verb: str
    at: datetime
    by_id: int | None
    by_name: str
    by_kind: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: who did what, and what she said."""

    at: datetime
    who: str
    sentence: str
    said: str
    status: str
    icon: str
    tone: str


ICONS: dict[Verb, str] = {
    Verb.REGISTER: "phone-incoming",
    Verb.AMEND: "edit",
    Verb.ANSWER_DIRECTLY: "message-circle",
    Verb.REFUSE: "circle-x",
    Verb.SEND_BACK: "arrow-back-up",
    Verb.DISPATCH: "route",
    Verb.SIGN: "inbox",
    Verb.CONTACT: "phone-outgoing",
    Verb.SEND_DOWN: "corner-down-right",
    Verb.ADD_JOINT: "user-plus",
    Verb.REPLY: "message-dots",
    Verb.PASS_REPLY: "checks",
    Verb.REJECT_REPLY: "arrow-back-up",
    Verb.FOLLOW_UP: "phone-call",
    Verb.REWORK: "refresh",
    Verb.REOPEN: "lock-open",
    Verb.CLOSE: "archive",
    Verb.URGE: "bolt",
    Verb.JOIN_CONTACT: "phone-incoming",
    Verb.ADD_NOTE: "note",
    Verb.ATTACH: "paperclip",
    Verb.UNPUBLISH: "eye-off",
}
GRAVE: frozenset[Verb] = frozenset(
    {Verb.REFUSE, Verb.REJECT_REPLY, Verb.REWORK, Verb.URGE, Verb.SEND_BACK, Verb.RECALL}
)
for _chapter in CHAPTERS:
    ICONS |= _chapter.icons
    GRAVE |= _chapter.grave
LONGEST = 600


def lines(events: list[Any], *, hides_people: bool = False) -> list[Line]:
    """Events of a ticket as lines, in their order; what a hidden caller said in a later call is left out."""
    told = [line(event) for event in events]
    if hides_people:
        pairs = zip(told, events, strict=True)
        told = [replace(each, said="") if event.verb == Verb.JOIN_CONTACT else each for each, event in pairs]
    return told


def line(event: Happened) -> Line:
    """One event as a line."""
    verb = Verb(event.verb) if event.verb in set(Verb) else None
    facts = event.facts
    tell = TELLERS.get(verb) if verb else None
    sentence = tell(facts) if tell else label(event.verb, "verb", language())
    if facts.get("synthetic"):
        sentence = gettext("{sentence}（合成数据）").format(sentence=sentence)
    elif facts.get("imported"):
        sentence = gettext("{sentence}（历史数据）").format(sentence=sentence)
    return Line(
        event.at,
        who(event),
        sentence,
        _said(facts),
        str(facts.get("to", "")) if facts.get("to") in set(Status) else "",
        ICONS.get(verb, "point") if verb else "point",
        "grave" if verb in GRAVE else "",
    )


def who(event: Happened) -> str:
    """The name of whoever did it; the platform and the citizen have a word in each language."""
    kind = journal.kind_of(event)
    if kind is ActorKind.CITIZEN:
        return pgettext("行为人", "诉求人")
    return names.doer(event.by_name) if kind is ActorKind.SYSTEM else event.by_name  # an import says its own name


def _said(facts: Facts) -> str:
    """What the person wrote while doing it."""
    for name in ("note", "words", "why", "new_facts", "missing", "advice"):
        if facts.get(name):
            return str(facts[name])[:LONGEST]
    return str((facts.get("explanation") or {}).get("why") or "")[:LONGEST]


def _register(facts: Facts) -> str:
    return gettext("登记受理，来自{channel}").format(channel=word(facts.get("channel"), Channel))


FIELDS: dict[str, Callable[[], str]] = {
    "kind": lambda: gettext("类型"),
    "category_id": lambda: gettext("分类"),
    "region_id": lambda: gettext("区域"),
    "urgency": lambda: gettext("紧急程度"),
    "is_confidential": lambda: gettext("保密"),
    "is_sensitive": lambda: gettext("敏感"),
    "title": lambda: gettext("标题"),
    "text": lambda: gettext("内容"),
    "wish": lambda: gettext("诉求"),
    "place": lambda: gettext("地点"),
}


def _amend(facts: Facts) -> str:
    changed = [FIELDS[name]() for name in facts.get("after", {}) if name in FIELDS]
    return gettext("修改了登记：{fields}").format(fields=gettext("、").join(changed) or "—")


def _dispatch(facts: Facts) -> str:
    joint = [names.unit(each) for each in facts.get("joint", [])]
    lead = names.unit(facts.get("lead")) or facts.get("lead_name", "")
    if joint:
        return gettext("派给{lead}主办，{joint}协办").format(lead=lead, joint=gettext("、").join(joint))
    return gettext("派给{lead}主办").format(lead=lead)


def _follow_up(facts: Facts) -> str:
    if not facts.get("contacted"):
        again = facts.get("result") == Result.AGAIN
        return gettext("回访未联系上，将再次回访") if again else gettext("多次回访未联系上")
    solved, satisfied = word(facts.get("solved"), Solved), word(facts.get("satisfied"), Satisfied)
    spoken = gettext("回访：{solved}，{satisfied}").format(solved=solved, satisfied=satisfied)
    cause = reason(facts, ReasonPurpose.DISSATISFACTION, "cause")
    return gettext("{spoken}（原因：{cause}）").format(spoken=spoken, cause=cause) if cause else spoken


def _reply(facts: Facts) -> str:
    outcome = word(facts.get("outcome"), Outcome)
    if not outcome:
        return gettext("{unit}办结回复").format(unit=unit(facts))
    return gettext("{unit}办结回复：{outcome}").format(unit=unit(facts), outcome=outcome)


def _rework(facts: Facts) -> str:
    return gettext("退回{unit}重办，第 {round} 轮").format(
        unit=names.unit(facts.get("lead")), round=facts.get("round", "")
    )


ROAD: dict[Verb, Callable[[Facts], str]] = {
    Verb.REGISTER: _register,
    Verb.AMEND: _amend,
    Verb.ANSWER_DIRECTLY: lambda facts: gettext("直接答复，引用知识 {count} 条").format(
        count=len(facts.get("entries", []))
    ),
    Verb.PROPOSE_REFUSAL: lambda facts: gettext("提请不予受理：{reason}").format(
        reason=reason(facts, ReasonPurpose.REFUSE)
    ),
    Verb.REFUSE: lambda facts: gettext("不予受理：{reason}").format(reason=reason(facts, ReasonPurpose.REFUSE)),
    Verb.TRANSFER: lambda facts: gettext("转接：{target}").format(
        target=reason(facts, ReasonPurpose.TRANSFER, "target")
    ),
    Verb.SUBMIT: lambda facts: gettext("已提交审核"),
    Verb.SEND_BACK: lambda facts: gettext("退回补充：{reason}").format(reason=reason(facts, ReasonPurpose.SUPPLEMENT)),
    Verb.ACCEPT: lambda facts: gettext("审核通过，等待派单"),
    Verb.DISPATCH: _dispatch,
    Verb.RECALL: lambda facts: gettext("撤回派单，重新派单"),
    Verb.SIGN: lambda facts: gettext("{unit}签收").format(unit=unit(facts)),
    Verb.CONTACT: lambda facts: gettext("{unit}联系诉求人：{result}").format(
        unit=unit(facts), result=word(facts.get("result"), ContactResult)
    ),
    Verb.SEND_DOWN: lambda facts: gettext("{unit}转派给{to}").format(unit=unit(facts), to=unit(facts, "to_unit")),
    Verb.ADD_JOINT: lambda facts: gettext("{unit}请{to}协办").format(unit=unit(facts), to=unit(facts, "to_unit")),
    Verb.WITHDRAW: lambda facts: gettext("{unit}撤回对{to}的转派").format(unit=unit(facts), to=unit(facts, "to_unit")),
    Verb.REPLY: _reply,
    Verb.PASS_REPLY: lambda facts: gettext("办结审核通过，等待回访"),
    Verb.REJECT_REPLY: lambda facts: gettext("答复退回重答：{reason}").format(
        reason=reason(facts, ReasonPurpose.REJECT_REPLY) or "—"
    ),
    Verb.FOLLOW_UP: _follow_up,
    Verb.REWORK: _rework,
    Verb.CLOSE: lambda facts: gettext("诉求人不用回访，直接归档") if facts.get("wish") == "none" else gettext("归档"),
    Verb.REOPEN: lambda facts: gettext("因新情况重启"),
    Verb.URGE: lambda facts: gettext("催办"),
    Verb.JOIN_CONTACT: lambda facts: gettext("又有来电并入，来自{channel}").format(
        channel=word(facts.get("channel"), Channel)
    ),
    Verb.ADD_NOTE: lambda facts: gettext("添加备注"),
    Verb.ATTACH: lambda facts: gettext("上传附件"),
    Verb.UNPUBLISH: lambda facts: gettext("从门户撤下公开的答复"),
}
TELLERS = ROAD | {verb: tell for chapter in CHAPTERS for verb, tell in chapter.tellers.items()}
