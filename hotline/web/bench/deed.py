"""What a button of a bench is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hotline.flow.tickets.words import Verb

from . import forms
from .seats import Seat
from .words import Bench


@dataclass(frozen=True, slots=True)
class Deed:
    """One button: where it stands, its form, the verbs it needs, and what it does; ``ends`` means on to the next.

    On the benches of the hard cases it also has its own drawing and key there.
    """

    benches: frozenset[Bench]
    form: type[forms.DeedForm]
    verbs: tuple[Verb, ...]
    run: Callable[[Seat, str, Any], str]
    ends: bool = True
    icon: str = ""
    key: str = ""


def on(*benches: Bench) -> frozenset[Bench]:
    """The benches a button stands on."""
    return frozenset(benches)
