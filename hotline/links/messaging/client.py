"""What a sender of messages is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class SendingFailed(Exception):
    """The message did not go out; the text says why, for the administrator."""


class Unreachable(SendingFailed):
    """The other side does not answer, or is too busy: worth another try."""


class Rejected(SendingFailed):
    """The other side will never take this message: bad number, bad address, forbidden words."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way.

    :param reference: the same at every try, so that the other side can drop repetitions.
    """

    reference: str
    recipient: str
    body: str
    subject: str = ""


class Sender(Protocol):
    """Sends one letter."""

    def send(self, letter: Letter) -> None:
        """Return when the other side has the letter.

        :raises Unreachable: try again later.
        :raises Rejected: give up.
        """
