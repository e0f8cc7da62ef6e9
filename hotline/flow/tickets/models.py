"""Tables of the road: contacts, tickets, their text, assignments and clocks."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from hotline.ground.catalogue.words import ClockKind, Kind, Urgency
from hotline.lib.fields import EncryptedTextField
from hotline.lib.pairs import stand_together

from .words import AssignmentRole, AssignmentState, CallerKind, Channel, Closing, FollowUpWish, Status, Tongue


class Contact(models.Model):
    """One call, form, message or mail; yields none, one or several tickets. Personal data is encrypted."""

    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel.choices())
    received_at = models.DateTimeField()
    taken_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    caller_kind = models.CharField(max_length=12, choices=CallerKind.choices(), default=CallerKind.PERSON)
    name = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    phone_index = models.BinaryField(max_length=16, null=True)
    identity = EncryptedTextField(blank=True, default="")
    identity_index = models.BinaryField(max_length=16, null=True)
    address = EncryptedTextField(blank=True, default="")
    email = EncryptedTextField(blank=True, default="")
    call_reference = models.CharField(max_length=80, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=2, choices=Tongue.choices(), db_default=Tongue.CHINESE.value)
    follow_up = models.CharField(max_length=4, choices=FollowUpWish.choices(), db_default=FollowUpWish.ANY.value)

    class Meta:
        indexes = [
            models.Index(
                fields=["phone_index", "-received_at"], name="contact_phone", condition=Q(phone_index__isnull=False)
            ),
            models.Index(fields=["identity_index"], name="contact_identity", condition=Q(identity_index__isnull=False)),
            models.Index(
                fields=["taken_by", "-received_at"], name="contact_taker", condition=Q(taken_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.received_at:%F %T}"


class Ticket(models.Model):
    """One matter with a number. Narrow on purpose: the long text lives in ``TicketText``."""

    id = models.BigIntegerField(primary_key=True)
    number = models.CharField(max_length=16, unique=True, db_collation="C")
    query_index = models.BinaryField(max_length=16, null=True)
    source = models.CharField(max_length=40, blank=True)
    source_id = models.CharField(max_length=80, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="tickets")
    centre = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel.choices())
    kind = models.CharField(max_length=12, choices=Kind.choices())
    category = models.ForeignKey("catalogue.Category", models.PROTECT, null=True, related_name="+", db_index=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, related_name="+", db_index=False)
    urgency = models.CharField(max_length=10, choices=Urgency.choices(), default=Urgency.NORMAL)
    is_confidential = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(default=False)
    status = models.CharField(max_length=14, choices=Status.choices())
    closing = models.CharField(max_length=14, choices=Closing.choices(), blank=True)
    round = models.PositiveSmallIntegerField(default=1)
    marks = ArrayField(models.CharField(max_length=16), default=list, blank=True)  # of words.Mark; '{}' in the database
    lead_unit = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    registered_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    moves = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & ~Q(closing="")
                | ~Q(status="closed") & Q(closed_at__isnull=True, closing=""),
                name="ticket_closed_together",
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~Q(source_id=""), name="ticket_source_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["centre", "status", "due_at", "id"], condition=~Q(status="closed"), name="ticket_queue"
            ),
            models.Index(fields=["centre", "-registered_at", "-id"], name="ticket_centre"),
            models.Index(fields=["region", "-registered_at"], name="ticket_region"),
            models.Index(fields=["category", "-registered_at"], name="ticket_category"),
            models.Index(fields=["-registered_at", "-id"], name="ticket_recent"),
            models.Index(fields=["changed_at", "id"], name="ticket_changed"),
            GinIndex(fields=["marks"], condition=~Q(marks=[]), name="ticket_marks"),
        ]

    def __str__(self) -> str:
        return self.number


class TicketText(models.Model):
    """What a ticket says: apart from the ticket, so that moving it never rewrites or re-indexes its text."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="words")
    registered_at = models.DateTimeField()  # the ticket's, which never changes: search finds the newest hits by it
    title = models.CharField(max_length=120)
    text = models.TextField()
    wish = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    public_title = models.CharField(max_length=120, blank=True)
    public_answer = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    public_id = models.CharField(max_length=16, null=True, db_collation="C")  # its address on the portal: drawn by lot
    search = SearchVectorField(editable=False)
    public_search = SearchVectorField(editable=False, null=True)  # masked words only: the portal must confirm no phone

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="ticket_search"),
            GinIndex(fields=["public_search"], name="ticket_public_search", condition=Q(public_search__isnull=False)),
            models.Index(fields=["-published_at"], condition=Q(published_at__isnull=False), name="ticket_published"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["public_id"], condition=Q(public_id__isnull=False), name="ticket_public_id_once"
            ),
            models.CheckConstraint(
                condition=Q(public_id__isnull=True, published_at__isnull=True)
                | Q(public_id__isnull=False, published_at__isnull=False),
                name="ticket_public_id_while_published",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Beneficiary(models.Model):
    """The person in need where that is not the caller. Personal data is encrypted."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="beneficiary")
    name = EncryptedTextField(blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    phone_index = models.BinaryField(max_length=16, null=True)
    address = EncryptedTextField(blank=True, default="")
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.ticket_id)


class JoinedContact(models.Model):
    """A later contact about the same matter."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="joined_contacts")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="joined")
    note = models.TextField(blank=True)
    joined_at = models.DateTimeField()
    joined_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "contact"], name="contact_joined_once")]

    def __str__(self) -> str:
        return f"{self.ticket_id} + {self.contact_id}"


class Assignment(models.Model):
    """One sending of a ticket to a unit: lead or joint, a tree down the levels, each with its own clocks."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="assignments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_index=False)
    unit = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=6, choices=AssignmentRole.choices())
    round = models.PositiveSmallIntegerField(default=1)
    note = models.CharField(max_length=300, blank=True)
    explanation = models.JSONField(default=dict)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=60)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=60, default="", blank=True)
    contacted_at = models.DateTimeField(null=True)
    contacted_by = models.CharField(max_length=60, default="", blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=60, default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=60, default="", blank=True)
    is_open = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=stand_together("signed_at", "signed_by"), name="assignment_signed_pair"),
            models.CheckConstraint(
                condition=stand_together("contacted_at", "contacted_by"), name="assignment_contacted_pair"
            ),
            models.CheckConstraint(
                condition=stand_together("replied_at", "replied_by"), name="assignment_replied_pair"
            ),
            models.CheckConstraint(
                condition=stand_together("withdrawn_at", "withdrawn_by"), name="assignment_withdrawn_pair"
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, replied_at__isnull=True, withdrawn_at__isnull=True)
                | Q(is_open=False) & (Q(replied_at__isnull=False) | Q(withdrawn_at__isnull=False)),
                name="assignment_open_until_done",
            ),
            models.UniqueConstraint(
                fields=["ticket", "unit", "parent"],
                condition=Q(is_open=True),
                nulls_distinct=False,
                name="assignment_once",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at", "id"], condition=Q(is_open=True), name="assignment_inbox"),
            models.Index(fields=["unit", "-sent_at", "-id"], name="assignment_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.unit_id}"

    @property
    def state(self) -> AssignmentState:
        """Where the assignment stands, from its facts."""
        if self.withdrawn_at:
            return AssignmentState.WITHDRAWN
        if self.replied_at:
            return AssignmentState.REPLIED
        return AssignmentState.HANDLING if self.signed_at else AssignmentState.TO_SIGN


class Clock(models.Model):
    """One running or stopped time limit of a ticket (centre's step) or of one assignment (unit's step)."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="clocks")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="clocks", db_index=False)
    kind = models.CharField(max_length=16, choices=ClockKind.choices())
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", db_index=False)
    limit = models.CharField(max_length=10)
    policy = models.CharField(max_length=20)
    is_certain = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    yellow_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    is_paused = models.BooleanField(default=False)  # stopped for a while: what was left runs on after the pause
    yellow_told_at = models.DateTimeField(null=True)
    red_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "assignment", "kind"],
                condition=Q(stopped_at__isnull=True),
                nulls_distinct=False,
                name="clock_runs_once",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("started_at")), name="clock_due_after_start"),
            models.CheckConstraint(
                condition=Q(is_paused=False) | Q(stopped_at__isnull=False), name="clock_paused_is_stopped"
            ),
        ]
        indexes = [
            models.Index(
                fields=["yellow_at"],
                condition=Q(stopped_at__isnull=True, yellow_told_at__isnull=True),
                name="clock_yellow",
            ),
            models.Index(
                fields=["due_at"], condition=Q(stopped_at__isnull=True, red_told_at__isnull=True), name="clock_red"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%F %T}"


class Attachment(models.Model):
    """A stored file shown with a ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, default="evidence")
    is_public = models.BooleanField(default=False)
    attached_at = models.DateTimeField()
    attached_by = models.CharField(max_length=60)

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.file_id}"
