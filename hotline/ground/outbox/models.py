"""Tables of the outbox: messages to the outside, notices to colleagues."""

from __future__ import annotations

from django.db import models

from hotline.lib.fields import EncryptedTextField

from .words import MessageChannel, MessageState


class Message(models.Model):
    """A short message or mail, written with the change that causes it and sent after commit."""

    channel = models.CharField(max_length=6, choices=MessageChannel.choices())
    recipient = EncryptedTextField()
    template = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, blank=True)
    body = EncryptedTextField()  # it may hold a rating link that still works
    ticket = models.BigIntegerField(null=True, db_index=True)
    once_key = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=8, choices=MessageState.choices(), default=MessageState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="waiting"), name="message_waiting"),
            models.Index(fields=["-written_at"], condition=models.Q(state="dead"), name="message_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.template} {self.state}"


class Notice(models.Model):
    """A line in the bell of everybody posted at an organisation, or of one person."""

    organisation = models.ForeignKey("organisations.Organisation", models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=24)
    ticket = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    once_key = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-at"], name="notice_organisation"),
            models.Index(fields=["person", "-at"], name="notice_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ticket}"


class Reading(models.Model):
    """That one person has read a notice; it stays new to her colleagues."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="readings", db_index=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="notice_read_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.person_id}"


class Template(models.Model):
    """A text that takes the place of a shipped one."""

    code = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "language"], name="template_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.language}"
