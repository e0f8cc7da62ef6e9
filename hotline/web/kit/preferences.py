"""Reading and keeping what a person chose for her screens."""

from __future__ import annotations

from collections.abc import Sequence

from .models import Columns

MOST_COLUMNS = 40


def columns(person_id: int, table: str) -> list[str]:
    """The columns a person chose for a table; empty when she never did."""
    found = Columns.objects.filter(person_id=person_id, table=table).values_list("chosen", flat=True).first()
    return list(found or [])


def keep_columns(person_id: int, table: str, chosen: Sequence[str]) -> None:
    """Keep the columns; an empty choice goes back to the usual ones."""
    if not chosen:
        Columns.objects.filter(person_id=person_id, table=table).delete()
        return
    wanted = [key[:40] for key in chosen[:MOST_COLUMNS]]
    Columns.objects.update_or_create(person_id=person_id, table=table[:40], defaults={"chosen": wanted})
