"""Tables of the throttle."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How many tries one key of one topic made in one window."""

    topic = models.CharField(max_length=24, db_collation="C")
    key = models.BinaryField(max_length=16)
    window = models.DateTimeField()
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "key", "window"], name="tally_once")]
        indexes = [models.Index(fields=["window"], name="tally_window")]

    def __str__(self) -> str:
        return f"{self.topic} {self.count}"
