"""Conditions of tables: a moment and its author stand or fall together."""

from __future__ import annotations

from django.db.models import Q


def stand_together(at: str, by: str) -> Q:
    """A who-and-when pair: a moment needs its author's name, and the other way round."""
    return Q(**{f"{at}__isnull": True, by: ""}) | (Q(**{f"{at}__isnull": False}) & ~Q(**{by: ""}))
