"""Reading special reports, guarded: a centre's own people see its drafts, those it reaches see what it issued."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, ActorKind, Capability, Grant, Scope
from hotline.ground.regions import queries as regions
from hotline.watch.duties import queries as duties
from hotline.watch.duties.words import Recipient, ReportState

from . import errors, rules
from .kinds.register import KINDS
from .models import Fulfilment, SpecialReport, Version
from .words import Block, Document, Kind, Standing, Wanted, document

OUT = (Standing.ISSUED, Standing.WITHDRAWN)
WORK = (Capability.WRITE_REPORTS, Capability.ISSUE_REPORTS)
READ = (Capability.ANALYSE, Capability.LEAD_AREA, Capability.WATCH_AREA)
ALIKE = 3
MEMBER = (Capability.ANALYSE, Capability.LEAD_VIEW)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an issued report was delivered for: to whom, and whether somebody signed for it."""

    id: int
    duty: str
    duty_en: str
    recipient: Recipient
    due_at: datetime
    delivered_at: datetime | None
    received_at: datetime | None
    received_by: str
    state: ReportState
    may_sign: bool


def own_centres(actor: Actor, *capabilities: Capability) -> dict[int, Unit]:
    """The centres at which the actor holds one of the capabilities: those of exactly her postings' areas."""
    found = {}
    for grant in actor.grants:
        if any(each in grant.permissions for each in capabilities) and (centre := _own(grant)) is not None:
            found[centre.id] = centre
    return found


def _own(grant: Grant) -> Unit | None:
    if not regions.is_area(grant.region_code) or grant.scope not in (Scope.AREA, Scope.OWN_CENTRE, Scope.EVERYTHING):
        return None
    centre = organisations.centre_for(grant.region_code)
    return centre if centre is not None and centre.region == grant.region_code else None


def visible_to(actor: Actor) -> QuerySet[SpecialReport]:
    """The reports an actor sees. Hidden and absent look the same."""
    rows = SpecialReport.objects.all()
    if actor.kind is ActorKind.SYSTEM:
        return rows
    seen = Q(centre_id__in=own_centres(actor, *WORK))
    seen |= Q(centre_id__in=_reached(actor), standing__in=OUT)
    told = Fulfilment.objects.filter(owed__duty__recipient=Recipient.MEMBER_UNITS).values("report_id")
    seen |= Q(centre_id__in=_member_of(actor), standing__in=OUT, pk__in=told)
    return rows.filter(seen)


def _reached(actor: Actor) -> frozenset[int]:
    """The centres inside the areas an actor analyses, watches or leads."""
    wide = [
        grant
        for grant in actor.grants
        if grant.scope is Scope.AREA
        and regions.is_area(grant.region_code)
        and any(each in grant.permissions for each in READ)
    ]
    return frozenset().union(*(organisations.centres_within(each.organisation_path, each.region_code) for each in wide))


def _member_of(actor: Actor) -> set[int]:
    """The centres whose member units the actor leads."""
    found = set()
    for grant in actor.grants:
        is_unit = grant.scope in (Scope.UNIT_SUBTREE, Scope.OWN_UNIT) and regions.is_area(grant.region_code)
        if is_unit and any(each in grant.permissions for each in MEMBER):
            centre = organisations.centre_for(grant.region_code)
            found |= {centre.id} if centre else set()
    return found


def report(identifier: int, actor: Actor) -> SpecialReport:
    """One report the actor sees.

    :raises ReportNotFound: there is none, or it is hidden.
    """
    found = visible_to(actor).select_related("pdf", "word", "reference", "corrects").filter(pk=identifier).first()
    if found is None:
        raise errors.ReportNotFound
    return found


def is_writer(actor: Actor, found: SpecialReport) -> bool:
    """Whether the actor writes this report's centre's reports."""
    return found.centre_id in own_centres(actor, Capability.WRITE_REPORTS)


def is_issuer(actor: Actor, found: SpecialReport) -> bool:
    """Whether the actor issues this report's centre's reports."""
    return found.centre_id in own_centres(actor, Capability.ISSUE_REPORTS)


def has_written(actor: Actor, found: SpecialReport) -> bool:
    """Whether the actor took part in writing it."""
    authors = found.versions.filter(author__isnull=False).values_list("author_id", flat=True)
    return actor.name == found.submitted_by or (actor.person_id is not None and actor.person_id in set(authors))


def content(found: SpecialReport) -> Document:
    """What a report says.

    :raises NotMade: there is nothing yet; ``BeingMade``: it is being made.
    """
    if found.standing == Standing.MAKING:
        raise errors.BeingMade
    if found.content is None:
        raise errors.NotMade
    return document(found.content)


def wanted(found: SpecialReport) -> Wanted:
    """A report as it was asked for."""
    return Wanted(
        Kind(found.kind), found.centre_id, found.scope, found.since, found.until, found.source, found.focus
    )  # fmt: skip


def alike(asked: Wanted, actor: Actor, but: int = 0) -> list[SpecialReport]:
    """Reports of the same kind, matter, scope and days that are not issued yet and that the actor sees."""
    same = {name: getattr(asked, name) for name in ("kind", "centre_id", "scope", "since", "until", "source", "focus")}
    rows = visible_to(actor).filter(**same).exclude(standing__in=OUT).exclude(standing=Standing.FAILED)
    return list(rows.exclude(pk=but).order_by("-changed_at", "-pk")[:ALIKE])


def at_work(actor: Actor) -> QuerySet[SpecialReport]:
    """What is not issued yet at the actor's own centres, the latest changed first."""
    rows = SpecialReport.objects.filter(centre_id__in=own_centres(actor, *WORK)).exclude(standing__in=OUT)
    return rows.order_by("-changed_at", "-pk")


def archive(
    actor: Actor,
    *,
    words: str = "",
    kind: str = "",
    series: str = "",
    centre: int | None = None,
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[SpecialReport]:
    """Issued reports the actor sees, narrowed: every word must stand in the title or the text."""
    rows = visible_to(actor).filter(standing__in=OUT)
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(searched__icontains=word))
    narrowed = {"kind": kind, "series": series, "centre_id": centre}
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value})
    if since:
        rows = rows.filter(until__gt=since)
    if until:
        rows = rows.filter(since__lte=until)
    return rows.order_by("-issued_at", "-pk")


def inbox(actor: Actor) -> QuerySet[SpecialReport]:
    """Reports of other hands that were delivered to the actor: as leader, as the centre above, as a member."""
    told = Fulfilment.objects.select_related("owed__duty")
    led = own_centres(actor, Capability.LEAD_AREA)
    own = told.filter(owed__duty__recipient=Recipient.OWN_LEADERS, owed__centre_id__in=led)
    mine = own_centres(actor, Capability.WATCH_AREA, Capability.LEAD_AREA)
    below = [each for each in _reached(actor) if _above(each) in mine]
    up = told.filter(owed__duty__recipient=Recipient.CENTRE_ABOVE, owed__centre_id__in=below)
    members = told.filter(owed__duty__recipient=Recipient.MEMBER_UNITS, owed__centre_id__in=_member_of(actor))
    ids = {row.report_id for rows in (own, up, members) for row in rows}
    return visible_to(actor).filter(pk__in=ids, standing__in=OUT).order_by("-issued_at", "-pk")


def _above(centre: int) -> int:
    found = organisations.centre_above(centre)
    return found.id if found else 0


def receipts(found: SpecialReport, actor: Actor, at: datetime) -> list[Receipt]:
    """What a report was delivered for, and whether the actor may sign for it."""
    rows = found.fulfilments.select_related("owed__duty").order_by("owed__due_at", "pk")
    return [_receipt(row.owed, actor, at) for row in rows]


def _receipt(owed: Any, actor: Actor, at: datetime) -> Receipt:
    state = duties.state_of(owed, at)
    signer = duties.signer(owed)
    may_sign = (
        state is ReportState.DELIVERED
        and signer is not None
        and duties.is_posted(signer.id, actor)
        and actor.name != owed.delivered_by
    )
    return Receipt(
        owed.pk,
        owed.duty.name,
        owed.duty.name_en,
        Recipient(owed.duty.recipient),
        owed.due_at,
        owed.delivered_at,
        owed.received_at,
        owed.received_by,
        state,
        may_sign,
    )


def owed_by(actor: Actor, at: datetime, limit: int = 20) -> list[Any]:
    """Reports the actor's own centres still owe, the one due first on top."""
    rows = duties.reports(Actor.system()).filter(centre_id__in=own_centres(actor, *WORK), delivered_at__isnull=True)
    return list(rows.order_by("due_at", "pk")[:limit])


def versions(found: SpecialReport) -> QuerySet[Version]:
    """Earlier versions of a draft, the latest first."""
    return found.versions.order_by("-number")


def taken_out(found: SpecialReport) -> list[tuple[Block, Document]]:
    """What the rules wrote for a report and its writers took out, each with the last version that had it."""
    earlier = [document(each.content) for each in found.versions.order_by("number")]
    return rules.taken_out(content(found), earlier)


def correction(found: SpecialReport, actor: Actor) -> SpecialReport | None:
    """The report that corrects a withdrawn one, where the actor sees it."""
    return visible_to(actor).filter(corrects=found).first()


def centres_issuing(actor: Actor) -> list[Unit]:
    """The centres of whose issued reports the actor sees any."""
    rows = visible_to(actor).filter(standing__in=OUT).order_by().values_list("centre_id", flat=True).distinct()
    return sorted(organisations.units(rows).values(), key=lambda unit: (len(unit.region), unit.code))


def title_of(version: Version) -> str:
    """What a report was called in an earlier version."""
    return str(version.content["title"])


def kinds_of(centre: Unit) -> list[Kind]:
    """The kinds a centre writes."""
    return [kind for kind, described in KINDS.items() if centre.level in described.levels]


def latest(centres: Iterable[int]) -> list[SpecialReport]:
    """The last issue of each series of centres."""
    rows = SpecialReport.objects.filter(centre_id__in=list(centres), standing=Standing.ISSUED)
    return list(rows.order_by("centre_id", "series", "-overall").distinct("centre_id", "series"))
