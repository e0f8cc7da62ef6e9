"""Who calls: the bearer's key, its scope, its limit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from hotline.ground.programs import queries as programs
from hotline.ground.programs.errors import OutOfScope
from hotline.ground.programs.words import KeyScope, Program
from hotline.ground.throttle import actions as throttle
from hotline.ground.throttle.words import Quota

TOPIC = "program"
MINUTE = 60


class Bearer(HttpBearer):
    """``Authorization: Bearer hl_…``; the program found is ``request.auth``."""

    def authenticate(self, request: HttpRequest, token: str) -> Program:
        """The program behind the key, one request poorer.

        :raises BadKey: unknown, revoked or expired.
        :raises TooOften: its limit a minute is reached.
        """
        at = timezone.now()
        program = programs.program(token, at=at)
        throttle.admit_leased(TOPIC, str(program.id), Quota(program.per_minute, MINUTE), at=at)
        return program


def caller(request: Any, *scopes: KeyScope) -> tuple[Program, datetime]:
    """The program that calls, and the moment.

    :raises OutOfScope: it has none of the scopes.
    """
    program: Program = request.auth
    if scopes and not program.scopes & set(scopes):
        raise OutOfScope(scope=scopes[0])
    return program, timezone.now()
