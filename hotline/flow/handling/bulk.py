"""Replies of the past, and talks with citizens, written by the thousand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hotline.lib import copying

from .models import Reply, Talk
from .words import ContactResult, NewReply, Outcome, Verdict

COLUMNS = """
assignment_id round outcome is_true is_in_duty cause internal_text public_text may_publish
replied_at replied_by verdict verdict_note judged_by
"""


def replies(new: Iterable[tuple[int, str, bool, datetime]], *, by: str) -> None:
    """Write replies (assignment, text, may it be published, when); whether they solved anything nobody told."""
    copying.copy(
        Reply,
        COLUMNS,
        (
            (assignment, 1, Outcome.EXPLAINED, True, True, "", text, text, may_publish, at, by, "", "", "")
            for assignment, text, may_publish, at in new
        ),
    )


TALK = "assignment_id result note talked_at talked_by"
JUDGED = f"{COLUMNS} judged_at"


@dataclass(frozen=True, slots=True)
class Work:
    """What a unit did with an assignment, each step at its moment: spoke with the citizen, replied, was found right."""

    assignment_id: int
    note: str
    talked_at: datetime
    reply: NewReply
    replied_at: datetime
    passed_at: datetime


def works(new: Iterable[Work], *, by: str) -> None:
    """Write talks and passed replies of first rounds."""
    done = list(new)
    talks = ((each.assignment_id, ContactResult.REACHED, each.note, each.talked_at, by) for each in done)
    copying.copy(Talk, TALK, talks)
    copying.copy(Reply, JUDGED, (_passed(each, by) for each in done))


def _passed(work: Work, by: str) -> tuple[object, ...]:
    new = work.reply
    said = (new.outcome, new.is_true, new.is_in_duty, new.cause, new.internal_text, new.public_text, new.may_publish)
    return work.assignment_id, 1, *said, work.replied_at, by, Verdict.PASSED, "", by, work.passed_at
