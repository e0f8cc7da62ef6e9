"""``make demo ONCE=1`` sees the pages behind the second factor, and leaves no factor that nobody holds."""

from __future__ import annotations

from typing import Any

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.config import visit
from hotline.config.demo import Account
from tests.town import Town

pytestmark = pytest.mark.django_db(transaction=True)


def _seen(live_server: Any, username: str, home: str) -> list[visit.Page]:
    pages = visit.visit(live_server.url, [Account("somebody", username, "", home)])
    return [page for page in pages if page.role == "somebody"]


def test_a_privileged_role_gets_past_the_enrolment_page(town: Town, live_server: Any) -> None:
    pages = _seen(live_server, "auditor.js", "/console/journal/")
    assert next(page.path for page in pages) == "/console/journal/"
    assert all(page.is_good and "/second/" not in page.path for page in pages)
    assert not TOTPDevice.objects.filter(user_id=town.person("auditor.js").pk).exists()


def test_whoever_has_a_second_factor_keeps_it(town: Town, live_server: Any) -> None:
    own = TOTPDevice.objects.create(user_id=town.person("auditor.js").pk, name="phone", confirmed=True)
    assert all("/second/" not in page.path for page in _seen(live_server, "auditor.js", "/console/journal/"))
    assert TOTPDevice.objects.filter(pk=own.pk).exists()


def test_whoever_needs_no_second_factor_is_given_none(town: Town, live_server: Any) -> None:
    assert _seen(live_server, "agent.wuxi", "/desk/")[0].is_good
    assert not TOTPDevice.objects.exists()
