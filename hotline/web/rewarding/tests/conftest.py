"""Seats of the door of rewards."""

from tests.benches import enter, now

__all__ = ["enter", "now"]
