"""Writes of special reports: asked for, edited, refreshed, reviewed, issued, withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from hotline.flow.tickets import said
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, Capability
from hotline.ground.regions import queries as regions
from hotline.insight.measures import asking
from hotline.insight.measures.comparing import Period
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import NotPermitted, clause

from . import errors, making, queries, rules, telling
from .kinds.register import KINDS
from .models import SpecialReport, Version
from .words import Document, Edit, Kind, Standing, Wanted, Why, document

TOPIC = making.TOPIC
TITLE, LONGEST, NOTE = 120, 4000, 500
SAME_HAND = timedelta(minutes=10)
"""What one person changes within this time of her last change is the same version."""


def ask(wanted: Wanted, *, by: Actor, at: datetime) -> int:
    """Ask for a report; a program makes it and its page tells how far it is. Its id.

    :raises NotPermitted: the actor writes no reports there; ``WrongKind``: that centre does not write this kind.
    :raises WrongScope: an area or unit that is not the centre's; ``NoFocus``: no matter was chosen.
    :raises PeriodEmpty: no day; ``PeriodAhead``: it has not begun; ``PeriodTooLong``: more days than the kind bears.
    :raises UnknownFocus: a matter that is no category; ``UnknownSource``; ``PeriodBefore``: before any facts.
    :raises NothingPublished: an evaluation that was not made known.
    """
    centre = _writes(wanted, by, at)
    described = KINDS[wanted.kind]
    period = Period(wanted.since, wanted.until)
    title = described.title(making.bounds_of(wanted.scope)[0], period, wanted.focus)
    with transaction.atomic():
        row = SpecialReport.objects.create(
            kind=wanted.kind,
            series=described.series,
            centre_id=centre.id,
            scope=wanted.scope,
            focus=wanted.focus,
            since=wanted.since,
            until=wanted.until,
            source=wanted.source,
            title=title[:TITLE],
            asked_at=at,
            asked_by=by.name,
            changed_at=at,
            changed_by=by.name,
        )
        facts = {"kind": wanted.kind, "since": wanted.since, "until": wanted.until, "organisation": centre.id}
        journal.record(TOPIC, row.pk, "ask", by=by, at=at, facts=facts | {"scope": wanted.scope}, is_first=True)
    return row.pk


def look(wanted: Wanted, *, by: Actor, at: datetime) -> Document:
    """Write a report as it would be now, keeping nothing. Raises as ``ask`` does, and what ``making.write`` refuses."""
    _writes(wanted, by, at)
    return making.write(wanted, today=civil_day(at))


def _writes(wanted: Wanted, by: Actor, at: datetime) -> Unit:
    centre = queries.own_centres(by, Capability.WRITE_REPORTS).get(wanted.centre_id)
    if centre is None:
        raise NotPermitted(verb=Capability.WRITE_REPORTS)
    _require_possible(wanted, centre, at)
    return centre


def _require_possible(wanted: Wanted, centre: Unit, at: datetime) -> None:
    described = KINDS[wanted.kind]
    if centre.level not in described.levels:
        raise errors.WrongKind(centre=centre.name, kind=wanted.kind)
    if not is_within(wanted.scope, centre):
        raise errors.WrongScope(scope=wanted.scope)
    if described.needs_focus and not wanted.focus:
        raise errors.NoFocus
    if wanted.since >= wanted.until:
        raise errors.PeriodEmpty
    if wanted.since > civil_day(at):
        raise errors.PeriodAhead(since=f"{wanted.since:%F}")
    if (wanted.until - wanted.since).days > described.most_days:
        raise errors.PeriodTooLong(days=(wanted.until - wanted.since).days, most=described.most_days)
    if wanted.focus and catalogue.category_ever(wanted.focus) is None:
        raise errors.UnknownFocus(focus=wanted.focus)
    asking.require_period(Period(wanted.since, wanted.until), wanted.source, on=civil_day(at))
    if wanted.kind is Kind.EVALUATION:
        making.published(centre, wanted.since)


def is_within(scope: str, centre: Unit) -> bool:
    """Whether an area, or a unit by its code, is a centre's to report on."""
    if making.is_area(scope):
        return regions.is_within(scope, centre.region) and len(scope) <= 6
    if not scope or not organisations.known([scope]):
        return False
    unit = organisations.unit_by_code(scope)
    return regions.is_area(unit.region) and regions.is_within(unit.region, centre.region)


def make_again(report_id: int, *, by: Actor, at: datetime) -> None:
    """Let a report that could not be made be made once more.

    :raises NotInDraft: it is something else.
    """
    with writing(report_id, clause("重新生成"), by, (Standing.FAILED,)) as row:
        making.again(row)
        journal.record(TOPIC, row.pk, "make_again", by=by, at=at)


def remove(report_id: int, *, by: Actor, at: datetime) -> None:
    """Take away a draft, or what could not be made; issued reports stay."""
    kept = (Standing.DRAFT, Standing.FAILED, Standing.MAKING)
    with writing(report_id, clause("删除"), by, kept) as row:
        facts = {"kind": row.kind, "title": row.title, "organisation": row.centre_id}
        journal.record(TOPIC, row.pk, "remove", by=by, at=at, facts=facts)
        row.delete()


@contextmanager
def writing(
    report_id: int, verb: Any, by: Actor, standings: Iterable[Standing], revision: int | None = None
) -> Iterator[SpecialReport]:
    """Lock a report of the actor's own centre for a change by a writer.

    :raises ReportNotFound: hidden or absent; ``NotYours``: she does not write there.
    :raises NotInDraft: it stands elsewhere; ``IssuedAlready``: its content is frozen.
    :raises EditedMeanwhile: somebody else changed it since ``revision``.
    """
    queries.report(report_id, by)
    with transaction.atomic():
        row = SpecialReport.objects.select_for_update(of=("self",)).get(pk=report_id)
        if not queries.is_writer(by, row):
            raise errors.NotYours(centre=organisations.unit(row.centre_id).name, verb=verb)
        require_standing(row, standings, verb)
        if revision is not None and revision != row.revision:
            raise errors.EditedMeanwhile(who=row.changed_by, at=minute(row.changed_at))
        yield row


def require_standing(row: SpecialReport, standings: Iterable[Standing], verb: Any) -> None:
    """Refuse what a report's standing does not bear."""
    if Standing(row.standing) in set(standings):
        return
    if row.issued_at is not None:
        raise errors.IssuedAlready(who=row.issued_by, at=minute(row.issued_at))
    if row.standing == Standing.MAKING:
        raise errors.BeingMade
    raise errors.NotInDraft(standing=Standing(row.standing), verb=verb)


def edit(
    report_id: int, revision: int, title: str, edits: Iterable[Edit], *, by: Actor, at: datetime
) -> int:  # fmt: skip
    """Keep what an analyst wrote in a draft; the new revision.

    :raises FigureChanged: a figure says something else than was counted; ``FigureUnknown``: it is none.
    :raises NoWords: an empty title or paragraph; ``NumberInTitle``: a title with a statistic of one's own.
    :raises BlockGone: a block that is not there.
    :raises EditedMeanwhile: somebody was faster.
    """
    wanted = list(edits)
    with writing(report_id, clause("修改"), by, (Standing.DRAFT,), revision) as row:
        before = queries.content(row)
        clean = said.words(title, TITLE, clause("标题"))
        for each in wanted:
            _require_sound(each, before)
        _require_title(clean, before.title)
        after = rules.edited(before, clean, wanted)
        if after != before:
            _keep(row, after, Why.EDITED, by, at)
    return row.revision


def _require_title(title: str, before: str) -> None:
    if not title:
        raise errors.NoWords
    for number in rules.uncounted(title):
        if number not in rules.uncounted(before):
            raise errors.NumberInTitle(number=number)


def _require_sound(each: Edit, before: Document) -> None:
    if each.key not in {block.key for block in before.blocks}:
        raise errors.BlockGone
    if each.is_removed:
        return
    if not said.words(each.text, LONGEST, clause("正文")):
        raise errors.NoWords
    for wrong in rules.wrongs(each.text, before.figures):
        if not wrong.label:
            raise errors.FigureUnknown(key=wrong.written or wrong.key)
        raise errors.FigureChanged(label=wrong.label, said=wrong.said, written=wrong.written)


def add_paragraph(report_id: int, revision: int, after: str, text: str, *, by: Actor, at: datetime) -> int:
    """Put a paragraph of one's own after a block; the new revision. Raises as ``edit`` does."""
    with writing(report_id, clause("修改"), by, (Standing.DRAFT,), revision) as row:
        before = queries.content(row)
        _require_sound(Edit(after, text), before)
        own = f"own.{secrets.token_hex(4)}"
        _keep(row, rules.added(before, after, own, said.words(text, LONGEST, clause("正文"))), Why.EDITED, by, at)
    return row.revision


def restore(report_id: int, revision: int, key: str, *, by: Actor, at: datetime) -> int:
    """Let a block say again what the rules wrote; the new revision."""
    with writing(report_id, clause("修改"), by, (Standing.DRAFT,), revision) as row:
        before = queries.content(row)
        if key not in {block.key for block in before.blocks}:
            raise errors.BlockGone
        _keep(row, rules.restored(before, key), Why.RESTORED, by, at)
    return row.revision


def put_back(report_id: int, revision: int, key: str, *, by: Actor, at: datetime) -> int:
    """Let a block that was taken out stand where it stood; the new revision.

    :raises BlockGone: nothing of that key was taken out.
    """
    with writing(report_id, clause("修改"), by, (Standing.DRAFT,), revision) as row:
        old = next((version for block, version in queries.taken_out(row) if block.key == key), None)
        if old is None:
            raise errors.BlockGone
        _keep(row, rules.put_back(queries.content(row), key, old), Why.RESTORED, by, at)
    return row.revision


def refresh(report_id: int, revision: int, *, by: Actor, at: datetime) -> int:
    """Count the figures anew; what nobody touched is written anew, what somebody wrote keeps its words. The revision.

    :raises Refusal: what ``making.write`` refuses; the draft stays as it is.
    """
    fresh = making.write(queries.wanted(queries.report(report_id, by)), today=civil_day(at))
    with writing(report_id, clause("刷新数字"), by, (Standing.DRAFT,), revision) as row:
        _keep(row, rules.refreshed(queries.content(row), fresh), Why.REFRESHED, by, at)
    return row.revision


def turn_back(report_id: int, revision: int, number: int, *, by: Actor, at: datetime) -> int:
    """Let a draft be what an earlier version was; the new revision.

    :raises NoVersion: there is no such version.
    """
    with writing(report_id, clause("恢复旧稿"), by, (Standing.DRAFT,), revision) as row:
        old = row.versions.filter(number=number).first()
        if old is None:
            raise errors.NoVersion
        _keep(row, document(old.content), Why.TURNED_BACK, by, at)
    return row.revision


def _keep(row: SpecialReport, after: Document, why: Why, by: Actor, at: datetime) -> None:
    """Write a draft's new content and remember it as a version."""
    row.content, row.title, row.revision = after.plain(), after.title, row.revision + 1
    row.changed_at, row.changed_by = at, by.name
    row.save(update_fields=["content", "title", "revision", "changed_at", "changed_by"])
    last = row.versions.first()
    facts = {"content": row.content, "kept_at": at, "kept_by": by.name, "author_id": by.person_id}
    is_same = last is not None and last.why == why == Why.EDITED and last.author_id == by.person_id
    if last is not None and is_same and at - last.kept_at < SAME_HAND:
        Version.objects.filter(pk=last.pk).update(content=row.content, kept_at=at)
        return
    Version.objects.create(report=row, number=last.number + 1 if last else 1, why=why, **facts)
    journal.record(TOPIC, row.pk, "edit", by=by, at=at, facts={"why": why, "revision": row.revision})


def submit(report_id: int, *, by: Actor, at: datetime) -> None:
    """Hand a draft in for review.

    :raises NotInDraft: it is none.
    """
    with writing(report_id, clause("送审"), by, (Standing.DRAFT,)) as row:
        row.standing, row.note = Standing.REVIEW, ""
        row.submitted_at, row.submitted_by, row.changed_at = at, by.name, at
        row.save(update_fields=["standing", "note", "submitted_at", "submitted_by", "changed_at"])
        journal.record(TOPIC, row.pk, "submit", by=by, at=at)
        telling.submitted(row, at)


def send_back(report_id: int, note: str, *, by: Actor, at: datetime) -> None:
    """Give a report back to its writers with what is to be mended.

    :raises NoReason: no note; ``NotInDraft``: it does not wait for review; ``NotYours``: she does not issue there.
    """
    note = said.reason(note, NOTE)
    with issuing(report_id, clause("退回"), by, (Standing.REVIEW,)) as row:
        row.standing, row.note, row.changed_at = Standing.DRAFT, note, at
        row.revision += 1
        row.save(update_fields=["standing", "note", "changed_at", "revision"])
        journal.record(TOPIC, row.pk, "send_back", by=by, at=at, facts={"note": note})
        telling.sent_back(row, at)


@contextmanager
def issuing(report_id: int, verb: Any, by: Actor, standings: Iterable[Standing]) -> Iterator[SpecialReport]:
    """Lock a report for what its issuer does. Raises as ``writing`` does."""
    queries.report(report_id, by)
    with transaction.atomic():
        row = SpecialReport.objects.select_for_update(of=("self",)).get(pk=report_id)
        if not queries.is_issuer(by, row):
            raise errors.NotYours(centre=organisations.unit(row.centre_id).name, verb=verb)
        require_standing(row, standings, verb)
        yield row


def correction_of(row: SpecialReport, at: datetime, by: Actor) -> SpecialReport:
    """A draft that corrects a withdrawn report: the same content, to be mended and issued under a number of its own."""
    same = {
        name: getattr(row, name)
        for name in ("kind", "series", "centre_id", "scope", "focus", "since", "until", "source", "title", "content")
    }
    mended = {"standing": Standing.DRAFT, "asked_at": at, "asked_by": by.name, "changed_at": at, "changed_by": by.name}
    made = SpecialReport.objects.create(**same, **mended, corrects=row, revision=1)
    Version.objects.create(report=made, number=1, why=Why.MADE, content=row.content, kept_at=at, kept_by=by.name)
    return made


def withdraw(report_id: int, why: str, *, by: Actor, at: datetime) -> int:
    """Take an issued report back, with a draft of its correction; the bytes stay. The correction's id.

    :raises NoReason: no reason; ``NotInDraft``: it is not issued, or was withdrawn; ``NotYours``.
    """
    why = said.reason(why)
    queries.report(report_id, by)
    with transaction.atomic():
        row = SpecialReport.objects.select_for_update(of=("self",)).get(pk=report_id)
        if not queries.is_issuer(by, row):
            raise errors.NotYours(centre=organisations.unit(row.centre_id).name, verb=clause("撤回"))
        if row.standing != Standing.ISSUED:
            raise errors.NotInDraft(standing=Standing(row.standing), verb=clause("撤回"))
        row.standing, row.withdrawal, row.withdrawn_at, row.withdrawn_by = Standing.WITHDRAWN, why, at, by.name
        row.save(update_fields=["standing", "withdrawal", "withdrawn_at", "withdrawn_by"])
        made = correction_of(row, at, by)
        journal.record(TOPIC, row.pk, "withdraw", by=by, at=at, facts={"why": why, "correction": made.pk})
        telling.withdrawn(row, at)
    return made.pk


def period_of(kind: Kind, today: date) -> tuple[date, date]:
    """The days a kind is usually about."""
    usual = KINDS[kind].usual(today)
    return usual.since, usual.until
