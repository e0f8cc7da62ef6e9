"""Rewards: proposed for the first effective report, approved by another person, paid by the informant's code."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day, minute
from hotline.lib.refusal import NotPermitted

from . import amounts, errors, openings, queries, rights, rules, vault
from .models import Hazard, Informant, Report, Reward
from .words import Effect, Verdict

TABLE = "reward"
LONGEST_VOUCHER = 40


def propose(hazard_id: int, number: str, rule_id: int, base: Decimal, why: str, *, by: Actor, at: datetime) -> int:
    """Propose the reward of a hazard for one of its reports; the amount follows from the rule. Its identifier.

    :param base: the fine in yuan, or how many persons were found; for a fixed amount it does not matter.
    :raises CaseNotFound: not in the actor's reach. ``NotEffective``, ``EarlierUnjudged``, ``NotFirst``: not the first
        effective report. ``RewardedAlready``: one a hazard. ``UnknownRule``, ``ImpossibleBase``, ``NoReason``.
    """
    found = queries.hazard(hazard_id, by)
    rights.require(Capability.HANDLE_REWARDS, found.centre_id, by)
    person = _person(by, Capability.HANDLE_REWARDS)
    said = openings.reason(why)
    with transaction.atomic():
        hazard = Hazard.objects.select_for_update().get(pk=found.pk)
        report = _first_effective(hazard, number)
        standing = Reward.objects.filter(hazard=hazard, is_current=True).first()
        if standing is not None:
            raise errors.RewardedAlready(case=hazard.name, state=queries.state(standing, at))
        rule = amounts.in_force(rule_id, civil_day(at))
        if base <= 0 and rule.basis != "fixed":
            raise errors.ImpossibleBase
        informant = Informant.objects.get(ticket_id=report.ticket_id)
        row = Reward.objects.create(
            hazard=hazard,
            report=report,
            informant=informant,
            rule=rule,
            base=base,
            amount=rules.amount(amounts.rate(rule), base, is_employee=informant.is_employee),
            why=said,
            proposed_at=at,
            proposed_by_id=person,
        )
        facts = {"hazard": hazard.pk, "rule": rule.code, "base": str(base), "amount": str(row.amount), "why": said}
        journal.record_reference(TABLE, row.pk, "propose", by=by, at=at, facts=facts)
    return row.pk


def decide(reward_id: int, verdict: Verdict, opinion: str, *, by: Actor, at: datetime) -> None:
    """Approve a reward, or not: by another person than the one who proposed it.

    :raises RewardNotFound: not in the actor's reach. ``OwnProposal``, ``DecidedAlready``, ``NoReason``.
    """
    person = _person(by, Capability.APPROVE_REWARDS)
    said = openings.reason(opinion)
    with transaction.atomic():
        row = _held(reward_id, Capability.APPROVE_REWARDS, by)
        if row.proposed_by_id == person:
            raise errors.OwnProposal
        if row.decided_at is not None:
            who = getattr(row.decided_by, "name", "")
            raise errors.DecidedAlready(who=who, at=minute(row.decided_at), verdict=Verdict(row.verdict))
        row.verdict, row.opinion, row.decided_at, row.decided_by_id = verdict, said, at, person
        if verdict is Verdict.APPROVED:
            row.collect_until = civil_day(at) + timedelta(days=row.rule.collect_days)
        row.save()
        journal.record_reference(TABLE, row.pk, "decide", by=by, at=at, facts={"verdict": verdict, "why": said})


def pay(reward_id: int, code: str, voucher: str, *, by: Actor, at: datetime) -> None:
    """Note that a reward was paid to whoever brought the code: the record knows no name.

    :raises RewardNotFound: not in the actor's reach. ``NotApproved``, ``PaidAlready``, ``TooLateToCollect``.
    :raises WrongCode: not this informant's. ``NoVoucher``: the number of the payment slip is missing.
    """
    slip = voucher.strip()[:LONGEST_VOUCHER]
    if not slip:
        raise errors.NoVoucher
    with transaction.atomic():
        row = _held(reward_id, Capability.HANDLE_REWARDS, by)
        if row.verdict != Verdict.APPROVED or row.collect_until is None:
            raise errors.NotApproved
        if row.paid_at is not None:
            raise errors.PaidAlready(at=minute(row.paid_at), voucher=row.voucher)
        if civil_day(at) > row.collect_until:
            raise errors.TooLateToCollect(until=f"{row.collect_until:%Y-%m-%d}")
        if bytes(row.informant.code_index) not in vault.indexes(code):
            raise errors.WrongCode
        row.paid_at, row.paid_by, row.voucher = at, by.name, slip
        row.save()
        facts = {"amount": str(row.amount), "voucher": slip}
        journal.record_reference(TABLE, row.pk, "pay", by=by, at=at, facts=facts)


def _first_effective(hazard: Hazard, number: str) -> Report:
    reports = list(Report.objects.filter(hazard=hazard).select_related("ticket"))
    mine = next((each for each in reports if each.ticket.number == number), None)
    if mine is None:
        raise errors.CaseNotFound
    places = [rules.Place(each.ticket.number, each.ticket.registered_at, Effect.of(each.effect)) for each in reports]
    kind, other = rules.obstacle(places, number)
    if kind == "unjudged":
        raise errors.EarlierUnjudged(other=other)
    if kind == "earlier":
        raise errors.NotFirst(number=number, other=other)
    if kind == "not_effective":
        raise errors.NotEffective(number=number)
    return mine


def _held(reward_id: int, capability: Capability, by: Actor) -> Reward:
    related = ("hazard", "rule", "informant", "decided_by")
    rows = Reward.objects.select_for_update(of=("self",)).select_related(*related)
    row = rows.filter(pk=reward_id, is_current=True).first()
    if row is None or not rights.may(capability, row.hazard.centre_id, by):
        raise errors.RewardNotFound
    return row


def _person(by: Actor, capability: Capability) -> int:
    if by.person_id is None:
        raise NotPermitted(verb=capability)
    return by.person_id
