"""People who keep the platform's data, logged in with their second factor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.ground.people.models import Person, Posting
from tests.town import LONG_AGO, Town

LoggedIn = Callable[[str], Client]


@pytest.fixture
def logged_in(town: Town) -> LoggedIn:
    """A browser in which somebody of the town is logged in, second factor and all."""
    for username, role, unit in (
        ("admin.wuxi", "administrator", "320200-rx"),
        ("auditor.wuxi", "auditor", "320200-rx"),
    ):
        person = Person.objects.create(username=username, name=username, created_at=datetime(2019, 1, 1, tzinfo=UTC))
        Posting.objects.create(person=person, role_id=role, organisation=town.unit(unit), from_on=LONG_AGO)

    def enter(username: str) -> Client:
        client, person = Client(), town.person(username)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        device = TOTPDevice.objects.create(user=person, name="test")
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
        return client

    return enter
