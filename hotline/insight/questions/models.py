"""Tables of stored questions: the questions, and whose bell rings for them how often."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from .words import Rhythm, Sharing


class StoredQuestion(models.Model):
    """A question somebody keeps; taken away it can be brought back for a while."""

    name = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True)
    asked = models.TextField()  # as in an address
    owner = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    sharing = models.CharField(max_length=8, choices=Sharing.choices(), default=Sharing.OWN)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=32, unique=True)
    stored_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(removed_at__isnull=True), name="question_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="question_has_name"),
            models.CheckConstraint(
                condition=~Q(sharing="centre") | Q(organisation__isnull=False), name="question_shared_with_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Wanted(models.Model):
    """That a person wants to be told of a stored question every so often."""

    question = models.ForeignKey(StoredQuestion, models.CASCADE, related_name="wanted", db_index=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices())
    next_at = models.DateTimeField(db_index=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="question_wanted_once")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.person_id} {self.rhythm}"
