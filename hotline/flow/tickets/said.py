"""Words that people write on the road: cleaned, and refused where they do not fit, never cut in silence."""

from __future__ import annotations

from hotline.lib import text
from hotline.lib.refusal import Clause, clause

from . import errors

NOTE, LONG, LINE = 300, 20_000, 200
REMARK = clause("备注")
REASON = clause("理由")


def words(said: str, most: int = NOTE, field: Clause = REMARK) -> str:
    """What was written, without control characters; empty where there is nothing to see.

    :raises WordsTooLong: it does not fit.
    """
    clean = text.clean(said, most)
    if clean.problem is text.TextProblem.TOO_LONG:
        raise errors.WordsTooLong(field=field, length=clean.length, limit=most)
    return clean.text


def reason(said: str, most: int = NOTE) -> str:
    """A reason that must be given.

    :raises NoReason: there is none.
    :raises WordsTooLong: it does not fit.
    """
    clean = words(said, most, REASON)
    if not clean:
        raise errors.NoReason
    return clean
