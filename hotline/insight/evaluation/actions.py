"""Writing evaluation: schemes adopted, sheets built, objected to, corrected and published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction

from hotline.flow.tickets import tallies
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, Capability
from hotline.insight.measures import queries as measures
from hotline.insight.measures.queries import Measured
from hotline.insight.measures.words import Measure
from hotline.lib.refusal import Clause, clause

from . import errors, queries, rules, seed
from .models import AdoptedScheme, Objection, Publication, Sheet, SheetLine
from .words import Scheme

SCHEME, SHEET, MONTH = "evaluation_scheme", "evaluation_sheet", "evaluation_month"


def adopt(centre_id: int, scheme: Scheme, from_on: date, *, by: Actor, at: datetime) -> AdoptedScheme:
    """Let a scheme hold at a centre from a day on; sheets that were built keep theirs.

    :raises NotPermitted: the actor does not score this centre's units.
    :raises SchemeRefused: it does not hold, and why; ``SchemeTooEarly``: a month it would hold for is
        scored, or a later one is adopted already.
    """
    _require(centre_id, by)
    if found := rules.problem(scheme) or _strangers(centre_id, scheme):
        raise errors.SchemeRefused(problem=found)
    with transaction.atomic():
        _lock_schemes(centre_id)
        before = AdoptedScheme.objects.filter(centre_id=centre_id).order_by("-from_on").first()
        built = Sheet.objects.filter(scheme__centre_id=centre_id, month__gte=from_on).exists()
        if built or (before and from_on <= before.from_on):
            raise errors.SchemeTooEarly
        adopted = AdoptedScheme.objects.create(
            centre_id=centre_id,
            version=before.version + 1 if before else 1,
            content=seed.plain(scheme),
            from_on=from_on,
            adopted_at=at,
            adopted_by=by.name,
        )
        facts = {"code": scheme.code, "version": adopted.version, "from_on": from_on}
        journal.record_reference(SCHEME, adopted.pk, "adopt", by=by, at=at, facts=facts)
    return adopted


def build(centre_id: int, month: date, *, by: Actor, at: datetime) -> int:
    """Reckon and store the sheets of a month that is over, for every unit in a group; how many were new.

    Sheets that stand are never reckoned again.

    :raises NotPermitted: the actor does not score this centre's units.
    :raises MonthNotOver: too early; ``NoScheme``: none was in force on the month's first day.
    """
    _require(centre_id, by)
    month = month.replace(day=1)
    if at < queries.bounds(month)[1]:
        raise errors.MonthNotOver
    with transaction.atomic():
        _lock_schemes(centre_id)
        in_force = queries.in_force(centre_id, month)
        if in_force is None:
            raise errors.NoScheme
        scheme = seed.scheme(in_force.content)
        out = {each.unit for each in scheme.exclusions}
        units = [organisations.unit_by_code(code) for group in scheme.groups for code in group.units if code not in out]
        standing = set(queries.sheets(centre_id, month).values_list("unit_id", flat=True))
        new = [unit.id for unit in units if unit.id not in standing]
        for unit_id in new:
            built = Sheet(scheme=in_force, unit_id=unit_id, month=month, built_at=at, built_by=by.name)
            _store(built, scheme, _measured(scheme, unit_id, month))
            journal.record_reference(SHEET, built.pk, "build", by=by, at=at, facts={"points": built.points})
    return len(new)


def object_to(sheet_id: int, text: str, *, by: Actor, at: datetime) -> Objection:
    """Ask the centre to look at our unit's sheet again.

    :raises SheetNotFound: not our unit's; ``ReasonMissing``: no reason given.
    :raises SheetPublished: too late; ``ObjectionWaiting``: one waits already.
    """
    sheet = queries.sheet(sheet_id, by)
    if not queries.may(by, Capability.LEAD_VIEW, sheet.unit_id):
        by.require(Capability.LEAD_VIEW)
        raise errors.SheetNotFound
    said = _said(text)
    with transaction.atomic():
        sheet = _locked(sheet.pk)
        if queries.is_published(sheet.scheme.centre_id, sheet.month):
            raise errors.SheetPublished
        if Objection.objects.filter(sheet=sheet, is_granted__isnull=True).exists():
            raise errors.ObjectionWaiting
        raised = Objection.objects.create(sheet=sheet, text=said, raised_at=at, raised_by=by.name)
        journal.record_reference(SHEET, sheet.pk, "object", by=by, at=at, facts={"text": said})
    return raised


def deny(sheet_id: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Let a sheet stand as it is, with the reason.

    :raises SheetNotFound: the actor does not see it; ``NotPermitted``: she does not score units.
    :raises NoObjection: none waits; ``ReasonMissing``: no reason given.
    """
    _require(queries.sheet(sheet_id, by).scheme.centre_id, by)
    with transaction.atomic():
        _decide(_locked(sheet_id), is_granted=False, reason=_said(reason), by=by, at=at)


def grant(sheet_id: int, numbers: Collection[str], reason: str, *, by: Actor, at: datetime) -> Sheet:
    """Correct a sheet: the named tickets no longer count; the old sheet stays as a revision that was.

    :raises SheetNotFound: the actor does not see it; ``NotPermitted``: she does not score units.
    :raises NoObjection: none waits; ``ReasonMissing``, ``NoTicketNamed``: something is missing.
    :raises TicketNotCounted: a named ticket does not count in this sheet.
    """
    _require(queries.sheet(sheet_id, by).scheme.centre_id, by)
    said = _said(reason)
    if not numbers:
        raise errors.NoTicketNamed
    with transaction.atomic():
        old = _locked(sheet_id)
        _decide(old, is_granted=True, reason=said, by=by, at=at)
        found = [_without(line, _named(old, numbers)) for line in queries.lines(old)]
        Sheet.objects.filter(pk=old.pk).update(is_current=False)
        new = Sheet(scheme=old.scheme, unit_id=old.unit_id, month=old.month, revision=old.revision + 1, reason=said)
        new.built_at, new.built_by = at, by.name
        _store(new, seed.scheme(old.scheme.content), found)
        facts = {"before": old.points, "after": new.points, "without": sorted(numbers), "why": said}
        journal.record_reference(SHEET, new.pk, "correct", by=by, at=at, facts=facts)
    return new


def publish(centre_id: int, month: date, *, by: Actor, at: datetime) -> None:
    """Make the results of a month known to the units.

    :raises NotPermitted: the actor does not score this centre's units.
    :raises NothingToPublish: no sheets; ``PublishedAlready``; ``ObjectionsOpen``: objections wait.
    """
    _require(centre_id, by)
    month = month.replace(day=1)
    with transaction.atomic():
        sheets = list(queries.sheets(centre_id, month).select_for_update(of=("self",)))
        if queries.is_published(centre_id, month):
            raise errors.PublishedAlready
        if not sheets:
            raise errors.NothingToPublish
        waiting = Objection.objects.filter(sheet__in=sheets, is_granted__isnull=True).count()
        if waiting:
            raise errors.ObjectionsOpen(count=waiting)
        Publication.objects.create(centre_id=centre_id, month=month, published_at=at, published_by=by.name)
        journal.record_reference(MONTH, f"{centre_id}/{month:%Y-%m}", "publish", by=by, at=at)


def _require(centre_id: int, by: Actor) -> None:
    centre = organisations.unit(centre_id)
    by.require_over(Capability.SCORE_UNITS, centre.region, centre.id, centre.path)


def _lock_schemes(centre_id: int) -> None:
    """Let nobody else adopt or build at the centre until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [SCHEME, centre_id])


def _strangers(centre_id: int, scheme: Scheme) -> Clause | None:
    """Whether a group names a unit that does not exist or lies outside the centre's area."""
    area = organisations.unit(centre_id).region
    for code in [code for group in scheme.groups for code in group.units]:
        try:
            unit = organisations.unit_by_code(code)
        except ObjectDoesNotExist:
            return clause("没有代码为“{unit}”的单位", unit=code)
        if not unit.region.startswith(area):
            return clause("单位“{unit}”不在本中心辖区", unit=unit.name)
    return None


def _measured(scheme: Scheme, unit_id: int, month: date) -> list[Measured]:
    since, until = queries.bounds(month)
    return [
        measures.measured(item.measure, unit_id, since=since, until=until, without=scheme.without)
        for item in scheme.items
    ]


def _store(sheet: Sheet, scheme: Scheme, found: list[Measured]) -> None:
    scored = [rules.line(item, each.figure) for item, each in zip(scheme.items, found, strict=True)]
    got = rules.result(scored, scheme.total)
    sheet.attained, sheet.attainable, sheet.points = got.attained, got.attainable, got.points
    sheet.save(force_insert=True)
    SheetLine.objects.bulk_create(
        SheetLine(
            sheet=sheet,
            ordinal=ordinal,
            item=seed.plain_item(line.item),
            measure=line.item.measure,
            definition=line.figure.version,
            numerator=list(each.numerator),
            denominator=list(each.denominator),
            score=line.score,
        )
        for ordinal, (line, each) in enumerate(zip(scored, found, strict=True), start=1)
    )


def _locked(sheet_id: int) -> Sheet:
    """The sheet as it stands, locked; one that was corrected meanwhile is gone for whoever would work on it."""
    rows = Sheet.objects.select_for_update(of=("self",)).select_related("scheme")
    found = rows.filter(pk=sheet_id, is_current=True).first()
    if found is None:
        raise errors.SheetNotFound
    return found


def _decide(sheet: Sheet, *, is_granted: bool, reason: str, by: Actor, at: datetime) -> None:
    waiting = Objection.objects.filter(sheet=sheet, is_granted__isnull=True)
    if not waiting.update(is_granted=is_granted, reason=reason, decided_at=at, decided_by=by.name):
        raise errors.NoObjection
    facts = {"granted": is_granted, "why": reason}
    journal.record_reference(SHEET, sheet.pk, "decide", by=by, at=at, facts=facts)


def _named(sheet: Sheet, numbers: Collection[str]) -> set[int]:
    due = {pk for line in queries.lines(sheet) for pk in line.denominator}
    known = {number: pk for pk, number in tallies.numbers(due).items()}
    for number in numbers:
        if number not in known:
            raise errors.TicketNotCounted(ticket=number)
    return {known[number] for number in numbers}


def _without(line: SheetLine, gone: set[int]) -> Measured:
    counted = (pk for pk in line.numerator if pk not in gone)
    return measures.figured(
        Measure(line.measure), line.definition, counted, (pk for pk in line.denominator if pk not in gone)
    )


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise errors.ReasonMissing
    return said
