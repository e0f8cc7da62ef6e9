"""The benches' people and moment, as in the town."""

from tests.benches import enter, now

__all__ = ["enter", "now"]
