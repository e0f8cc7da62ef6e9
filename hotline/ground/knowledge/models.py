"""Tables of knowledge entries."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from .words import EntryState


class Entry(models.Model):
    """A reviewed answer with its source and validity ``[valid_from_on, valid_until_on)``."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    questions = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    answer = models.TextField()
    title_en = models.CharField(max_length=200, blank=True)
    answer_en = models.TextField(blank=True)
    internal_note = models.TextField(blank=True)
    source = models.CharField(max_length=200)
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, related_name="+")
    categories = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    state = models.CharField(max_length=12, choices=EntryState.choices(), default=EntryState.DRAFT)
    valid_from_on = models.DateField()
    valid_until_on = models.DateField(null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    written_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    reviewed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    proposed = models.JSONField(null=True, blank=True)
    proposed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    search = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ["code"]
        indexes = [GinIndex(fields=["search"], name="entry_search")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposed__isnull=True, proposed_at__isnull=True, proposed_by__isnull=True)
                | models.Q(proposed__isnull=False, proposed_at__isnull=False, proposed_by__isnull=False),
                name="entry_proposed_together",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until_on__isnull=True)
                | models.Q(valid_until_on__gt=models.F("valid_from_on")),
                name="entry_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(title_en="", answer_en="") | (~models.Q(title_en="") & ~models.Q(answer_en="")),
                name="entry_english_together",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EntryVersion(models.Model):
    """What an entry said before it was changed."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    answer = models.TextField()
    title_en = models.CharField(max_length=200, blank=True)
    answer_en = models.TextField(blank=True)
    source = models.CharField(max_length=200)
    replaced_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "version"], name="entry_version_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} v{self.version}"
