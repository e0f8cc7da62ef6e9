"""Characters that look like digits, and numbers no column holds, are answered in words everywhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.town import Town

CRAFTED = ["²", "９", "9" * 30, "9" * 5000]


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("dispatcher.wuxi", "/kit/units/?below={}"),
        ("handler.binhu", "/office/?unit={}"),
        ("dispatcher.wuxi", "/bench/dispatch/?region={}"),
    ],
)
def test_an_address_with_crafted_digits_is_no_fault(town: Town, who: str, address: str) -> None:
    client = _enter(town, who)
    assert {client.get(address.format(said)).status_code for said in CRAFTED} <= {200, 404}


@pytest.mark.parametrize(
    ("who", "name", "given"),
    [
        ("dispatcher.wuxi", "bench:views", {"deed": "drop", "view": "{}"}),
        ("dispatcher.wuxi", "bench:views", {"deed": "default", "view": "{}"}),
        ("dispatcher.wuxi", "bench:bulk_do", {"line": "1/accept/{}"}),
        ("handler.binhu", "office:sign", {"picked": "1/{}"}),
    ],
)
def test_a_form_with_crafted_digits_is_no_fault(town: Town, who: str, name: str, given: dict[str, str]) -> None:
    client = _enter(town, who)
    address = reverse(name, args=[] if name.startswith("office") else ["dispatch"])
    for said in CRAFTED:
        posted = {key: value.format(said) for key, value in given.items()}
        assert client.post(address, posted).status_code in (200, 302, 404, 409, 422)


def _enter(town: Town, username: str) -> Client:
    client = Client()
    client.force_login(town.person(username), backend="django.contrib.auth.backends.ModelBackend")
    return client
