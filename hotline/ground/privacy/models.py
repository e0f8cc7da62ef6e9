"""Tables of privacy: who saw what in clear, and why."""

from __future__ import annotations

from django.db import models


class Unmasking(models.Model):
    """One look at a masked field in clear."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40)
    field = models.CharField(max_length=30)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "at"], name="unmasking_person"),
            models.Index(fields=["subject"], name="unmasking_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.subject} {self.field}"


class Export(models.Model):
    """One list that left the house as a file."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    columns = models.JSONField()
    filters = models.JSONField()
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="export_at")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.name} {self.rows}"
