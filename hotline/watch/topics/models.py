"""Tables of topics: the watches with their versions, what they matched, who wants to hear of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from hotline.ground.catalogue.words import Kind
from hotline.lib.pairs import stand_together

from .words import TopicState


def current_transaction() -> RawSQL:
    """The number of the writing transaction, as the journal numbers them: readers know by it what is new."""
    return RawSQL("(journal_base() + pg_current_xact_id()::text::bigint)", [])


class Topic(models.Model):
    """A standing watch of a centre over its area; under an umbrella its tickets are the umbrella's as well."""

    code = models.CharField(max_length=40, unique=True, db_collation="C")
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    umbrella = models.ForeignKey("self", models.PROTECT, null=True, related_name="members")
    state = models.CharField(max_length=8, choices=TopicState.choices(), default=TopicState.DRAFT)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=60, default="", blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=stand_together("ended_at", "ended_by"), name="topic_ended_pair"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | ~Q(state="ended") & Q(ended_at__isnull=True),
                name="topic_ended_since",
            ),
            models.CheckConstraint(condition=~Q(umbrella=F("id")), name="topic_not_its_own_umbrella"),
        ]

    def __str__(self) -> str:
        return self.code


class TopicVersion(models.Model):
    """What a topic watches from a moment on; a change is another version, and matches keep the one they came by."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    expression = models.TextField()
    categories = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    kinds = ArrayField(models.CharField(max_length=12, choices=Kind.choices()), default=list, blank=True)
    from_on = models.DateField(null=True)
    until_on = models.DateField(null=True)
    why = models.CharField(max_length=300, blank=True)
    from_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "version"], name="topic_version_once"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")),
                name="topic_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} v{self.version}"


class Filling(models.Model):
    """A version filled back over old tickets, day by day from the newest: how far it has come."""

    version = models.ForeignKey(TopicVersion, models.CASCADE, related_name="fillings")
    since = models.DateField()
    until = models.DateField()
    done_to = models.DateField()  # the days from this one up to ``until`` have been looked at
    looked_at = models.IntegerField(default=0)
    found = models.IntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(since__lt=F("until"), done_to__gte=F("since"), done_to__lte=F("until")),
                name="filling_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["version"], condition=Q(ended_at__isnull=True), name="filling_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.done_to}"

    @property
    def days(self) -> int:
        """How many days are to be looked at."""
        return (self.until - self.since).days

    @property
    def days_done(self) -> int:
        """How many of them have been."""
        return (self.until - self.done_to).days

    @property
    def is_whole(self) -> bool:
        """Whether all of them have been: else it goes on, or a change of the topic ended it."""
        return self.done_to <= self.since


class Match(models.Model):
    """That a ticket is of a topic, by which version, since when; taken back where its words no longer fit."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+", db_index=False)
    topic = models.ForeignKey(
        Topic, models.PROTECT, to_field="code", db_column="topic", related_name="matches", db_index=False
    )
    version = models.PositiveSmallIntegerField()
    registered_at = models.DateTimeField()  # the ticket's, which never changes: counts need nothing else
    matched_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    tx = models.BigIntegerField(db_default=current_transaction())  # of the last change

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "topic"], condition=Q(withdrawn_at__isnull=True), name="topic_matched_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["topic", "-registered_at", "-ticket"],
                condition=Q(withdrawn_at__isnull=True),
                name="match_topic",
            ),
            models.Index(
                fields=["-registered_at"],
                include=["topic", "ticket"],
                condition=Q(withdrawn_at__isnull=True),
                name="match_recent",
            ),
            models.Index(fields=["ticket"], name="match_ticket"),
            models.Index(fields=["tx"], name="match_tx"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.ticket_id}"


class Subscription(models.Model):
    """That a person wants to hear of a topic: of its first ticket of a day, or when it has so many in a day."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="subscriptions")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    threshold = models.PositiveIntegerField(default=1)
    since = models.DateTimeField()
    told_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "person"], name="topic_subscribed_once"),
            models.CheckConstraint(condition=Q(threshold__gte=1), name="topic_threshold_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id} {self.person_id}"
