"""Tables of programs."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from hotline.lib.pairs import stand_together


class ApiKey(models.Model):
    """A key another program presents; its secret is kept as a hash."""

    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, unique=True, db_collation="C")
    digest = models.BinaryField(max_length=32)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    scopes = ArrayField(models.CharField(max_length=12), default=list)
    per_minute = models.PositiveIntegerField(default=600)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=60)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=stand_together("revoked_at", "revoked_by"),
                name="api_key_revoked_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.prefix}"
