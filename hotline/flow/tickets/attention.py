"""Drawing attention to a ticket: that the media look at it, that it is sensitive; and letting it go again."""

from __future__ import annotations

from datetime import datetime

from hotline.ground.people.words import Actor

from . import errors, said
from .actions import Step, moving
from .models import Ticket
from .words import Attention, Mark, Verb


def draw(number: str, what: Attention, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Lay attention on a ticket; rules of supervision look at it by that.

    :raises NoReason: nothing said; ``AttendedAlready``: it lies on it.
    """
    why = said.reason(why)
    with moving(number, Verb.DRAW_ATTENTION, by=by, at=at, seen=seen) as step:
        if what in lying(step.ticket):
            raise errors.AttendedAlready(number=number, what=what)
        _write(step, what, is_on=True)
        step.facts |= {"attention": what, "why": why}


def end(number: str, what: Attention, why: str, *, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Take attention off a ticket; orders it led to go on.

    :raises NoReason: nothing said; ``NotAttended``: there is none.
    """
    why = said.reason(why)
    with moving(number, Verb.END_ATTENTION, by=by, at=at, seen=seen) as step:
        if what not in lying(step.ticket):
            raise errors.NotAttended(number=number, what=what)
        _write(step, what, is_on=False)
        step.facts |= {"attention": what, "why": why}


def lying(ticket: Ticket) -> tuple[Attention, ...]:
    """The attention that lies on a ticket."""
    is_media = Mark.MEDIA in ticket.marks
    return (Attention.MEDIA,) * is_media + (Attention.SENSITIVE,) * ticket.is_sensitive


def _write(step: Step, what: Attention, *, is_on: bool) -> None:
    if what is Attention.SENSITIVE:
        step.changes["is_sensitive"] = is_on
    elif is_on:
        step.mark(Mark.MEDIA)
    else:
        step.unmark(Mark.MEDIA)
