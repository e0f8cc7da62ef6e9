"""Writing knowledge: drafted by one person, published by another, revised without losing what it said before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.lib import chinese
from hotline.lib.days import civil_day
from hotline.lib.refusal import NotPermitted, clause

from . import errors, rules
from .models import Entry, EntryVersion
from .words import EntryState, EntryVerb, NewEntry

TABLE = "knowledge"
EDIT, REVIEW = Capability.EDIT_KNOWLEDGE, Capability.REVIEW_KNOWLEDGE


def draft(code: str, new: NewEntry, *, by: Actor, at: datetime) -> Entry:
    """Begin an entry; nobody but its editors sees it yet.

    :raises NotPermitted: the actor writes no knowledge; ``NotYourArea``: not for this region.
    :raises IncompleteEntry: something is missing or too long; ``CodeTaken``: the code is in use.
    """
    _check(new, civil_day(at))
    with transaction.atomic():
        _permit(by, EDIT, new.region, new.title)
        if not code.strip() or Entry.objects.filter(code=code).exists():
            raise errors.CodeTaken(code=code)
        entry = Entry(code=code, written_by_id=by.person_id, written_at=at, **_columns(new))
        entry.save(force_insert=True)
        _note(entry, EntryVerb.DRAFT, by, at)
    return entry


def change(code: str, new: NewEntry, *, by: Actor, at: datetime) -> Entry:
    """Rewrite a draft; who changes it is its author from now on.

    :raises WrongState: it is no draft any more.
    """
    _check(new, civil_day(at))
    with transaction.atomic():
        entry = _take(code, EntryVerb.CHANGE, EDIT, by)
        _permit(by, EDIT, new.region, new.title)
        _write(entry, _columns(new) | {"written_by_id": by.person_id, "written_at": at})
        _note(entry, EntryVerb.CHANGE, by, at)
    return entry


def submit(code: str, *, by: Actor, at: datetime) -> None:
    """Hand a draft to review."""
    _step(code, EntryVerb.SUBMIT, EDIT, by, at)


def send_back(code: str, why: str, *, by: Actor, at: datetime) -> None:
    """Give an entry back to its author.

    :raises ReasonMissing: no reason given.
    """
    _step(code, EntryVerb.SEND_BACK, REVIEW, by, at, why=_reason(why, EntryVerb.SEND_BACK))


def publish(code: str, *, by: Actor, at: datetime) -> None:
    """Publish a reviewed entry: two people stand behind every answer.

    :raises ReviewerIsAuthor: the reviewer wrote it herself.
    """
    with transaction.atomic():
        entry = _take(code, EntryVerb.PUBLISH, REVIEW, by)
        _refuse_author(entry, entry.written_by_id, by)
        _write(entry, {"state": EntryState.PUBLISHED, "reviewed_by_id": by.person_id, "reviewed_at": at})
        _note(entry, EntryVerb.PUBLISH, by, at)


def revise(code: str, new: NewEntry, *, by: Actor, at: datetime) -> None:
    """Propose what a published entry shall say; until somebody else accepts it the entry says what it said.

    :raises RevisionWaiting: another proposal waits.
    """
    _check(new, civil_day(at))
    with transaction.atomic():
        entry = _take(code, EntryVerb.REVISE, EDIT, by)
        _permit(by, EDIT, new.region, new.title)
        if entry.proposed is not None and entry.proposed_by_id != by.person_id:
            raise errors.RevisionWaiting(title=entry.title, who=entry.proposed_by.name if entry.proposed_by else "—")
        proposal = _columns(new)
        del proposal["search"]
        _write(entry, {"proposed": _as_json(proposal), "proposed_by_id": by.person_id, "proposed_at": at})
        _note(entry, EntryVerb.REVISE, by, at)


def accept_revision(code: str, *, by: Actor, at: datetime) -> None:
    """Let a proposed revision take effect; what the entry said before is kept as a version.

    :raises NoRevision: nothing waits.
    :raises ReviewerIsAuthor: the reviewer proposed it herself.
    """
    with transaction.atomic():
        entry = _take(code, EntryVerb.ACCEPT_REVISION, REVIEW, by)
        if entry.proposed is None:
            raise errors.NoRevision(title=entry.title)
        _refuse_author(entry, entry.proposed_by_id, by)
        EntryVersion.objects.create(
            entry=entry,
            version=entry.version,
            title=entry.title,
            answer=entry.answer,
            title_en=entry.title_en,
            answer_en=entry.answer_en,
            source=entry.source,
            replaced_at=at,
        )
        new = proposal(entry)
        _write(
            entry,
            _columns(new)
            | {"version": entry.version + 1, "written_by_id": entry.proposed_by_id, "written_at": entry.proposed_at}
            | {"reviewed_by_id": by.person_id, "reviewed_at": at}
            | _NOTHING_PROPOSED,
        )
        _note(entry, EntryVerb.ACCEPT_REVISION, by, at)


def decline_revision(code: str, why: str, *, by: Actor, at: datetime) -> None:
    """Drop a proposed revision.

    :raises NoRevision: nothing waits; ``ReasonMissing``: no reason given.
    """
    said = _reason(why, EntryVerb.DECLINE_REVISION)
    with transaction.atomic():
        entry = _take(code, EntryVerb.DECLINE_REVISION, REVIEW, by)
        if entry.proposed is None:
            raise errors.NoRevision(title=entry.title)
        _write(entry, dict(_NOTHING_PROPOSED))
        _note(entry, EntryVerb.DECLINE_REVISION, by, at, why=said)


def confirm(code: str, until_on: date | None, *, by: Actor, at: datetime) -> None:
    """Say that an entry still holds, and until when.

    :raises IncompleteEntry: the end lies before the beginning.
    """
    with transaction.atomic():
        entry = _take(code, EntryVerb.CONFIRM, REVIEW, by)
        if until_on is not None and until_on <= max(entry.valid_from_on, civil_day(at)):
            raise errors.IncompleteEntry(problem=clause("失效日期须晚于今天和生效日期"))
        _write(entry, {"valid_until_on": until_on, "reviewed_by_id": by.person_id, "reviewed_at": at})
        _note(entry, EntryVerb.CONFIRM, by, at, until=until_on)


def retire(code: str, why: str, *, by: Actor, at: datetime) -> None:
    """Take an entry out of use; tickets that cited it keep citing it.

    :raises ReasonMissing: no reason given.
    """
    _step(code, EntryVerb.RETIRE, REVIEW, by, at, why=_reason(why, EntryVerb.RETIRE))


def take_up(code: str, *, by: Actor, at: datetime) -> None:
    """Make a retired entry a draft again."""
    _step(code, EntryVerb.TAKE_UP, EDIT, by, at)


def load(entries: Iterable[tuple[str, NewEntry]], *, at: datetime) -> int:
    """Publish the entries a province starts with, leaving those that exist as they are; how many were written.

    :raises IncompleteEntry: one of them is not complete.
    """
    new = dict(entries)
    known = set(Entry.objects.filter(code__in=new).values_list("code", flat=True))
    rows = []
    for code, each in new.items():
        if code in known:
            continue
        if found := rules.problem(each):
            raise errors.IncompleteEntry(problem=clause("{code}：{found}", code=code, found=found))
        rows.append(Entry(code=code, written_at=at, reviewed_at=at, state=EntryState.PUBLISHED, **_columns(each)))
    Entry.objects.bulk_create(rows)
    return len(rows)


def add_english(code: str, title: str, answer: str) -> None:
    """Give an entry the English it lacks, found by it from now on; the caller notes it in the journal."""
    entry = Entry.objects.select_for_update(of=("self",)).get(code=code, title_en="", answer_en="")
    asked = chinese.index_terms("\n".join((entry.title, title, *entry.questions)))
    said = chinese.index_terms(f"{entry.answer}\n{answer}")
    search = rules.weighted([("A", asked), ("D", said)])
    _write(entry, {"title_en": title.strip(), "answer_en": answer.strip(), "search": search})


_NOTHING_PROPOSED: dict[str, Any] = {"proposed": None, "proposed_by_id": None, "proposed_at": None}


def _step(code: str, verb: EntryVerb, capability: Capability, by: Actor, at: datetime, **facts: Any) -> None:
    with transaction.atomic():
        entry = _take(code, verb, capability, by)
        after = rules.MOVES[verb][1]
        nothing = _NOTHING_PROPOSED if after is not EntryState.PUBLISHED else {}
        _write(entry, {"state": after, **nothing})
        _note(entry, verb, by, at, **facts)


def _take(code: str, verb: EntryVerb, capability: Capability, by: Actor) -> Entry:
    """Lock an entry for a verb its state and the actor's postings allow."""
    entry = Entry.objects.select_for_update(of=("self",)).filter(code=code).first()
    if entry is None:
        raise errors.EntryNotFound(code=code)
    _permit(by, capability, entry.region_id or "", entry.title)
    if entry.state != rules.MOVES[verb][0]:
        raise errors.WrongState(title=entry.title, state=EntryState(entry.state), verb=verb)
    return entry


def _permit(by: Actor, capability: Capability, region: str, title: str) -> None:
    """An entry for a region is written where that region is served; one for the whole province at its centre."""
    if not by.holds(capability):
        raise NotPermitted(verb=capability)
    area = region or regions.province().code
    served = (grant.region_code for grant in by.grants if capability in grant.permissions)
    if by.grants and not any(area.startswith(code) for code in served):
        raise errors.NotYourArea(title=title)


def _refuse_author(entry: Entry, author_id: int | None, by: Actor) -> None:
    if by.person_id is None or author_id == by.person_id:
        raise errors.ReviewerIsAuthor(title=entry.title)


def _reason(why: str, verb: EntryVerb) -> str:
    if not why.strip():
        raise errors.ReasonMissing(verb=verb)
    return why.strip()


def _check(new: NewEntry, on: date) -> None:
    if found := rules.problem(new):
        raise errors.IncompleteEntry(problem=found)
    if new.region and regions.region(new.region) is None:
        raise errors.IncompleteEntry(problem=clause("没有编码为“{region}”的区域", region=new.region))
    unknown = [code for code in new.categories if catalogue.category(code, on) is None]
    if unknown:
        raise errors.IncompleteEntry(problem=clause("没有编码为“{unknown}”的有效分类", unknown=unknown[0]))


def _columns(new: NewEntry) -> dict[str, Any]:
    asked = chinese.index_terms("\n".join((new.title, new.title_en, *new.questions)))
    said = chinese.index_terms(f"{new.answer}\n{new.answer_en}")
    return {
        "title": new.title.strip(),
        "answer": new.answer.strip(),
        "title_en": new.title_en.strip(),
        "answer_en": new.answer_en.strip(),
        "source": new.source.strip(),
        "questions": list(new.questions),
        "internal_note": new.internal_note,
        "owner_id": new.owner_id,
        "region_id": new.region or None,
        "categories": list(new.categories),
        "valid_from_on": new.valid_from_on,
        "valid_until_on": new.valid_until_on,
        "search": rules.weighted([("A", asked), ("D", said)]),
    }


def _as_json(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in columns.items()}


def proposal(entry: Entry) -> NewEntry:
    """What a waiting revision would make the entry say.

    :raises NoRevision: nothing waits.
    """
    said: dict[str, Any] | None = entry.proposed
    if said is None:
        raise errors.NoRevision(title=entry.title)
    until = said["valid_until_on"]
    return NewEntry(
        title=said["title"],
        answer=said["answer"],
        source=said["source"],
        valid_from_on=date.fromisoformat(said["valid_from_on"]),
        valid_until_on=date.fromisoformat(until) if until else None,
        questions=tuple(said["questions"]),
        internal_note=said["internal_note"],
        owner_id=said["owner_id"],
        region=said["region_id"] or "",
        categories=tuple(said["categories"]),
        title_en=said.get("title_en", ""),
        answer_en=said.get("answer_en", ""),
    )


def _write(entry: Entry, columns: dict[str, Any]) -> None:
    for name, value in columns.items():
        setattr(entry, name, value)
    Entry.objects.filter(pk=entry.pk).update(**columns)


def _note(entry: Entry, verb: EntryVerb, by: Actor, at: datetime, **facts: Any) -> None:
    said = {"title": entry.title, "state": entry.state, "version": entry.version, **facts}
    journal.record_reference(TABLE, entry.code, verb, by=by, at=at, facts=said)
