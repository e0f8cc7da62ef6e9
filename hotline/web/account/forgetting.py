"""What is not kept of logins: old attempts, sessions that ran out."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

ATTEMPTS_KEPT = timedelta(days=180)


def forget_attempts(*, at: datetime) -> int:
    """Forget attempts to log in so old that no auditor asks for them."""
    kinds = (AccessAttempt, AccessFailureLog, AccessLog)
    return sum(kind.objects.filter(attempt_time__lt=at - ATTEMPTS_KEPT).delete()[0] for kind in kinds)


def forget_sessions(*, at: datetime) -> int:
    """Forget sessions that ran out."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]
