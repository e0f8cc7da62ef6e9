"""Tables of feeds: agreements, standing rules with versions, deliveries, and what was withheld."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hotline.lib.pairs import stand_together

from .words import DeliveryState, FeedField, Finding, ReceiverLevel, Withholding


class Agreement(models.Model):
    """The right of departments of one kind (by short code) within a region to be given data."""

    department = models.CharField(max_length=20)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    basis = models.CharField(max_length=200)
    categories = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    fields = ArrayField(models.CharField(max_length=12, choices=FeedField.choices()))
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="agreement_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="agreement_has_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.region_id}"


class Feed(models.Model):
    """A standing rule that copies matching tickets to the department of a kind at a level of the ticket's region."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    department = models.CharField(max_length=20)
    level = models.CharField(max_length=10, choices=ReceiverLevel.choices())
    receipt_limit = models.CharField(max_length=10)
    answer_limit = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.CharField(max_length=60, default="", blank=True)
    stop_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=stand_together("stopped_at", "stopped_by"), name="feed_stopped_pair")
        ]

    def __str__(self) -> str:
        return self.code


class FeedVersion(models.Model):
    """What a feed copies from a moment on; a change is another version, and deliveries keep the one they came by."""

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    categories = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    regions = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    channels = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    any_words = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    no_words = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    topics = ArrayField(models.CharField(max_length=40), default=list, db_default=[], blank=True)
    fields = ArrayField(models.CharField(max_length=12, choices=FeedField.choices()))
    why = models.CharField(max_length=300)
    from_at = models.DateTimeField()
    set_by = models.CharField(max_length=60)
    back_to = models.DateTimeField(null=True)  # tickets registered since then are fed too ...
    back_done = models.BigIntegerField(null=True)  # ... those up to this identifier have been looked at ...
    back_ended_at = models.DateTimeField(null=True)  # ... and all of them since this moment

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "version"], name="feed_version_once")]
        indexes = [
            models.Index(
                fields=["back_to"],
                condition=Q(back_to__isnull=False, back_ended_at__isnull=True),
                name="feed_filling_back",
            )
        ]

    def __str__(self) -> str:
        return f"{self.feed_id} v{self.version}"


class Delivery(models.Model):
    """A masked copy of one ticket at one department: received, looked into, answered."""

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="deliveries")
    version = models.ForeignKey(FeedVersion, models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+")
    receiver = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    city = models.CharField(max_length=4)
    copy = models.JSONField()
    delivered_at = models.DateTimeField()
    receipt_due_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=60, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, default="", blank=True)
    finding = models.CharField(max_length=10, choices=Finding.choices(), blank=True)
    feedback = models.TextField(blank=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "ticket"], name="ticket_fed_once"),
            models.CheckConstraint(condition=stand_together("received_at", "received_by"), name="delivery_received"),
            models.CheckConstraint(condition=stand_together("answered_at", "answered_by"), name="delivery_answered"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, finding="", feedback="")
                | Q(answered_at__isnull=False, received_at__isnull=False) & ~Q(finding="") & ~Q(feedback=""),
                name="delivery_answer_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "-delivered_at", "-id"], name="delivery_receiver"),
            models.Index(fields=["feed", "-delivered_at", "-id"], name="delivery_feed"),
            models.Index(fields=["ticket"], name="delivery_ticket"),
            models.Index(
                fields=["receipt_due_at"],
                condition=Q(received_at__isnull=True, reminded_at__isnull=True),
                name="delivery_unreceived",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id} → {self.receiver_id}: {self.ticket_id}"

    @property
    def state(self) -> DeliveryState:
        """Where the delivery stands, from its facts."""
        if self.answered_at:
            return DeliveryState.ANSWERED
        return DeliveryState.RECEIVED if self.received_at else DeliveryState.DELIVERED


class Withheld(models.Model):
    """A ticket that fitted a feed and was not delivered, and why: so that nobody wonders where it went."""

    feed = models.ForeignKey(Feed, models.PROTECT, related_name="withheld")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    why = models.CharField(max_length=12, choices=Withholding.choices())
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "ticket"], name="ticket_withheld_once")]
        indexes = [models.Index(fields=["feed", "-at"], name="withheld_feed")]

    def __str__(self) -> str:
        return f"{self.feed_id} × {self.ticket_id}"
