"""Tables of people, roles and postings."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from .words import Scope


class PersonManager(BaseUserManager["Person"]):
    """Looks people up by their user name."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person with the user name."""
        return self.get(username=username)


class Person(AbstractBaseUser):
    """An account; what it may do comes from its postings."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    has_temporary_password = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = PersonManager()

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A named set of permissions and how far they reach."""

    code = models.CharField(primary_key=True, max_length=30, db_collation="C")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    permissions = ArrayField(models.CharField(max_length=30), default=list)
    scope = models.CharField(max_length=14, choices=Scope.choices())
    is_privileged = models.BooleanField(default=False)
    unmask_limit = models.PositiveSmallIntegerField(default=20)
    ordinal = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["ordinal", "code"]

    def __str__(self) -> str:
        return self.name


class Posting(models.Model):
    """A person holding a role at an organisation during ``[from_on, until_on)``."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="postings")
    role = models.ForeignKey(Role, models.PROTECT, related_name="postings")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="postings")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role", "organisation", "from_on"], name="posting_once"),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gt=models.F("from_on")),
                name="posting_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role_id} {self.organisation_id}"
