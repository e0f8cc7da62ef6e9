"""Seats of the door of topics."""

from tests.benches import enter, now

__all__ = ["enter", "now"]
