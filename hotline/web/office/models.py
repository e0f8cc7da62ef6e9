"""What the office keeps: which forms were sent already."""

from __future__ import annotations

from django.db import models


class SentForm(models.Model):
    """A form that has done its work: the same one again does nothing."""

    token = models.UUIDField(primary_key=True)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="sent_form_at")]

    def __str__(self) -> str:
        return str(self.token)
