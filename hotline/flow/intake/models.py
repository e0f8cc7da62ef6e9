"""Tables of intake: drafts, refusals, the knowledge a direct answer used, keys of repeated requests."""

from __future__ import annotations

from django.db import models

from hotline.lib.fields import EncryptedTextField

from .words import OverrideVerdict


class Draft(models.Model):
    """A call an agent has begun to write down: kept at every pause, so that a closed browser loses nothing.

    ``contact`` is there from the first matter that was registered; ``is_done`` says that all of them are.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    centre = models.ForeignKey("organisations.Organisation", models.CASCADE, related_name="+")
    contact = models.ForeignKey("tickets.Contact", models.SET_NULL, null=True, related_name="+")
    phone_index = models.BinaryField(max_length=16, null=True)
    title = models.CharField(max_length=120, blank=True)
    content = EncryptedTextField()
    is_done = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-changed_at"], name="draft_person"),
            models.Index(fields=["phone_index"], name="draft_phone", condition=models.Q(phone_index__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class Declined(models.Model):
    """A ticket that was not taken: why, where the citizen was sent, who confirmed it."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="declined")
    reason = models.CharField(max_length=40)
    advice = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=60)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=60, default="", blank=True)
    overridden_at = models.DateTimeField(null=True)
    overridden_by = models.CharField(max_length=60, default="", blank=True)
    override_reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.reason}"


class Override(models.Model):
    """One proposal to take a refused ticket after all, and what another person decided."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="overrides")
    declined = models.ForeignKey(Declined, models.CASCADE, related_name="overrides")
    why = models.CharField(max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=60)
    proposer = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    verdict = models.CharField(max_length=8, choices=OverrideVerdict.choices(), blank=True)
    opinion = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=models.Q(verdict=""), name="override_asked_once"),
            models.CheckConstraint(
                condition=models.Q(verdict="", decided_at__isnull=True, decided_by="")
                | ~models.Q(verdict="") & models.Q(decided_at__isnull=False) & ~models.Q(decided_by=""),
                name="override_decided_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.proposed_at:%F %T}"


class Answer(models.Model):
    """A direct answer: what was said and which knowledge entries it leaned on."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="answers")
    text = models.TextField()
    entries = models.ManyToManyField("knowledge.Entry", related_name="+")
    answered_at = models.DateTimeField()
    answered_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return str(self.ticket_id)


class Request(models.Model):
    """A request that was already answered: the same key again gets the same answer and makes nothing new.

    The answer holds the citizen's query codes, and so is encrypted.
    """

    sender = models.CharField(max_length=60)
    key = models.CharField(max_length=120)
    digest = models.BinaryField(max_length=32)
    answer = EncryptedTextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sender", "key"], name="request_once")]

    def __str__(self) -> str:
        return f"{self.sender} {self.key}"
