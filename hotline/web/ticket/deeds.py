"""Verbs on the ticket page: which form each has, which key, and which action it calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.followup import actions as followups
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.flow.intake import actions as intake
from hotline.flow.intake import additions, corrections
from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor, Capability

from . import forms
from .book import CHAPTERS
from .deed import Deed, Doing


def _yes(value: Any) -> bool | None:
    return {"yes": True, "no": False}.get(str(value))


def _dispatch(doing: Doing) -> None:
    said = doing.said
    joint = list(dict.fromkeys(int(each) for each in said["joint"]))
    dispatching.dispatch(
        doing.number, said["lead"], joint=joint, note=said["note"], why=said["why"], seen=doing.seen, **doing.who
    )


def _reply(doing: Doing) -> None:
    said = doing.said
    new = NewReply(
        Outcome(said["outcome"]),
        said["internal_text"],
        said["public_text"],
        is_true=bool(_yes(said["is_true"])),
        is_in_duty=bool(_yes(said["is_in_duty"])),
        cause=said["cause"],
        may_publish=said["may_publish"],
    )
    handling.reply(doing.number, doing.assignment, new, **doing.who)


def _pass(doing: Doing) -> None:
    said = doing.said
    shown = {"publish": said["publish"], "public_title": said["public_title"]}
    handling.pass_reply(doing.number, said["note"], seen=doing.seen, **shown, **doing.who)


def _follow_up(doing: Doing) -> None:
    said = doing.said
    is_contacted = bool(_yes(said["is_contacted"]))
    visit = Visit(
        FollowUpChannel(said["channel"]),
        is_contacted,
        _yes(said["was_contacted_by_unit"]),
        Solved(said["solved"]) if is_contacted and said["solved"] else None,
        Satisfied(said["satisfied"]) if is_contacted and said["satisfied"] else None,
        said["cause"],
        said["note"],
        _yes(said["wants_rework"]),
    )
    followups.follow_up(doing.number, visit, seen=doing.seen, **doing.who)


def _attach(doing: Doing) -> None:
    file = doing.said["file"]
    additions.add_file(doing.number, file.read(), file.name, **doing.who)


def _amend(doing: Doing) -> None:
    corrections.amend(doing.number, doing.said, seen=doing.seen, **doing.who)


ROAD: dict[Verb, Deed] = {
    Verb.SUBMIT: Deed(
        forms.BareForm, lambda d: intake.submit(d.number, seen=d.seen, **d.who), "send", "alt+s", is_primary=True
    ),
    Verb.ACCEPT: Deed(
        forms.BareForm, lambda d: intake.accept(d.number, seen=d.seen, **d.who), "check", "alt+s", is_primary=True
    ),
    Verb.DISPATCH: Deed(forms.DispatchForm, _dispatch, "route", "alt+s", is_primary=True),
    Verb.SIGN: Deed(
        forms.BareForm, lambda d: handling.sign(d.number, d.assignment, **d.who), "inbox", "alt+s", is_primary=True
    ),
    Verb.REPLY: Deed(forms.ReplyForm, _reply, "message-dots", "alt+r", is_primary=True),
    Verb.CONTACT: Deed(
        forms.ContactForm,
        lambda d: handling.contact(d.number, d.assignment, ContactResult(d.said["result"]), d.said["note"], **d.who),
        "phone-outgoing",
        "alt+c",
    ),
    Verb.PASS_REPLY: Deed(
        forms.PassForm,
        _pass,
        "checks",
        "alt+s",
        is_primary=True,
    ),
    Verb.FOLLOW_UP: Deed(forms.FollowUpForm, _follow_up, "phone-call", "alt+s", is_primary=True),
    Verb.SEND_DOWN: Deed(
        forms.SendDownForm,
        lambda d: handling.send_down(d.number, d.assignment, d.said["unit"], d.said["note"], **d.who),
        "corner-down-right",
        "alt+d",
    ),
    Verb.ADD_JOINT: Deed(
        forms.SendForm,
        lambda d: handling.add_joint(d.number, d.assignment, d.said["unit"], d.said["note"], **d.who),
        "user-plus",
        "alt+j",
    ),
    Verb.WITHDRAW: Deed(
        forms.WithdrawForm,
        lambda d: handling.withdraw(d.number, d.assignment, d.said["child"], d.said["why"], **d.who),
        "arrow-back-up",
        consequence=_("被撤回的单位及其下级将看不到这张工单，它们的时限停止。"),
        is_grave=True,
    ),
    Verb.ANSWER_DIRECTLY: Deed(
        forms.AnswerForm,
        lambda d: intake.answer_directly(d.number, d.said["text"], d.said["entries"], **d.who),
        "message-circle",
        "alt+a",
        consequence=_("工单将直接归档，不再派单。"),
    ),
    Verb.AMEND: Deed(forms.AmendForm, _amend, "edit", "alt+e"),
    Verb.SEND_BACK: Deed(
        forms.SendBackForm,
        lambda d: intake.send_back(d.number, d.said["reason"], d.said["missing"], seen=d.seen, **d.who),
        "arrow-back-up",
        "alt+b",
    ),
    Verb.REJECT_REPLY: Deed(
        forms.RejectForm,
        lambda d: handling.reject_reply(d.number, d.said["reason"], d.said["note"], seen=d.seen, **d.who),
        "arrow-back-up",
        "alt+b",
    ),
    Verb.URGE: Deed(forms.UrgeForm, lambda d: dispatching.urge(d.number, d.said["note"], **d.who), "bolt", "alt+u"),
    Verb.ADD_NOTE: Deed(
        forms.NoteForm, lambda d: additions.add_note(d.number, d.said["note"], **d.who), "note", "alt+n"
    ),
    Verb.ATTACH: Deed(forms.AttachForm, _attach, "paperclip", "alt+f"),
    Verb.TRANSFER: Deed(
        forms.TransferForm,
        lambda d: intake.transfer(d.number, d.said["target"], d.said["note"], **d.who),
        "phone-outgoing",
        consequence=_("工单将按已转接归档。"),
    ),
    Verb.PROPOSE_REFUSAL: Deed(
        forms.RefuseForm,
        lambda d: intake.propose_refusal(d.number, d.said["reason"], d.said["advice"], **d.who),
        "circle-x",
    ),
    Verb.REFUSE: Deed(
        forms.RefuseForm,
        lambda d: intake.refuse(d.number, d.said["reason"], d.said["advice"], seen=d.seen, **d.who),
        "circle-x",
        consequence=_("工单将归档为不予受理，并告知诉求人理由和去处。"),
        is_grave=True,
    ),
    Verb.UNPUBLISH: Deed(
        forms.WhyForm,
        lambda d: tickets.unpublish(d.number, d.said["why"], seen=d.seen, **d.who),
        "eye-off",
        consequence=_("门户上不再显示这条答复；工单里的答复不变。"),
        is_grave=True,
    ),
    Verb.RECALL: Deed(
        forms.WhyForm,
        lambda d: dispatching.recall(d.number, d.said["why"], seen=d.seen, **d.who),
        "arrow-back-up",
        consequence=_("所有承办单位将看不到这张工单，工单回到待派单。"),
        is_grave=True,
    ),
    Verb.REWORK: Deed(
        forms.WhyForm,
        lambda d: followups.rework(d.number, d.said["why"], **d.who),
        "refresh",
        consequence=_("工单退回主办单位重新办理，时限重新计算。"),
    ),
    Verb.REOPEN: Deed(
        forms.ReopenForm,
        lambda d: followups.reopen(d.number, d.said["new_facts"], seen=d.seen, **d.who),
        "lock-open",
        consequence=_("已归档的工单将重新办理，时限重新计算。"),
    ),
}

DEEDS: dict[Verb, Deed] = ROAD | {verb: deed for chapter in CHAPTERS for verb, deed in chapter.deeds.items()}
"""Every verb the page can do: the road's own, then what the chapters add."""


@dataclass(frozen=True, slots=True)
class Button:
    """One verb in the strip at the bottom of the page."""

    verb: Verb
    deed: Deed
    way: Possible
    is_primary: bool
    key: str
    names_unit: bool
    is_first_grave: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether it is done at once, without asking anything."""
        return self.deed.form is forms.BareForm

    @property
    def is_grave(self) -> bool:
        """Whether it stands apart and is confirmed."""
        return self.deed.is_grave


def _leads(whole: Whole, way: Possible, by: Actor) -> bool:
    """Whether the verb is the main one: what is owed next. A unit speaks with the citizen before it replies.

    A leader opens a ticket to instruct on it: on her phone that stands first.
    """
    if way.verb is Verb.INSTRUCT:
        return by.holds(Capability.LEAD_AREA)
    if way.verb in (Verb.CONTACT, Verb.REPLY):
        mine = next(each.assignment for each in whole.branches if each.assignment.pk == way.assignment_id)
        return (mine.contacted_at is None) == (way.verb is Verb.CONTACT)
    return DEEDS[way.verb].is_primary


def ways_of(whole: Whole, by: Actor) -> list[Possible]:
    """The ways the page offers: the road's as the table of moves has them, a chapter's as the chapter narrows them."""
    road = (way for way in whole.possible if way.verb in ROAD)
    offered = [way for way in road if not any(chapter.bars(whole, way) for chapter in CHAPTERS)]
    for chapter in CHAPTERS:
        hers = [way for way in whole.possible if way.verb in chapter.deeds]
        offered += chapter.narrow(whole, by, hers)
    return offered


def buttons(whole: Whole, by: Actor) -> list[Button]:
    """The verbs the reader may do now: the main one first, the grave ones last, one key each."""
    ways = ways_of(whole, by)
    order = {verb: place for place, verb in enumerate(DEEDS)}
    ways.sort(key=lambda way: (DEEDS[way.verb].is_grave, order[way.verb]))
    several = {verb for verb in order if sum(way.verb is verb for way in ways) > 1}
    taken: set[str] = set()
    found: list[Button] = []
    for way in ways:
        deed = DEEDS[way.verb]
        is_primary = _leads(whole, way, by) and not any(button.is_primary for button in found)
        key = deed.key if deed.key not in taken else ""
        taken.add(key)
        is_first = deed.is_grave and not any(button.is_grave for button in found)
        found.append(Button(way.verb, deed, way, is_primary, key, way.verb in several, is_first))
    return sorted(found, key=lambda button: not button.is_primary)
