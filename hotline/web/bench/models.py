"""What the benches keep: named views, and who has a ticket open."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """A set of filters a person named; the default one opens with the bench."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    bench = models.CharField(max_length=20)
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=500, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "bench", "name"], name="view_named_once"),
            models.UniqueConstraint(fields=["person", "bench"], condition=Q(is_default=True), name="view_default_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """Who has a ticket open on a bench, and until when we believe so."""

    number = models.CharField(primary_key=True, max_length=16, db_collation="C")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    taken_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
