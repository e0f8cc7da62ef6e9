"""Seats of the door of feeds."""

from tests.benches import enter, now

__all__ = ["enter", "now"]
