"""A deed of the ticket page: the form a verb has, and the action it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from hotline.flow.tickets.possible import Possible
from hotline.ground.people.words import Actor

from . import forms


@dataclass(frozen=True, slots=True)
class Doing:
    """One deed under way: on which ticket, in which way, with what was filled in, by whom and when."""

    number: str
    way: Possible
    said: dict[str, Any]
    by: Actor
    at: datetime
    seen: int | None

    @property
    def assignment(self) -> int:
        """The assignment a unit's verb is done for."""
        return self.way.assignment_id or 0

    @property
    def who(self) -> dict[str, Any]:
        """By whom and when."""
        return {"by": self.by, "at": self.at}


@dataclass(frozen=True, slots=True)
class Deed:
    """How a verb is done from the page."""

    form: type[forms.DeedForm]
    run: Callable[[Doing], object]
    icon: str
    key: str = ""
    is_primary: bool = False
    consequence: str | Promise = ""
    is_grave: bool = False
