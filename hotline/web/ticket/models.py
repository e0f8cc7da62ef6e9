"""Who has which ticket open."""

from __future__ import annotations

from django.db import models


class Presence(models.Model):
    """Somebody was on a ticket's page at a moment; renewed while the page stays open."""

    ticket = models.BigIntegerField()
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.ticket}"
