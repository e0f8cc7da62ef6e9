"""Calls being written down: begun, kept at every pause, taken up again, finished matter by matter, ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from hotline.flow.tickets import actions as tickets
from hotline.flow.tickets import lookups
from hotline.flow.tickets.words import NewContact, NewTicket, Registered, Verb
from hotline.ground.desks import taking as desks
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor
from hotline.ground.privacy import actions as privacy
from hotline.ground.privacy import queries as indexes
from hotline.ground.privacy.words import MaskedField
from hotline.lib import identity, masks

from . import actions, checks, errors, special
from .models import Draft
from .words import Appeal, Ending, Fields, Finish, Sheet

MOST_MATTERS = 6
LONGEST_KEPT = 200_000
"""A draft keeps even what is far too long to be registered: the sentence about it must not cost the text."""
TOPIC = "person"
AFTERWARDS_KEPT, LONGEST_UNTOUCHED = timedelta(hours=1), timedelta(days=30)
AT_WORK = timedelta(minutes=15)
"""Who has not touched her draft for longer is no longer at it."""
MASKS = ((MaskedField.NAME, masks.name), (MaskedField.ADDRESS, masks.address))
"""What an earlier contact tells of a caller: masked before, and counted when it is filled in."""


def seat(by: Actor) -> int:
    """The centre whose calls the actor takes.

    :raises NotAtThisDesk: none.
    """
    for grant in by.grants:
        if Verb.REGISTER in grant.permissions:
            return grant.organisation_id
    raise errors.NotAtThisDesk


def open_call(phone: str, *, by: Actor, at: datetime, desk: str = "") -> tuple[int, bool]:
    """Begin to write a call down, or take up the draft that was begun for this number; says whether it was taken up.

    Who saw which caller's card is noted in the journal.

    :param desk: the special desk the call came in on; a draft taken up again stays where it was.
    :raises ImpossiblePhone: it can be no number; an empty one is a withheld number.
    """
    centre_id, number = seat(by), checks.phone(phone)
    index = indexes.blind(number)
    with transaction.atomic():
        Draft.objects.filter(person_id=by.person_id or 0, is_done=True).delete()
        known = _mine(by).filter(phone_index=index).first() if index else None
        draft = known or _begin(centre_id, number, desk, by=by, at=at)
        facts = {"draft": draft.pk, "phone": masks.phone(number) if number else "", "again": known is not None}
        journal.record(TOPIC, _person(by), "open_call", by=by, at=at, facts=facts)
    return draft.pk, known is not None


def _begin(centre_id: int, phone: str, desk: str, *, by: Actor, at: datetime) -> Draft:
    content = {"caller": {"phone": phone}, "matters": [_preset(centre_id, desk, at) if desk else {}]}
    return Draft.objects.create(
        person_id=_person(by),
        centre_id=centre_id,
        phone_index=indexes.blind(phone),
        content=json.dumps(content, ensure_ascii=False),
        opened_at=at,
        changed_at=at,
    )


def sit_at(identifier: int, index: int, desk: str, *, by: Actor, at: datetime) -> Sheet:
    """Take a matter at another desk, or on the usual line: what the desk presets is filled in, the rest stays.

    :raises DraftGone: there is no such matter; ``AlreadyDone``: it is registered.
    :raises UnknownDesk: and ``NotSkilled``: the actor may not sit there.
    """
    with transaction.atomic():
        draft = _locked(identifier, by)
        sheet = _sheet(draft)
        kept = dict(_open(sheet, index))
        if desk:
            desks.chosen(draft.centre_id, desk, by, at)
        matter = kept | (_preset(draft.centre_id, desk, at) if desk else {"desk": ""})
        return _write(draft, _with(sheet, index, sheet.caller, matter), at)


def _preset(centre_id: int, code: str, at: datetime) -> Fields:
    """What a desk fills in of a matter: the agent may change it."""
    desk = special.desk(centre_id, code, at)
    preset = {"desk": code, "kind": desk.kind.value, "urgency": desk.urgency.value, "category": desk.category}
    return preset | ({"is_confidential": "on"} if desk.keeps_secret else {})


def save(identifier: int, index: int, caller: Fields, matter: Fields, *, by: Actor, at: datetime) -> Sheet:
    """Keep what stands in the form; a matter that is done stays as it was registered.

    :raises DraftGone: there is no such draft of the actor's.
    """
    with transaction.atomic():
        draft = _locked(identifier, by)
        return _write(draft, _with(_sheet(draft), index, caller, matter), at)


def add_matter(identifier: int, *, by: Actor, at: datetime) -> int:
    """Begin another matter of the same call; its place among them.

    :raises TooManyMatters: one call has only so many.
    """
    with transaction.atomic():
        draft = _locked(identifier, by)
        sheet = _sheet(draft)
        if len(sheet.matters) >= MOST_MATTERS:
            raise errors.TooManyMatters(most=MOST_MATTERS)
        _write(draft, (sheet.caller, (*sheet.matters, {})), at)
        return len(sheet.matters)


def remove_matter(identifier: int, index: int, *, by: Actor, at: datetime) -> None:
    """Forget a matter that was not registered.

    :raises AlreadyDone: it was.
    """
    with transaction.atomic():
        draft = _locked(identifier, by)
        sheet = _sheet(draft)
        _open(sheet, index)
        rest = sheet.matters[:index] + sheet.matters[index + 1 :]
        _write(draft, (sheet.caller, rest or ({},)), at)


def finish(
    identifier: int, index: int, contact: NewContact, matter: NewTicket, how: Finish, *, by: Actor, at: datetime
) -> Fields:
    """Register a matter and bring it where the agent wants it, all or nothing; the matter with its number.

    Done twice it does nothing the second time: the draft is locked and remembers.

    :raises Refusal: of ``errors`` and of the tickets: nothing was written.
    """
    with transaction.atomic():
        draft = _locked(identifier, by)
        sheet = _sheet(draft)
        kept = sheet.matters[min(index, len(sheet.matters) - 1)]
        if kept.get("number"):
            return kept
        if how.ending is Ending.JOIN and any(each.get("number") == how.number for each in sheet.done):
            raise errors.AlreadyJoined(number=how.number)
        number, code = _end(draft, contact, matter, how, by=by, at=at)
        done = kept | {
            "number": number,
            "code": code,
            "ending": str(how.ending),
            "title": matter.title or kept.get("title", ""),
        }
        matters = tuple(done if place == index else each for place, each in enumerate(sheet.matters))
        _write(draft, (sheet.caller, matters), at)
        return done


def _end(
    draft: Draft, contact: NewContact, matter: NewTicket, how: Finish, *, by: Actor, at: datetime
) -> tuple[str, str]:
    if how.ending is Ending.JOIN:
        if not how.number:
            raise errors.NothingToJoin
        called = _contact(draft, checks.contact(contact), by=by, at=at)
        tickets.join_contact(how.number, called, (how.text or matter.text)[: checks.LONGEST["wish"]], by=by, at=at)
        return how.number, ""
    appeal = checks.cleaned(Appeal(contact, (matter,)), at)
    called = _contact(draft, appeal.contact, by=by, at=at)
    new = _register(appeal.matters[0], called, how, by=by, at=at)
    if how.ending in AFTERWARDS:
        AFTERWARDS[how.ending](new.number, how, by, at)
    return new.number, new.query_code


def _register(matter: NewTicket, called: Any, how: Finish, *, by: Actor, at: datetime) -> Registered:
    """On the usual line, or at a special desk; an emergency is handed over whatever is not answered yet."""
    submitted = how.ending is Ending.SUBMIT
    if how.asked is None or how.ending is Ending.TRANSFER:
        return tickets.register(matter, called, by=by, at=at, submitted=submitted)
    at_desk, ready = special.prepared(matter, how.asked, called.centre_id, by=by, at=at)
    new = tickets.register(at_desk, called, by=by, at=at, submitted=submitted, more=special.facts(ready))
    special.keep(ready, new, at_desk, by=by, at=at)
    return new


AFTERWARDS: dict[Ending, Callable[[str, Finish, Actor, datetime], None]] = {
    Ending.ANSWER: lambda number, how, by, at: actions.answer_directly(number, how.text, how.entries, by=by, at=at),
    Ending.DECLINE: lambda number, how, by, at: actions.propose_refusal(number, how.reason, how.text, by=by, at=at),
    Ending.TRANSFER: lambda number, how, by, at: actions.transfer(number, how.reason, how.text, by=by, at=at),
}
"""What follows the registration, by ending."""


def _contact(draft: Draft, new: NewContact, *, by: Actor, at: datetime) -> Any:
    """The contact of the call, noted with its first matter."""
    if draft.contact_id is None:
        draft.contact = tickets.record_contact(new, by=by, at=at)
        draft.save(update_fields=["contact"])
    return draft.contact


def hand_in(identifier: int, index: int, *, by: Actor, at: datetime) -> None:
    """Hand a matter that was only registered on to review.

    :raises DraftGone: there is no such matter.
    """
    with transaction.atomic():
        draft = _locked(identifier, by)
        sheet = _sheet(draft)
        matter = sheet.matters[index] if 0 <= index < len(sheet.matters) else {}
        if not matter.get("number"):
            raise errors.DraftGone
        actions.submit(matter["number"], by=by, at=at)
        handed_in = matter | {"ending": Ending.SUBMIT.value}
        _write(draft, (sheet.caller, (*sheet.matters[:index], handed_in, *sheet.matters[index + 1 :])), at)


def end_call(identifier: int, contact: NewContact, *, by: Actor, at: datetime) -> None:
    """End a call: its draft is gone, its tickets stay; one without a ticket is noted as a contact with a summary.

    :raises CallGoesOn: some of its matters are done and others are not.
    """
    with transaction.atomic():
        draft = _locked(identifier, by)
        if draft.contact_id is None:
            tickets.record_contact(checks.contact(contact), by=by, at=at)
        elif not _sheet(draft).is_done:
            raise errors.CallGoesOn
        draft.delete()


def discard(identifier: int, *, by: Actor, at: datetime) -> None:
    """Throw a draft away.

    :raises CallGoesOn: some of its matters are registered and others are not.
    """
    with transaction.atomic():
        draft = _locked(identifier, by)
        if draft.contact_id is not None and not _sheet(draft).is_done:
            raise errors.CallGoesOn
        journal.record(TOPIC, _person(by), "discard_draft", by=by, at=at, facts={"draft": draft.pk})
        draft.delete()


def take_over(identifier: int, contact_id: int, *, by: Actor, at: datetime) -> Sheet:
    """Fill in name and address as the caller gave them in an earlier contact from the same number; counted as a look.

    :raises DraftGone: there is no such draft of the actor's, or the contact is another caller's.
    :raises UnmaskingUsedUp: the actor has looked often enough today.
    """
    with transaction.atomic():
        draft = _locked(identifier, by)
        index = bytes(draft.phone_index) if draft.phone_index else b""
        known = lookups.caller(contact_id, draft.centre_id, index) if index else None
        if known is None:
            raise errors.DraftGone
        sheet = _sheet(draft)
        privacy.recall(f"contact:{contact_id}", [field for field, _mask in MASKS if field in known], by=by, at=at)
        return _write(draft, (sheet.caller | known, sheet.matters), at)


def known(identifier: int, contact_id: int, by: Actor) -> Fields:
    """What ``take_over`` would fill in, masked; empty when there is nothing."""
    draft = _mine(by).filter(pk=identifier, phone_index__isnull=False).first()
    found = lookups.caller(contact_id, draft.centre_id, bytes(draft.phone_index)) if draft is not None else None
    said = found or {}
    return {field: mask(said[field]) for field, mask in MASKS if field in said}


def sweep(*, at: datetime) -> int:
    """Forget what is no longer needed: finished calls after an hour, drafts nobody touched for a month; how many."""
    old = Q(is_done=True, changed_at__lt=at - AFTERWARDS_KEPT) | Q(changed_at__lt=at - LONGEST_UNTOUCHED)
    return Draft.objects.filter(old).delete()[0]


def forget_contacts(contacts: Collection[int]) -> None:
    """Forget what agents wrote down of some contacts: what was said is with their tickets."""
    Draft.objects.filter(contact_id__in=contacts).delete()


def mine(by: Actor) -> list[Sheet]:
    """The actor's unfinished drafts, the latest first."""
    return [_sheet(draft) for draft in _mine(by)]


def sheet(identifier: int, by: Actor) -> Sheet:
    """One draft of the actor's, done or not.

    :raises DraftGone: there is none.
    """
    draft = Draft.objects.filter(pk=identifier, person_id=by.person_id or 0).first()
    if draft is None:
        raise errors.DraftGone
    return _sheet(draft)


def others(identifier: int, by: Actor, at: datetime) -> list[tuple[str, datetime]]:
    """Colleagues who are writing down a call from the same number now: name, and when they last typed."""
    ours = Draft.objects.filter(pk=identifier, person_id=by.person_id or 0)
    index, centre_id = ours.values_list("phone_index", "centre_id").first() or (None, None)
    if index is None:
        return []
    same = Draft.objects.filter(phone_index=index, centre_id=centre_id, is_done=False, changed_at__gt=at - AT_WORK)
    theirs = same.exclude(person_id=by.person_id or 0).order_by("-changed_at")
    return list(theirs.values_list("person__name", "changed_at"))


def _mine(by: Actor) -> Any:
    return Draft.objects.filter(person_id=by.person_id or 0, is_done=False).order_by("-changed_at")


def _person(by: Actor) -> int:
    if by.person_id is None:
        raise errors.NotAtThisDesk
    return by.person_id


def _locked(identifier: int, by: Actor) -> Draft:
    draft = Draft.objects.select_for_update(of=("self",)).filter(pk=identifier, person_id=by.person_id or 0).first()
    if draft is None:
        raise errors.DraftGone
    return draft


def _open(sheet: Sheet, index: int) -> Fields:
    if not 0 <= index < len(sheet.matters):
        raise errors.DraftGone
    if sheet.matters[index].get("number"):
        raise errors.AlreadyDone(number=sheet.matters[index]["number"])
    return sheet.matters[index]


def _with(sheet: Sheet, index: int, caller: Fields, matter: Fields) -> tuple[Fields, tuple[Fields, ...]]:
    matters = tuple(
        _cut(matter) if place == index and not each.get("number") else each for place, each in enumerate(sheet.matters)
    )
    return _cut(caller), matters


def _cut(fields: Fields) -> Fields:
    return {name: kept for name, value in fields.items() if (kept := _storable(value[:LONGEST_KEPT]))}


def _storable(said: str) -> str:
    """Without the signs a database cannot hold: zero bytes and halves of surrogate pairs."""
    return said.replace("\x00", "").encode("utf-8", "ignore").decode()


def _write(draft: Draft, what: tuple[Fields, tuple[Fields, ...]], at: datetime) -> Sheet:
    caller, matters = what
    draft.content = json.dumps({"caller": caller, "matters": matters}, ensure_ascii=False)
    draft.phone_index = indexes.blind(identity.phone(caller.get("phone", "")).normal)
    draft.is_done = all(matter.get("number") for matter in matters)
    draft.changed_at = at
    sheet = _sheet(draft)
    draft.title = sheet.title
    draft.save()
    return sheet


def _sheet(draft: Draft) -> Sheet:
    content = json.loads(draft.content)
    return Sheet(
        draft.pk,
        draft.centre_id,
        draft.contact_id,
        draft.opened_at,
        draft.changed_at,
        content["caller"],
        tuple(content["matters"]),
    )
