"""Words of programs: scopes, and a program as the API sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.ground.people.words import Actor
from hotline.lib.words import Word


class KeyScope(Word):
    """What a key may be used for."""

    SUBMIT = "submit", "提交诉求", "Submit appeals"
    READ = "read", "读取工单", "Read tickets"
    WRITE = "write", "补充工单", "Add to tickets"
    ANALYSE = "analyse", "统计查询", "Ask for figures"


PERMISSIONS: dict[KeyScope, frozenset[str]] = {
    KeyScope.SUBMIT: frozenset({"register"}),
    KeyScope.READ: frozenset(),
    KeyScope.WRITE: frozenset({"add_note", "attach"}),
    KeyScope.ANALYSE: frozenset(),
}
"""The verbs a scope carries."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program that presented a good key."""

    id: int
    name: str
    centre_id: int
    scopes: frozenset[KeyScope]
    per_minute: int
    expires_at: datetime | None
    actor: Actor


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; ``secret`` is the whole text to present, and is shown this once."""

    id: int
    prefix: str
    secret: str
