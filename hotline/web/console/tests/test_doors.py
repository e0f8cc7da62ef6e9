"""Who comes in where: keepers by what they keep, auditors to look only, everybody else not at all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hotline.web.console import registry
from tests.town import Town

from .conftest import LoggedIn

SLUGS = sorted(registry.SHEETS)
PAGES = [
    "/console/",
    "/console/calendars/office/2026/",
    "/console/directory/try/",
    "/console/limits/try/",
    "/console/limits/compare/",
    "/console/roles/matrix/",
    "/console/outbox/",
    "/console/texts/",
    "/console/jobs/",
    "/console/logins/",
]
AUDIT = ["/console/journal/", "/console/seals/", "/console/unmaskings/", "/console/exports/", "/console/logins/"]
INLINE = ("<style", " style=", "<script>", " onclick=", "javascript:")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_sheet_opens_for_the_provinces_administrator(slug: str, logged_in: LoggedIn) -> None:
    answer = logged_in("admin.js").get(reverse("console:sheet", args=[slug]))
    assert answer.status_code == 200
    assert str(registry.SHEETS[slug].title) in answer.content.decode()


@pytest.mark.parametrize("slug", SLUGS)
def test_every_sheet_asks_for_a_login(slug: str, client: Client, town: Town) -> None:
    answer = client.get(reverse("console:sheet", args=[slug]))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("slug", SLUGS)
def test_no_sheet_opens_for_an_agent(slug: str, logged_in: LoggedIn) -> None:
    answer = logged_in("agent.wuxi").get(reverse("console:sheet", args=[slug]))
    assert answer.status_code == 403
    assert "您的岗位不能打开这个页面" in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_their_own_kind_open_and_carry_nothing_inline(path: str, logged_in: LoggedIn) -> None:
    answer = logged_in("admin.js").get(path)
    assert answer.status_code == 200
    assert [mark for mark in INLINE if mark in answer.content.decode()] == []


@pytest.mark.parametrize("path", AUDIT)
def test_the_audit_is_for_auditors(path: str, logged_in: LoggedIn) -> None:
    assert logged_in("auditor.js").get(path).status_code == 200
    assert logged_in("editor.js").get(path).status_code == 403


@pytest.mark.parametrize("slug", SLUGS)
def test_an_auditor_looks_at_every_sheet_and_changes_none(slug: str, logged_in: LoggedIn) -> None:
    client = logged_in("auditor.js")
    assert client.get(reverse("console:sheet", args=[slug])).status_code == 200
    assert client.post(reverse("console:new", args=[slug]), {}).status_code == 403


def test_an_auditor_sees_a_row_but_cannot_save_it(logged_in: LoggedIn, town: Town) -> None:
    client, at = logged_in("auditor.js"), reverse("console:row", args=["regions", "3202"])
    assert "您可以查看，不能修改" in client.get(at).content.decode()
    answer = client.post(at, {"name": "别的市", "name_en": "Other"})
    assert answer.status_code == 403
    assert "别的市" not in client.get(at).content.decode()


def test_there_is_no_sheet_of_another_name(logged_in: LoggedIn) -> None:
    assert logged_in("admin.js").get("/console/nothing/").status_code == 404


def test_the_menu_shows_what_one_may_open(logged_in: LoggedIn) -> None:
    assert "日志检索" not in logged_in("admin.js").get("/console/").content.decode()
    assert "派单目录" not in logged_in("editor.js").get("/console/").content.decode()


@pytest.mark.parametrize("slug", ["organisations", "people", "directory", "categories"])
def test_a_list_costs_the_same_number_of_questions_however_long_it_is(
    slug: str, logged_in: LoggedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = logged_in("admin.js")
    client.get(reverse("console:sheet", args=[slug]))
    with django_assert_max_num_queries(14):
        client.get(reverse("console:sheet", args=[slug]))


def test_the_console_speaks_english(logged_in: LoggedIn) -> None:
    client = logged_in("admin.js")
    client.cookies["django_language"] = "en"
    for path in ["/console/", *(reverse("console:sheet", args=[slug]) for slug in SLUGS)]:
        assert "Administration" in client.get(path).content.decode()
