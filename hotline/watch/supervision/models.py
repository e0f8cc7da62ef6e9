"""Tables of supervision: orders with their feedback and judgements, limits, rules and where they fired."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hotline.ground.regions.words import RegionLevel
from hotline.lib.pairs import stand_together

from . import rules
from .words import Grade, OrderState, RuleKind, RuleMode, Turn, Verdict

ORGANISATION = "organisations.Organisation"


class OrderLimit(models.Model):
    """Which grade a level of centre gives during ``[from_on, until_on)``, and how long signing and feedback take."""

    grade = models.CharField(max_length=10, choices=Grade.choices())
    level = models.CharField(max_length=10, choices=RegionLevel.choices())
    sign = models.CharField(max_length=10)
    feedback = models.CharField(max_length=10)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="order_limit_ends_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.grade} {self.feedback}"


class Series(models.Model):
    """The last number a centre gave in a year."""

    centre = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["centre", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.centre_id} {self.year}: {self.last}"


class Rule(models.Model):
    """What makes a centre supervise during ``[from_on, until_on)``; never rewritten: it ends, and another begins."""

    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120)
    centre = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=RuleKind.choices())
    mode = models.CharField(max_length=8, choices=RuleMode.choices())
    grade = models.CharField(max_length=10, choices=Grade.choices())
    reason = models.CharField(max_length=40)
    demand = models.CharField(max_length=500)
    amount = models.PositiveSmallIntegerField(default=0)
    words = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    categories = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    topics = ArrayField(models.CharField(max_length=40), default=list, db_default=[], blank=True)
    regions = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    urgencies = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    looked_until = models.DateTimeField(null=True, blank=True)  # changes up to here have been looked at

    class Meta:
        ordering = ["centre_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="supervision_rule_ends_later"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Order(models.Model):
    """One supervision order: a centre demands something of a centre below or of a unit."""

    number = models.CharField(max_length=40, unique=True)
    centre = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    grade = models.CharField(max_length=10, choices=Grade.choices())
    target = models.ForeignKey(ORGANISATION, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=40)
    demand = models.TextField()
    ordered_at = models.DateTimeField()
    ordered_by = models.CharField(max_length=60)
    sign_due_at = models.DateTimeField()
    yellow_at = models.DateTimeField()
    due_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=60, default="", blank=True)
    outcome = models.CharField(max_length=10, choices=OrderState.choices(), default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=60, default="", blank=True)
    unsigned_told_at = models.DateTimeField(null=True)
    yellow_told_at = models.DateTimeField(null=True)
    red_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["centre", "year", "serial"], name="order_numbered_once"),
            models.CheckConstraint(condition=stand_together("signed_at", "signed_by"), name="order_signed_pair"),
            models.CheckConstraint(condition=stand_together("closed_at", "closed_by"), name="order_closed_pair"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True)
                | Q(outcome__in=("accepted", "failed", "cancelled"), closed_at__isnull=False),
                name="order_closed_with_outcome",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("ordered_at")), name="order_due_after_given"),
        ]
        indexes = [
            models.Index(fields=["centre", "-ordered_at", "-id"], name="order_centre"),
            models.Index(fields=["target", "-ordered_at", "-id"], name="order_target"),
            models.Index(fields=["due_at", "id"], condition=Q(outcome=""), name="order_open"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def state(self) -> OrderState:
        """Where it stands, for orders that a query of this room read (they know whether feedback waits)."""
        return rules.state(self.signed_at, self.outcome, bool(getattr(self, "has_waiting", False)))

    @property
    def turn(self) -> Turn | None:
        """Whose turn it is."""
        return rules.turn(self.state)

    @property
    def reported_at(self) -> datetime | None:
        """When the feedback came that waits to be judged, for orders read with all that was said (``told``)."""
        waiting = [each.given_at for each in self.feedbacks.all() if each.judgement_id is None]
        return min(waiting, default=None)


class OrderTicket(models.Model):
    """A ticket an order is about."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="links")
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="supervision_orders")
    left_at = models.DateTimeField(null=True)  # when it was taken from whom the order was given to, while that is so

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "ticket"], name="order_ticket_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.ticket_id}"


class Judgement(models.Model):
    """What the centre made of an order's feedback; one that sends back may set another moment."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="judgements")
    verdict = models.CharField(max_length=10, choices=Verdict.choices())
    opinion = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField()
    judged_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.order_id} {self.verdict}"


class Feedback(models.Model):
    """One report of the unit supervised; it waits until a judgement answers it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="feedbacks")
    text = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=60)
    judgement = models.ForeignKey(Judgement, models.CASCADE, null=True, related_name="feedbacks")

    class Meta:
        indexes = [
            models.Index(fields=["order"], condition=Q(judgement__isnull=True), name="feedback_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.given_at:%F %T}"


class Firing(models.Model):
    """That a rule fired on a ticket: once for each pair. It made an order, or waits as a suggestion."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="firings")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="firings")
    fired_at = models.DateTimeField()
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="firings")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="", blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "ticket"], name="firing_once"),
            models.CheckConstraint(condition=stand_together("decided_at", "decided_by"), name="firing_decided_pair"),
        ]
        indexes = [
            models.Index(fields=["rule", "-fired_at", "-id"], condition=Q(decided_at__isnull=True), name="firing_open")
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.ticket_id}"
