"""Seats of the door of alerts."""

from tests.benches import enter, now

__all__ = ["enter", "now"]
