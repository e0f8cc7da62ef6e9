"""Tables of groups: members of a main ticket, links, and the weights of likeness by date."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from hotline.lib.pairs import stand_together

from .words import USUAL


class Member(models.Model):
    """One ticket under one main ticket: since when, why, when it followed the main, and when it left."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="memberships")
    main = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="members", db_index=False)
    why = models.CharField(max_length=300, blank=True)
    score = models.PositiveSmallIntegerField()
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=60)
    followed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=60, default="", blank=True)
    left_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=stand_together("left_at", "left_by"), name="member_left_pair"),
            models.CheckConstraint(condition=~Q(ticket=F("main")), name="member_under_another"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(left_at__isnull=True), name="member_of_one"),
        ]
        indexes = [
            models.Index(fields=["main"], name="member_main"),
            models.Index(
                fields=["ticket"], condition=Q(left_at__isnull=True, followed_at__isnull=True), name="member_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} ⊂ {self.main_id}"


class Link(models.Model):
    """Two tickets that belong together, each going its own way; the older one first."""

    one = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="links_on")
    other = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="links_back")
    why = models.CharField(max_length=300)
    linked_at = models.DateTimeField()
    linked_by = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="link_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="link_older_first"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"


class Weights(models.Model):
    """How likeness is weighed from a day on (see ``words.Scale``)."""

    from_on = models.DateField(unique=True)
    days = models.PositiveSmallIntegerField(default=USUAL.days)
    least = models.PositiveSmallIntegerField(default=USUAL.least)
    place = models.PositiveSmallIntegerField(default=USUAL.place)
    area = models.PositiveSmallIntegerField(default=USUAL.area)
    category = models.PositiveSmallIntegerField(default=USUAL.category)
    words = models.PositiveSmallIntegerField(default=USUAL.words)
    time = models.PositiveSmallIntegerField(default=USUAL.time)
    caller = models.PositiveSmallIntegerField(default=USUAL.caller)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["from_on"]

    def __str__(self) -> str:
        return f"{self.from_on:%F}"
