"""Who is told what of a special report: those who write or issue at its centre, within the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import NewNotice, NoticeKind
from hotline.ground.people import queries as people
from hotline.ground.people.words import Capability
from hotline.lib.days import civil_day

from . import queries
from .models import SpecialReport

WRITERS, ISSUERS = Capability.WRITE_REPORTS, Capability.ISSUE_REPORTS


def made(row: SpecialReport, at: datetime) -> None:
    """Writers learn that a draft is there."""
    _tell(row, "made", WRITERS, at)


def failed(row: SpecialReport, at: datetime) -> None:
    """Writers learn that there is no draft."""
    _tell(row, "failed", WRITERS, at)


def submitted(row: SpecialReport, at: datetime) -> None:
    """Issuers learn that a draft waits for them."""
    _tell(row, "submitted", ISSUERS, at)


def sent_back(row: SpecialReport, at: datetime) -> None:
    """Writers learn that a draft came back."""
    _tell(row, "sent_back", WRITERS, at)


def issued(row: SpecialReport, at: datetime) -> None:
    """Writers learn that it was issued; recipients learn of it by the duty."""
    _tell(row, "issued", WRITERS, at)


def withdrawn(row: SpecialReport, at: datetime) -> None:
    """Writers learn that it was withdrawn."""
    _tell(row, "withdrawn", WRITERS, at)


def _tell(row: SpecialReport, what: str, capability: Capability, at: datetime) -> None:
    facts = {"what": what, "special_report": row.pk, "title": row.title, "issue": row.numbered}
    key = f"{NoticeKind.SPECIAL_REPORT}:{row.pk}:{what}:{row.revision}"
    day = civil_day(at)
    for person in people.holding(capability, day):
        if row.centre_id in queries.own_centres(people.actor(person, day), capability):
            outbox.notify(
                [NewNotice(NoticeKind.SPECIAL_REPORT, f"{key}:{person}", person_id=person, facts=facts)], at=at
            )
