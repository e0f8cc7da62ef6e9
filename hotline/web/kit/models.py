"""What the screens keep for a person: the columns she wants to see."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Columns(models.Model):
    """The columns of one table a person has chosen, in order."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    table = models.CharField(max_length=40)
    chosen = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "table"], name="columns_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.table}"
