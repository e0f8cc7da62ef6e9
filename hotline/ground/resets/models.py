"""Tables of resets: requests, and where the owners of accounts are told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hotline.lib.fields import EncryptedTextField

from .words import ResetKind, ResetState

DECIDED = (ResetState.APPROVED.value, ResetState.DECLINED.value)


class Request(models.Model):
    """Somebody asks for a privileged account's reset; somebody else decides."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=ResetKind.choices())
    why = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=ResetState.choices(), default=ResetState.WAITING)
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    opinion = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "kind"], condition=Q(state="waiting"), name="reset_asked_once"),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_by__isnull=True, decided_at__isnull=True)),
                name="reset_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("asked_by")) & ~Q(decided_by=models.F("person")),
                name="reset_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id} {self.state}"


class Address(models.Model):
    """Where a person is told what happens to her account; she alone keeps it."""

    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True, related_name="+")
    phone = EncryptedTextField(blank=True)
    mail = EncryptedTextField(blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"
