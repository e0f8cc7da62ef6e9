"""Seats of the door of analysis."""

from tests.analysing import root
from tests.benches import enter, now

__all__ = ["enter", "now", "root"]
