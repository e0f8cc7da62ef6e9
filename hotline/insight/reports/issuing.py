"""Issuing: a number is given, the bytes are frozen, what is owed is delivered, leaders can instruct on it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from hotline.flow.tickets import said
from hotline.ground.files import actions as files
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind
from hotline.lib.days import SHANGHAI, civil_day
from hotline.lib.refusal import clause
from hotline.watch.duties import actions as owed
from hotline.watch.duties import queries as duties
from hotline.watch.instructions import actions as instructions
from hotline.watch.instructions.words import NewReport, Series

from . import errors, printing, queries, rules, telling, wording
from .actions import NOTE, TOPIC, issuing
from .models import Fulfilment, LastNumber, SpecialReport
from .paper import Imprint, imprint
from .words import Kind, Standing

WEEK = timedelta(days=7)
WEEKLIES = (Kind.PROVINCE_WEEKLY, Kind.CITY_WEEKLY)


def issue(report_id: int, opinion: str = "", *, by: Actor, at: datetime) -> str:
    """Issue a reviewed report: 第N期（总第N期）. All of it happens, or none.

    :raises OwnReport: she took part in writing it; ``NotYours``: she does not issue there.
    :raises Unread: something in it is to be looked at and she says nothing of it.
    :raises NotInDraft: it does not wait for review; ``IssuedAlready``: a colleague was faster.
    :raises NoFont: there is nothing to print it with.
    """
    opinion = said.words(opinion, NOTE, clause("审核意见"))
    with issuing(report_id, clause("签发"), by, (Standing.REVIEW,)) as row:
        if queries.has_written(by, row):
            raise errors.OwnReport
        flaws = rules.flaws_of(queries.content(row))
        if flaws and not opinion:
            raise errors.Unread(count=flaws)
        _number(row, at)
        row.standing, row.note, row.issued_at, row.issued_by = Standing.ISSUED, opinion, at, by.name
        sheet = imprint(row)
        content = _freeze(row, sheet, by, at)
        row.reference_id = _noted(row, at)
        row.save()
        _deliver(row, content, by, at)
        facts = {"number": row.numbered, "title": row.title, "flaws": flaws, "opinion": opinion}
        journal.record(TOPIC, row.pk, "issue", by=by, at=at, facts=facts | {"organisation": row.centre_id})
        telling.issued(row, at)
    return row.numbered


def _number(row: SpecialReport, at: datetime) -> None:
    """Give the next number of the year and of the series; the counters are locked until the issue stands."""
    year = civil_day(at).year
    row.year, row.number, row.overall = year, _next(row, year), _next(row, 0)


def _next(row: SpecialReport, year: int) -> int:
    same = LastNumber.objects.filter(centre_id=row.centre_id, series=row.series, year=year)
    if not same.exists():
        new = LastNumber(centre_id=row.centre_id, series=row.series, year=year)
        LastNumber.objects.bulk_create([new], ignore_conflicts=True)
    counter = same.select_for_update().get()
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _freeze(row: SpecialReport, sheet: Imprint, by: Actor, at: datetime) -> bytes:
    """Make both files and keep them under the hash of their bytes; the PDF."""
    whole = queries.content(row)
    content = printing.pdf(whole, sheet)
    row.pdf_id = files.store(content, f"{file_name(row)}.pdf", by=by, at=at).id
    row.word_id = files.store(wording.docx(whole, sheet), f"{file_name(row)}.docx", by=by, at=at).id
    row.searched = " ".join(rules.printed(block.text, whole.figures) for block in whole.blocks)
    return content


def file_name(row: SpecialReport) -> str:
    """What an issued report's files are called."""
    return f"{row.year}-{row.number:03d} {row.title}"[:100]


def _noted(row: SpecialReport, at: datetime) -> int:
    """Let leaders instruct on it."""
    number = f"{row.year}年{row.numbered}"
    new = NewReport(row.centre_id, Series(row.series), number, row.title, civil_day(at))
    return instructions.note_report(new, by=Actor.system(), at=at)


def _deliver(row: SpecialReport, content: bytes, by: Actor, at: datetime) -> None:
    """Fulfil what the centre owes for this week: its leadership, the centre above, the members."""
    if Kind(row.kind) not in WEEKLIES or row.scope != organisations.unit(row.centre_id).region:
        return
    since = datetime.combine(row.until, time(), SHANGHAI)
    open_ = duties.reports(Actor.system()).filter(
        centre_id=row.centre_id, delivered_at__isnull=True, due_at__gte=since, due_at__lt=since + WEEK
    )
    hand = Actor(ActorKind.SYSTEM, by.name, by.person_id)
    """The platform delivers, in the name of whoever issued."""
    for found in open_.order_by("due_at", "pk"):
        owed.deliver(found.pk, f"{row.title}，{row.numbered}", content, f"{file_name(row)}.pdf", by=hand, at=at)
        Fulfilment.objects.create(report=row, owed=found)


def receive(report_id: int, owed_id: int, *, by: Actor, at: datetime) -> None:
    """Sign for an issued report where it was delivered to.

    :raises ReportNotFound: hidden or absent, or not delivered for that duty; further what ``duties`` refuses.
    """
    row = queries.report(report_id, by)
    if not row.fulfilments.filter(owed_id=owed_id).exists():
        raise errors.ReportNotFound
    owed.receive(owed_id, by=by, at=at)
