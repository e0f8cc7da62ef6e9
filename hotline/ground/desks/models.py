"""Tables of special desks: desks, scripts with questions, people, what was asked and answered, alerts, enquiries."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from hotline.ground.catalogue.words import Kind, Urgency
from hotline.lib.fields import EncryptedTextField
from hotline.lib.pairs import stand_together

from .words import AlertWhen, AnswerKind


class Desk(models.Model):
    """A named queue of one centre with a number or key of its own; an empty calendar: round the clock."""

    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    code = models.CharField(max_length=20, db_collation="C")
    line = models.CharField(max_length=12)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    calendar_code = models.CharField(max_length=20, blank=True)
    category = models.ForeignKey("catalogue.Category", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices(), default=Kind.ENQUIRY)
    urgency = models.CharField(max_length=10, choices=Urgency.choices(), default=Urgency.NORMAL)
    keeps_secret = models.BooleanField(default=False)
    alert_when = models.CharField(max_length=8, choices=AlertWhen.choices(), default=AlertWhen.NEVER)
    answer_limit = models.CharField(max_length=10, blank=True)
    elsewhere = models.CharField(max_length=200, blank=True)
    elsewhere_en = models.CharField(max_length=300, blank=True)
    ordinal = models.SmallIntegerField(default=0)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["centre", "ordinal", "code"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "code"], name="desk_code_once"),
            models.UniqueConstraint(
                fields=["centre", "line"], condition=Q(until_on__isnull=True), name="desk_line_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Script(models.Model):
    """A version of what a desk says and asks, in force from ``from_on`` until the next one begins."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="scripts")
    number = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    text = models.TextField()
    text_en = models.TextField(blank=True)
    danger_words = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    raised = models.CharField(max_length=10, choices=Urgency.choices(), default=Urgency.URGENT)

    class Meta:
        ordering = ["desk", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "number"], name="script_number_once"),
            models.UniqueConstraint(fields=["desk", "from_on"], name="script_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} v{self.number}"


class Question(models.Model):
    """A question of a script; ``choices`` holds [code, 中文, English] each, ``grave`` the answers that mean danger."""

    script = models.ForeignKey(Script, models.CASCADE, related_name="questions")
    ordinal = models.SmallIntegerField(default=0)
    kind = models.CharField(max_length=8, choices=AnswerKind.choices())
    text = models.CharField(max_length=200)
    text_en = models.CharField(max_length=300, blank=True)
    is_required = models.BooleanField(default=True)
    choices = models.JSONField(default=list)
    grave = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    class Meta:
        ordering = ["script", "ordinal", "pk"]

    def __str__(self) -> str:
        return self.text


class Recipient(models.Model):
    """Who is told at once of a desk's tickets."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="recipients")
    name = models.CharField(max_length=60)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    phone = EncryptedTextField(blank=True, default="")
    has_phone = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["desk", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(person__isnull=False) | Q(has_phone=True),
                name="recipient_can_be_told",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """That a person may sit at a desk during ``[from_on, until_on)``."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="skills")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["desk", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "person", "from_on"], name="skill_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="skill_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.person_id}"


class Specialism(models.Model):
    """A field for which a unit's specialists answer the desk's questions within its limit."""

    desk = models.ForeignKey(Desk, models.CASCADE, related_name="specialisms")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["desk", "pk"]

    def __str__(self) -> str:
        return self.name


class Intake(models.Model):
    """That a ticket was taken at a desk, with the version of its script and the signs of danger that were seen."""

    ticket = models.BigIntegerField(primary_key=True)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    script = models.ForeignKey(Script, models.PROTECT, related_name="+")
    signs = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.ticket} {self.desk_id}"


class Answer(models.Model):
    """What was answered to a question; encrypted, for it may tell who somebody is."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    value = EncryptedTextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "question"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.intake_id} {self.question_id}"


class Alert(models.Model):
    """That a recipient was told of a ticket, once; what she was told, and when she saw it."""

    ticket = models.BigIntegerField()
    number = models.CharField(max_length=16, db_collation="C")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="alerts")
    title = EncryptedTextField(blank=True, default="")
    place = EncryptedTextField(blank=True, default="")
    is_confidential = models.BooleanField(default=False)
    is_raised = models.BooleanField(default=False)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.CharField(max_length=60, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "recipient"], name="alert_once"),
            models.CheckConstraint(condition=stand_together("seen_at", "seen_by"), name="alert_seen_pair"),
        ]
        indexes = [models.Index(fields=["recipient", "-at"], name="alert_recipient")]

    def __str__(self) -> str:
        return f"{self.number} {self.recipient_id}"


class Enquiry(models.Model):
    """A question handed to a unit's specialists, with a clock of its own; they see the question, not the citizen."""

    ticket = models.BigIntegerField(db_index=True)
    number = models.CharField(max_length=16, db_collation="C")
    specialism = models.ForeignKey(Specialism, models.PROTECT, related_name="+")
    question = EncryptedTextField()
    limit = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    asked_by_person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    yellow_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, default="", blank=True)
    answer = EncryptedTextField(blank=True, default="")
    overdue_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "specialism"], condition=Q(answered_at__isnull=True), name="enquiry_open_once"
            ),
            models.CheckConstraint(
                condition=stand_together("answered_at", "answered_by"), name="enquiry_answered_pair"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(answered_at__isnull=True), name="enquiry_open"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.specialism_id}"
