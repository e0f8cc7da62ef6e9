"""Checking one chain or one seal when an auditor asks; that she asked is itself an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from django.db import transaction

from hotline.ground.people.words import Actor, Capability
from hotline.lib.refusal import NotFound

from . import actions, audit, queries
from .models import Event, Seal
from .words import START

TOPIC, VERB = "audit", "verify_seal"


@dataclass(frozen=True, slots=True)
class Checked:
    """How a chain stands: its length, and the first fault if there is one."""

    length: int
    fault: audit.Fault | None = None
    seq: int = 0


def chain(topic: str, subject: int, *, length: int | None = None) -> Checked:
    """Follow one chain link by link.

    :param length: how many events it must have, where that is known.
    """
    seq, previous = 0, START
    rows = Event.objects.filter(topic=topic, subject=subject).order_by("seq").values_list(*audit.FIELDS)
    for row in rows:
        event = SimpleNamespace(**dict(zip(audit.FIELDS, row, strict=True)))
        if event.seq != seq + 1:
            return Checked(seq, audit.Fault.MISSING, seq + 1)
        if not audit.follows(previous, event):
            return Checked(seq, audit.Fault.ALTERED, event.seq)
        seq, previous = event.seq, bytes(event.hash)
    if length is not None and length != seq:
        return Checked(seq, audit.Fault.SHORT, seq)
    return Checked(seq)


def seal(identifier: int, *, by: Actor, at: datetime) -> list[audit.Finding]:
    """Compute one seal anew over its events and the seal before; the answer is kept in the journal.

    :raises NotPermitted: the actor is no auditor; ``NotFound``: there is no such seal.
    """
    by.require(Capability.VIEW_JOURNAL)
    found = Seal.objects.filter(pk=identifier).first()
    if found is None:
        raise NotFound
    before = Seal.objects.filter(pk__lt=identifier).order_by("-pk").first()
    keys_began = Seal.objects.filter(pk__lt=identifier).exclude(key_id="").exists()
    findings = list(audit.one_seal(found, bytes(before.hash) if before else START, keys_began=keys_began))
    if found.tx_from != (before.tx_to if before else 0):
        findings.append(audit.Finding(audit.Fault.SEAL_GAP, seal=identifier))
    facts = {"is_good": not findings, "findings": [each.fault.value for each in findings]}
    with transaction.atomic():
        actions.record(TOPIC, identifier, VERB, by=by, at=at, facts=facts)
    return findings


def last_checks(identifiers: list[int]) -> dict[int, Event]:
    """When each of these seals was last checked, by whom, and what was found."""
    return queries.latest(TOPIC, identifiers, VERB)
