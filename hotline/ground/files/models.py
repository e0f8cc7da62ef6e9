"""Tables of stored files."""

from __future__ import annotations

from django.db import models


class StoredFile(models.Model):
    """A file kept outside the web root under its content's hash."""

    sha256 = models.BinaryField(max_length=32)
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    path = models.CharField(max_length=120)
    stored_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="file_content")]

    def __str__(self) -> str:
        return self.name
