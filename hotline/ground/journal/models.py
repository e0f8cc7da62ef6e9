"""The journal: what happened, append-only, chained per subject, sealed together."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models.expressions import RawSQL


def current_transaction() -> RawSQL:
    """The number of the running transaction, stored with each event so that readers know what is complete.

    ``journal_base()`` keeps the numbers growing after a restore into a new cluster (see ``epochs``).
    """
    return RawSQL("(journal_base() + pg_current_xact_id()::text::bigint)", [])


class Event(models.Model):
    """One thing that happened to one subject, linked by hash to the one before."""

    topic = models.CharField(max_length=16, db_collation="C")
    subject = models.BigIntegerField()
    seq = models.IntegerField()
    verb = models.CharField(max_length=24, db_collation="C")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=60)
    by_kind = models.CharField(max_length=8, db_collation="C", default="", db_default="")  # empty: see words.kind_of
    facts = models.JSONField(default=dict)
    hash = models.BinaryField(max_length=32)
    tx = models.BigIntegerField(db_default=current_transaction())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["topic", "subject", "seq"], name="event_once")]
        indexes = [
            models.Index(fields=["tx", "id"], name="event_tx"),
            models.Index(fields=["at"], name="event_at"),
            models.Index(fields=["by", "at"], name="event_by", condition=models.Q(by__isnull=False)),
        ]
        triggers = [
            pgtrigger.Protect(name="event_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="event_not_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the journal is append-only';",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.subject}/{self.seq} {self.verb}"


class Seal(models.Model):
    """All events of the transactions ``[tx_from, tx_to)``, sealed by one hash over the seal before."""

    tx_from = models.BigIntegerField()
    tx_to = models.BigIntegerField(unique=True)
    events = models.IntegerField()
    hash = models.BinaryField(max_length=32)
    prints = models.BinaryField(default=b"")  # four bytes a chain: with them a broken seal can name the subject
    at = models.DateTimeField()
    key_id = models.CharField(max_length=32, default="", blank=True)
    mac = models.BinaryField(max_length=32, default=b"")  # empty, like the key's name, on seals made before keys

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(key_id="", mac=b"") | (~models.Q(key_id="") & ~models.Q(mac=b"")),
                name="seal_keyed_or_not",
            )
        ]
        triggers = [pgtrigger.Protect(name="seal_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"[{self.tx_from}, {self.tx_to}) {self.events}"


class Epoch(models.Model):
    """A stretch of transaction numbers: a new one begins when the journal finds itself in another cluster."""

    base = models.BigIntegerField()
    system = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="epoch_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.system} +{self.base}"


class Reader(models.Model):
    """How far a program that follows the journal has read."""

    name = models.CharField(max_length=24, primary_key=True)
    tx = models.BigIntegerField()
    event = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.tx}/{self.event}"
