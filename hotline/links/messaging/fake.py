"""A sender for tests: keeps what it was given, fails when told to."""

from __future__ import annotations

from .client import Letter, Rejected, SendingFailed


class FakeSender:
    """``faults`` are raised one after the other before it works again."""

    def __init__(self, *faults: SendingFailed) -> None:
        self.faults = list(faults)
        self.letters: dict[str, Letter] = {}
        self.tries = 0

    def send(self, letter: Letter) -> None:
        """Fail as told, else keep the letter under its reference."""
        self.tries += 1
        if self.faults:
            raise self.faults.pop(0)
        if not letter.recipient.strip():
            raise Rejected("no recipient")
        self.letters[letter.reference] = letter
