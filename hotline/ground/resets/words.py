"""Words of resets."""

from __future__ import annotations

from datetime import timedelta

from hotline.lib.words import Word

VALID = timedelta(hours=24)
"""How long a request waits for a second person."""
SETTLED = timedelta(days=7)
"""How long an account must have been left alone by others before it counts as a second person."""


class ResetKind(Word):
    """What is to be reset."""

    PASSWORD = "password", "重置密码", "Reset password"
    SECOND_FACTOR = "second_factor", "重置动态口令", "Reset one-time password"


class ResetState(Word):
    """Where a request stands."""

    WAITING = "waiting", "待复核", "Waiting for approval"
    APPROVED = "approved", "已同意", "Approved"
    DECLINED = "declined", "已驳回", "Declined"
    EXPIRED = "expired", "已过期", "Expired"
