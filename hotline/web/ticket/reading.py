"""The ticket page as plain values: what is owed, who is concerned, what was said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from hotline.flow.tickets import queries
from hotline.flow.tickets.clocks import OF_UNITS
from hotline.flow.tickets.whole import Branch, Whole
from hotline.flow.tickets.words import FollowUpWish, Status
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.people.words import Actor, Capability
from hotline.ground.privacy.words import MaskedField
from hotline.lib import masks
from hotline.watch.topics import queries as topics
from hotline.web.kit import names

from . import further, traces
from .book import CHAPTERS
from .chapter import Owed


@dataclass(frozen=True, slots=True)
class Detail:
    """One masked field of a person; ``where`` is what unmasking calls it."""

    label: str
    value: str
    mask: str
    where: str
    field: str


@dataclass(frozen=True, slots=True)
class Party:
    """A person on the ticket: the caller, the person in need, a later caller."""

    title: str
    note: str
    details: tuple[Detail, ...]


def centre_owes(status: Status) -> str:
    """What the centre has to do in a state, in words."""
    return {
        Status.REGISTERED: gettext("完善登记并提交"),
        Status.SUPPLEMENT: gettext("补充后重新提交"),
        Status.IN_REVIEW: gettext("审核"),
        Status.TO_DISPATCH: gettext("派单"),
        Status.REPLY_REVIEW: gettext("审核答复"),
        Status.FOLLOW_UP: gettext("回访诉求人"),
        Status.RETURN_REVIEW: gettext("审核退单"),
        Status.ARBITRATION: gettext("组织会商并裁定"),
        Status.SUSPENDED: gettext("复核挂起"),
    }.get(status, "")


def unit_owes(kind: str) -> str:
    """What a unit has to do before a clock of this kind runs out, in words."""
    return {
        ClockKind.SIGN: gettext("签收"),
        ClockKind.CONTACT: gettext("联系诉求人"),
    }.get(ClockKind(kind), gettext("办结回复"))


def owed(whole: Whole, by: Actor) -> list[Owed]:
    """What is owed now, the most pressing first; nothing on a closed ticket."""
    status = Status(whole.ticket.status)
    mine = by.organisations()
    found = [each for branch in whole.branches if (each := _branch_owes(branch, mine)) is not None]
    if centre_owes(status):
        running = next((clock for clock in whole.clocks if clock.stopped_at is None), None)
        centre = whole.ticket.centre_id
        found.append(_owed(centre, centre_owes(status), running, centre in mine))
    found += [each for chapter in CHAPTERS for each in chapter.owes(whole, by)]
    return sorted(found, key=lambda each: (each.due_at is None, each.due_at or 0))


def _branch_owes(branch: Branch, mine: frozenset[int]) -> Owed | None:
    if not branch.assignment.is_open:
        return None
    running = sorted(
        (each for each in branch.clocks if each.stopped_at is None and each.kind in OF_UNITS),
        key=lambda each: each.due_at,
    )
    if not running:
        return None
    first = _first_step(running)
    return _owed(branch.assignment.unit_id, unit_owes(first.kind), first, branch.assignment.unit_id in mine)


def _first_step(running: list[Any]) -> Any:
    """Signing comes first whatever is due first; else what is due first."""
    return next((clock for clock in running if clock.kind == ClockKind.SIGN), running[0])


def _owed(unit: int, what: str, clock: Any, is_mine: bool) -> Owed:
    is_certain = clock is None or clock.is_certain
    return Owed(names.unit(unit), what, clock and clock.due_at, clock and clock.yellow_at, is_mine, is_certain)


def parties(whole: Whole, by: Actor) -> list[Party]:
    """The people on the ticket, their data still to be masked by the template."""
    if not queries.sees_people(whole.ticket, by):
        return []
    contact = whole.ticket.contact
    found = [Party(gettext("诉求人"), _wish(contact), _details(contact, f"contact:{contact.pk}"))]
    if whole.beneficiary is not None:
        needy = whole.beneficiary
        found.append(Party(gettext("受益人"), needy.note, _details(needy, f"beneficiary:{needy.pk}")))
    return found


def _wish(contact: Any) -> str:
    """How she wants to be asked about the result, where she said so."""
    wish = FollowUpWish.of(contact.follow_up)
    if wish is None or wish is FollowUpWish.ANY:
        return ""
    return gettext("诉求人希望：{wish}").format(wish=wish.label(get_language() or "zh"))


def own_words(whole: Whole) -> Detail | None:
    """What the citizen wrote, when it holds something that is masked: to be seen in clear like any other field."""
    words = whole.ticket.words
    said = "\n\n".join(each for each in (words.title, words.text, words.wish, words.place) if each)
    if masks.mask_text(said) == said:
        return None
    return Detail(gettext("反映原文"), said, "text", f"ticket:{whole.ticket.pk}", MaskedField.TEXT.value)


def details(whole: Whole, by: Actor) -> Iterator[Detail]:
    """Every field that this person sees masked on the ticket."""
    for party in parties(whole, by):
        yield from party.details
    text = own_words(whole)
    if text is not None and queries.sees_people(whole.ticket, by):
        yield text


def _details(row: Any, where: str) -> tuple[Detail, ...]:
    fields = (
        (gettext("姓名"), "name", MaskedField.NAME),
        (gettext("电话"), "phone", MaskedField.PHONE),
        (gettext("证件"), "identity", MaskedField.IDENTITY),
        (gettext("地址"), "address", MaskedField.ADDRESS),
        (gettext("邮箱"), "email", MaskedField.EMAIL),
    )
    return tuple(
        Detail(label, value, mask, where, field.value)
        for label, mask, field in fields
        if (value := getattr(row, mask, ""))
    )


def topics_of(whole: Whole, by: Actor) -> list[tuple[str, str]]:
    """The standing watches the ticket belongs to, code and name: for the people of centres, not of units."""
    theirs = (row.topic for row in traces.rows(whole, "topics") if topics.concerns(row.topic, by))
    return [(each.code, each.name_en if names.is_english() else each.name) for each in theirs]


def context(whole: Whole, by: Actor, shown: Mapping[str, int]) -> dict[str, Any]:
    """Everything the page's template needs.

    :param shown: how much of what may be long the reader has unfolded (``further.shown``).
    """
    ticket = whole.ticket
    is_hidden = not queries.sees_people(ticket, by)
    return {
        "whole": whole,
        "ticket": ticket,
        "owed": owed(whole, by),
        "parties": parties(whole, by),
        "hides_people": is_hidden,
        "topics": topics_of(whole, by),
        "reads_topics": by.holds(Capability.ANALYSE),
        "may_unmask": not is_hidden and queries.holds_over(Capability.UNMASK, ticket, by, whole.units),
        "text_is_masked": own_words(whole) is not None,
        **{name: traces.rows(whole, name) for name in ("replies", "visits", "answers", "declined")},
        **{name: _part(name, whole, by, shown[name]) for name in further.PARTS},
        "panels": [
            {"template": chapter.template, "shown": shown_}
            for chapter in CHAPTERS
            if (shown_ := chapter.panel(whole, by)) is not None
        ],
        "whys": [(each.assignment, each.assignment.explanation) for each in whole.branches if _has_why(each)],
    }


def _part(name: str, whole: Whole, by: Actor, limit: int) -> further.Part:
    """What may be long, as far as it was unfolded; of what is not there nothing is read."""
    if name in traces.TRACES and not traces.lies(whole, name):
        return further.Part([], 0)
    return further.PARTS[name](whole.ticket, by, limit=limit)


def _has_why(branch: Branch) -> bool:
    return branch.assignment.parent_id is None and bool(branch.assignment.explanation)
