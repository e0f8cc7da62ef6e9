"""What duplicates add to the ticket page: merging and linking, whose group it belongs to, what may be the same."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.groups import actions as groups
from hotline.flow.groups import following, queries
from hotline.flow.handling import queries as handling
from hotline.flow.intake import outcomes
from hotline.flow.tickets import leaving
from hotline.flow.tickets.possible import Possible
from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Mark, Status, Verb
from hotline.ground.people.words import Actor
from hotline.web.kit import names
from hotline.web.kit.doors import now

from . import forms, forms_groups, traces
from .chapter import Chapter, Owed
from .deed import Deed, Doing
from .telling import Facts


def _merge(doing: Doing) -> None:
    said = doing.said
    groups.merge(doing.number, said["main"].strip(), said["why"], seen=doing.seen, **doing.who)


def _link(doing: Doing) -> None:
    said = doing.said
    groups.link(doing.number, said["other"].strip(), said["why"], seen=doing.seen, **doing.who)


DEEDS = {
    Verb.MERGE: Deed(
        forms_groups.MergeForm,
        _merge,
        "git-merge",
        "alt+m",
        consequence=_("这张工单不再单独派单，随主单办理；主单有结果后按本单告知和回访诉求人。主单归档前可以撤销。"),
    ),
    Verb.FOLLOW_MAIN: Deed(
        forms.BareForm,
        lambda d: following.follow(d.number, seen=d.seen, **d.who),
        "arrow-forward-up",
        "alt+s",
        is_primary=True,
    ),
    Verb.LINK: Deed(forms_groups.LinkForm, _link, "link"),
    Verb.UNMERGE: Deed(
        forms.WhyForm,
        lambda d: groups.unmerge(d.number, d.said["why"], seen=d.seen, **d.who),
        "arrow-back-up",
        consequence=_("这张工单离开并单组，回到待派单，单独办理。"),
        is_grave=True,
    ),
}


def _narrow(whole: Whole, by: Actor, ways: list[Possible]) -> list[Possible]:
    """A main is not merged; only what lies under an open main leaves it, only what has a result to tell follows."""
    offered = {Verb.LINK}
    if all(way.verb in offered for way in ways):
        return ways
    own = _own(whole)
    if own is None:
        if not traces.lies(whole, "members"):
            offered.add(Verb.MERGE)
    else:
        if own.main.status != Status.CLOSED:
            offered.add(Verb.UNMERGE)
        if queries.is_answered(own.main):
            offered.add(Verb.FOLLOW_MAIN)
    return [way for way in ways if way.verb in offered]


def _own(whole: Whole) -> Any:
    """Under which main the ticket lies, if under any."""
    if not traces.lies(whole, "membership"):
        return None
    return whole.once("membership", lambda: queries.membership(whole.ticket.pk))


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    ticket = whole.ticket
    own = _own(whole)
    is_in_one = own is not None or Mark.MAIN in ticket.marks
    group = queries.group(ticket, by, own) if is_in_one else None
    likely = queries.suggestions(ticket, by, at=now()) if group is None and whole.may(Verb.MERGE) else []
    linked = queries.links(ticket.pk, by) if traces.lies(whole, "links") else []
    if group is None and not likely and not linked:
        return None
    return {"group": group, "own": own, "answer": _answer(ticket.pk) if own else "", "likely": likely, "linked": linked}


def _answer(ticket_id: int) -> str:
    """What the main answered, as the citizen of the ticket reads it; empty where it has an answer of its own."""
    main = queries.answered_by(ticket_id)
    if main == ticket_id:
        return ""
    reply = handling.public_reply(ticket_id)
    [said] = leaving.said(main, reply.public_text if reply else outcomes.direct_answer(main))
    return said


def _owes(whole: Whole, by: Actor) -> list[Owed]:
    ticket = whole.ticket
    if ticket.status != Status.MERGED:
        return []
    running = next((clock for clock in whole.clocks if clock.stopped_at is None), None)
    is_mine = ticket.centre_id in by.organisations()
    due, yellow = (running.due_at, running.yellow_at) if running else (None, None)
    return [Owed(names.unit(ticket.centre_id), gettext("等待主单的结果"), due, yellow, is_mine)]


def _size(facts: Facts) -> str:
    return gettext("现有 {tickets} 张工单、{people} 位诉求人").format(
        tickets=facts.get("tickets", ""), people=facts.get("people", "")
    )


def _told_link(facts: Facts) -> str:
    if "merged" in facts:
        return gettext("并入一张重复工单，{size}").format(size=_size(facts))
    if "unmerged" in facts:
        return gettext("一张工单离开并单组，{size}").format(size=_size(facts))
    if "new_main" in facts:
        return gettext("并单组改换主单")
    return gettext("与另一张工单关联")


def _told_unmerge(facts: Facts) -> str:
    return gettext("改为并单组的主单") if facts.get("is_main") else gettext("撤销并单，单独办理")


def _told_follow(facts: Facts) -> str:
    if facts.get("to") == Status.TO_DISPATCH:
        return gettext("主单未予受理或已转接，改为单独办理")
    return gettext("主单已有结果，随主单转回访")


CHAPTER = Chapter(
    deeds=DEEDS,
    tellers={
        Verb.MERGE: lambda facts: gettext("并入主单，一并办理"),
        Verb.UNMERGE: _told_unmerge,
        Verb.FOLLOW_MAIN: _told_follow,
        Verb.LINK: _told_link,
    },
    icons={Verb.MERGE: "git-merge", Verb.UNMERGE: "arrow-back-up", Verb.FOLLOW_MAIN: "checks", Verb.LINK: "link"},
    grave=frozenset({Verb.UNMERGE}),
    narrow=_narrow,
    template="ticket/panel_groups.html",
    panel=_panel,
    owes=_owes,
)
