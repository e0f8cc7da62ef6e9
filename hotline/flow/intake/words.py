"""Words of intake: what a caller says, before it becomes tickets."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.flow.tickets.words import NewContact, NewTicket


@dataclass(frozen=True, slots=True)
class Appeal:
    """A contact with the matters it brought: none, one or several."""

    contact: NewContact
    matters: tuple[NewTicket, ...] = ()
