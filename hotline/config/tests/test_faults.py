"""When the house fails, visitors read a sentence, not a stack."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path


def away(request: HttpRequest) -> HttpResponse:
    """Fail as when the database is away."""
    raise OperationalError("connection refused")


def broken(request: HttpRequest) -> HttpResponse:
    """Fail as when we made a mistake."""
    raise ZeroDivisionError


handler500 = "hotline.config.faults.fault"
urlpatterns = [path("away", away), path("api/away", away), path("broken", broken)]

BARE = override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[])  # what is left when every layer above has failed


@pytest.fixture
def visitor() -> Client:
    """A browser, which sees answers where the test client would see exceptions."""
    return Client(raise_request_exception=False)


@BARE
def test_a_database_that_is_away_is_told_and_when_to_come_back(visitor: Client) -> None:
    answer = visitor.get("/away")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "数据库" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


@BARE
def test_programs_are_told_in_json(visitor: Client) -> None:
    answer = visitor.get("/api/away")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
    assert "database" in answer.json()["detail"]


@BARE
def test_a_mistake_of_ours_is_a_plain_500(visitor: Client) -> None:
    answer = visitor.get("/broken")
    assert answer.status_code == 500
    assert "Retry-After" not in answer
    assert "故障" in answer.content.decode()
