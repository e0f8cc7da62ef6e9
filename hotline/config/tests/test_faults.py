"""When the house fails, visitors read a sentence, not a stack."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, path

from hotline.config.faults import fault
from hotline.web.kit.faults import Refusals


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
    assert "系统出错" in answer.content.decode()


@pytest.mark.parametrize(("raised", "status"), [(OperationalError("gone"), 503), (ZeroDivisionError(), 500)])
def test_the_house_itself_answers_a_fault_above_the_doors(
    visitor: Client, monkeypatch: pytest.MonkeyPatch, raised: Exception, status: int
) -> None:
    def fail(self: Refusals, request: HttpRequest) -> HttpResponse:
        raise raised

    monkeypatch.setattr(Refusals, "__call__", fail)
    page = visitor.get("/appeal/")
    assert page.status_code == status
    assert "<main" in page.content.decode()  # the doors' own page, not the bare one
    assert ("Retry-After" in page) == (status == 503)


def test_the_addresses_of_the_house_know_the_one_handler() -> None:
    assert get_resolver(settings.ROOT_URLCONF).resolve_error_handler(500) is fault


@BARE
def test_a_page_that_cannot_be_drawn_is_replaced_by_a_bare_sentence(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.web.kit.faults.render", lambda request, *words, **facts: broken(request))
    answer = visitor.get("/broken")
    assert answer.status_code == 500
    assert "故障" in answer.content.decode()
