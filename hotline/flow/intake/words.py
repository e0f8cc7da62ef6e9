"""Words of intake: what a caller says, before it becomes tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.flow.tickets.words import NewContact, NewTicket
from hotline.ground.desks.words import Asked
from hotline.lib.words import Word


class OverrideVerdict(Word):
    """What was decided about taking a refused ticket after all."""

    AGREED = "agreed", "同意破例", "Agreed"
    DECLINED = "declined", "不予破例", "Declined"


Fields = dict[str, str]
"""What stands in a form, as it was typed: right or not."""


class Ending(Word):
    """What an agent does with one matter of a call."""

    REGISTER = "register", "登记", "Register"
    SUBMIT = "submit", "提交", "Submit"
    ANSWER = "answer", "直接答复", "Answer directly"
    DECLINE = "decline", "提请不予受理", "Propose refusal"
    TRANSFER = "transfer", "转接", "Transfer"
    JOIN = "join", "并入工单", "Join a ticket"


@dataclass(frozen=True, slots=True)
class Appeal:
    """A contact with the matters it brought: none, one or several."""

    contact: NewContact
    matters: tuple[NewTicket, ...] = ()


@dataclass(frozen=True, slots=True)
class Finish:
    """How a matter ends at the desk, with what that ending needs."""

    ending: Ending
    text: str = ""
    entries: tuple[str, ...] = ()
    reason: str = ""
    number: str = ""
    asked: Asked | None = None
    """What was answered at a special desk; nothing on the usual line."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft as the desk shows it: the caller and her matters, each as typed; a done one has its ``number``."""

    id: int
    centre_id: int
    contact_id: int | None
    opened_at: datetime
    changed_at: datetime
    caller: Fields
    matters: tuple[Fields, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do but to end the call."""
        return all(matter.get("number") for matter in self.matters)

    @property
    def title(self) -> str:
        """What the call is about: the first matter that says something."""
        said = (matter.get("title") or matter.get("text", "") for matter in self.matters)
        return next((each for each in said if each), "")[:120]

    @property
    def done(self) -> tuple[Fields, ...]:
        """The matters that are done."""
        return tuple(matter for matter in self.matters if matter.get("number"))
