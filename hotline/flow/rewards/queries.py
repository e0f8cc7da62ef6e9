"""Reading rewards: guarded by capability and centre; nothing here tells who an informant is."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from hotline.flow.tickets import queries as tickets
from hotline.ground.files import queries as stored
from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day

from . import errors, rights, vault
from .models import Appeal, Hazard, Informant, Opening, Report, Reward
from .words import Effect, Standing, Told, Verdict


def informants(by: Actor, capability: Capability) -> QuerySet[Informant]:
    """Sealed reports of centres in reach, the latest first."""
    rows = Informant.objects.filter(rights.centres(capability, by, "ticket__centre_id"))
    return rows.select_related("ticket", "ticket__words").order_by("-sealed_at", "-pk")


def informant(identifier: int, by: Actor, capability: Capability) -> Informant:
    """One sealed report.

    :raises InformantNotFound: there is none in reach.
    """
    found = informants(by, capability).filter(pk=identifier).first()
    if found is None:
        raise errors.InformantNotFound
    return found


def sealed(ticket_id: int) -> Informant | None:
    """The sealed informant of a ticket the reader may see, if it has one."""
    return Informant.objects.filter(ticket_id=ticket_id).first()


def report_of(ticket_id: int) -> Report | None:
    """The report a ticket is, if it was laid to a hazard."""
    return Report.objects.filter(ticket_id=ticket_id).select_related("hazard").first()


def hazards(by: Actor) -> QuerySet[Hazard]:
    """Hazards of centres for which the actor handles or approves rewards, the latest first."""
    reach = rights.centres(Capability.HANDLE_REWARDS, by) | rights.centres(Capability.APPROVE_REWARDS, by)
    return Hazard.objects.filter(reach).order_by("-noted_at", "-pk")


def hazard(identifier: int, by: Actor) -> Hazard:
    """One hazard.

    :raises CaseNotFound: there is none in reach.
    """
    found = hazards(by).filter(pk=identifier).first()
    if found is None:
        raise errors.CaseNotFound
    return found


def reports(hazard_id: int) -> list[Report]:
    """The reports of a hazard, the earliest first."""
    rows = Report.objects.filter(hazard_id=hazard_id).select_related("ticket", "ticket__words")
    return list(rows.order_by("ticket__registered_at", "pk"))


def files(ticket_id: int) -> list[tuple[int, str]]:
    """The files attached to a report, by identifier: what may be named as proof."""
    known = stored.files(tickets.attached(ticket_id))
    return sorted((pk, kept.name) for pk, kept in known.items())


def rewards(hazard_id: int) -> list[Reward]:
    """Every reward a hazard had, the current one first."""
    related = ("rule", "report__ticket", "proposed_by", "decided_by")
    return list(Reward.objects.filter(hazard_id=hazard_id).select_related(*related).order_by("-is_current", "-pk"))


def to_decide(by: Actor) -> QuerySet[Reward]:
    """Rewards that wait for the actor's approval, the oldest first."""
    rows = Reward.objects.filter(rights.centres(Capability.APPROVE_REWARDS, by, "hazard__centre_id"))
    waiting = rows.filter(is_current=True, verdict="").exclude(proposed_by_id=by.person_id or 0)
    return waiting.select_related("hazard", "rule", "proposed_by").order_by("proposed_at")


def appeals(by: Actor) -> QuerySet[Appeal]:
    """Appeals in the actor's reach, those that wait first."""
    rows = Appeal.objects.filter(rights.centres(Capability.APPROVE_REWARDS, by, "informant__ticket__centre_id"))
    return rows.select_related("informant__ticket", "decided_by").order_by("verdict", "-raised_at")


def openings(by: Actor) -> QuerySet[Opening]:
    """Openings of the vault in the actor's reach, the latest first."""
    rows = Opening.objects.filter(rights.centres(Capability.OPEN_VAULT, by, "informant__ticket__centre_id"))
    return rows.select_related("informant__ticket", "asked_by", "decided_by").order_by("-asked_at", "-pk")


def opening(identifier: int, by: Actor) -> Opening:
    """One opening.

    :raises OpeningNotFound: there is none in reach.
    """
    found = openings(by).filter(pk=identifier).first()
    if found is None:
        raise errors.OpeningNotFound
    return found


def by_code(code: str) -> Informant:
    """The report of whoever holds a code.

    :raises InformantNotFound: nobody holds it.
    """
    rows = Informant.objects.select_related("ticket")
    found = rows.filter(code_index__in=vault.indexes(code)).first() if vault.plain(code) else None
    if found is None:
        raise errors.InformantNotFound
    return found


def told(row: Informant, at: datetime) -> Told:
    """What the informant may know of her own report."""
    report, reward = report_of(row.ticket_id), _current(row)
    standing, reason = _standing(report, reward, at)
    past = Appeal.objects.filter(informant=row).order_by("raised_at")
    waits = any(not each.verdict for each in past)
    negative = standing in (Standing.INEFFECTIVE, Standing.NOT_FIRST, Standing.DENIED, Standing.COLLECT)
    is_approved = reward is not None and reward.verdict == Verdict.APPROVED
    return Told(
        row.ticket.number,
        row.ticket.registered_at,
        standing,
        reward.amount if reward is not None and is_approved else None,
        reward.collect_until if reward is not None and is_approved else None,
        reason,
        negative and not waits,
        tuple((each.raised_at, each.verdict, each.reason) for each in past),
    )


def state(reward: Reward, at: datetime) -> Standing:
    """Where a reward stands."""
    if reward.paid_at is not None:
        return Standing.PAID
    if not reward.verdict:
        return Standing.REVIEWING
    if reward.verdict == Verdict.DENIED:
        return Standing.DENIED
    is_over = reward.collect_until is not None and civil_day(at) > reward.collect_until
    return Standing.LAPSED if is_over else Standing.COLLECT


def _current(row: Informant) -> Reward | None:
    return Reward.objects.filter(informant=row, is_current=True).select_related("rule").first()


def _standing(report: Report | None, reward: Reward | None, at: datetime) -> tuple[Standing, str]:
    if reward is not None:
        return state(reward, at), reward.opinion
    if report is None or not report.effect:
        return Standing.CHECKING, ""
    if report.effect == Effect.INEFFECTIVE:
        return Standing.INEFFECTIVE, report.ground
    others = Reward.objects.filter(hazard_id=report.hazard_id, is_current=True).exclude(report=report)
    return (Standing.NOT_FIRST, "") if others.exists() else (Standing.CHECKING, "")
