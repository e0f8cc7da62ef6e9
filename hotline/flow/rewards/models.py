"""Tables of rewards: the vault and its openings, hazards with their reports, amounts, rewards and appeals."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from hotline.lib.pairs import stand_together

from .words import Basis, Effect, Verdict


class Informant(models.Model):
    """Who reported, sealed with the vault's own key; known to everybody else only by a code."""

    ticket = models.OneToOneField("tickets.Ticket", models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    code_index = models.BinaryField(max_length=16, unique=True)
    is_employee = models.BooleanField(default=False)
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return str(self.ticket_id)


class Opening(models.Model):
    """One time somebody asked to open the vault for an informant, and what a second keeper decided."""

    informant = models.ForeignKey(Informant, models.PROTECT, related_name="openings")
    why = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    is_approved = models.BooleanField(null=True)
    opinion = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    valid_until = models.DateTimeField(null=True)
    looks = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_approved__isnull=True, decided_at__isnull=True, decided_by__isnull=True)
                | Q(is_approved__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="opening_decided_together",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")), name="opening_two_people"
            ),
        ]
        indexes = [models.Index(fields=["-asked_at"], name="opening_latest")]

    def __str__(self) -> str:
        return f"{self.informant_id} {self.asked_at:%F}"


class Hazard(models.Model):
    """One matter of work safety that one or several people report: rewarded once."""

    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    accused = models.CharField(max_length=120)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class Report(models.Model):
    """One ticket about a hazard, and whether it was an effective report: on what ground, with what proof."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="reports")
    ticket = models.OneToOneField("tickets.Ticket", models.PROTECT, related_name="+")
    effect = models.CharField(max_length=12, choices=Effect.choices(), blank=True)
    ground = models.TextField(blank=True)
    proof = ArrayField(models.BigIntegerField(), default=list, blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.CharField(max_length=60, default="", blank=True)
    judge_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=stand_together("judged_at", "judged_by"), name="report_judged_pair"),
            models.CheckConstraint(
                condition=Q(effect="", judged_at__isnull=True) | ~Q(effect="") & Q(judged_at__isnull=False),
                name="report_judged_when_effect",
            ),
            models.CheckConstraint(condition=~Q(effect="effective") | ~Q(proof=[]), name="report_effective_proven"),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} ← {self.ticket_id}"


class AmountRule(models.Model):
    """How much is paid, from a day on until the next rule of the same code, or its end."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    basis = models.CharField(max_length=12, choices=Basis.choices())
    rate = models.DecimalField(max_digits=12, decimal_places=2)
    floor = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    ceiling = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    uplift = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    collect_days = models.PositiveSmallIntegerField(default=60)
    source = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "from_on"], name="amount_rule_once"),
            models.CheckConstraint(
                condition=Q(floor__isnull=True) | Q(ceiling__isnull=True) | Q(ceiling__gte=models.F("floor")),
                name="amount_floor_below_ceiling",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.from_on}"


class Reward(models.Model):
    """What the first effective informant of a hazard gets: proposed, approved by another, paid by her code."""

    hazard = models.ForeignKey(Hazard, models.PROTECT, related_name="rewards")
    report = models.ForeignKey(Report, models.PROTECT, related_name="rewards")
    informant = models.ForeignKey(Informant, models.PROTECT, related_name="rewards")
    is_current = models.BooleanField(default=True)
    rule = models.ForeignKey(AmountRule, models.PROTECT, related_name="+")
    base = models.DecimalField(max_digits=12, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    why = models.CharField(max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices(), blank=True)
    opinion = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    collect_until = models.DateField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=60, default="", blank=True)
    voucher = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hazard"], condition=Q(is_current=True), name="hazard_rewarded_once"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")), name="reward_two_people"
            ),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True) | ~Q(verdict="") & Q(decided_at__isnull=False),
                name="reward_decided_together",
            ),
            models.CheckConstraint(condition=stand_together("paid_at", "paid_by"), name="reward_paid_pair"),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True, voucher="")
                | Q(paid_at__isnull=False, verdict="approved") & ~Q(voucher=""),
                name="reward_paid_when_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hazard_id} {self.amount}"


class Appeal(models.Model):
    """An informant objects to what was decided about her report or reward; somebody else decides."""

    informant = models.ForeignKey(Informant, models.PROTECT, related_name="appeals")
    text = models.TextField()
    raised_at = models.DateTimeField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices(), blank=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["informant"], condition=Q(verdict=""), name="appeal_waits_once"),
            models.CheckConstraint(
                condition=Q(verdict="", decided_at__isnull=True)
                | ~Q(verdict="") & Q(decided_at__isnull=False) & ~Q(reason=""),
                name="appeal_decided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.informant_id} {self.raised_at:%F}"
