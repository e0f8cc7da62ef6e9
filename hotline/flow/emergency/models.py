"""Tables of disaster work: who is to be rung back, and each try."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from hotline.lib.fields import EncryptedTextField
from hotline.lib.pairs import stand_together

from .words import TryResult


class CallBack(models.Model):
    """A caller who could not be served in a disaster; open until somebody served her or she needs nothing more."""

    mode = models.ForeignKey("disaster.Mode", models.PROTECT, related_name="+")
    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    phone = EncryptedTextField()
    phone_index = models.BinaryField(max_length=16)
    name = EncryptedTextField(blank=True, default="")
    note = EncryptedTextField(blank=True, default="")
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=60)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        ordering = ["noted_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=stand_together("done_at", "done_by"), name="call_back_done_pair"),
            models.UniqueConstraint(
                fields=["mode", "centre", "phone_index"], condition=Q(done_at__isnull=True), name="call_back_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mode_id} {self.noted_at:%F %T}"


class Try(models.Model):
    """One ringing back."""

    call_back = models.ForeignKey(CallBack, models.CASCADE, related_name="tries")
    result = models.CharField(max_length=12, choices=TryResult.choices())
    number = models.CharField(max_length=16, blank=True, db_collation="C")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.call_back_id} {self.result}"
