"""Doors: who may come in, and what somebody is told who may not."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from tests.town import PASSWORD, Town

HOME = "/account/"


def test_nobody_comes_in_without_a_login(client: Client, town: Town) -> None:
    answer = client.get(HOME)
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=%2Faccount%2F"


def test_a_login_leads_to_where_one_wanted_to_go(client: Client, town: Town) -> None:
    answer = client.post("/account/login/", {"username": "agent.wuxi", "password": PASSWORD, "next": HOME})
    assert answer.status_code == 302
    assert answer["Location"] == HOME
    assert "王敏" in client.get(HOME).content.decode()


def test_a_login_never_leads_to_another_house(client: Client, town: Town) -> None:
    words = {"username": "agent.wuxi", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/account/login/", words)["Location"].startswith("/")


def test_a_wrong_password_gets_a_sentence(client: Client, town: Town) -> None:
    answer = client.post("/account/login/", {"username": "agent.wuxi", "password": "wrong"})
    assert answer.status_code == 422
    assert "用户名或密码不正确" in answer.content.decode()


def test_five_wrong_passwords_lock_the_account_and_say_how_long(client: Client, town: Town) -> None:
    for _ in range(5):
        answer = client.post("/account/login/", {"username": "agent.wuxi", "password": "wrong"})
    assert answer.status_code == 429
    assert "15 分钟后再试" in answer.content.decode()
    right = client.post("/account/login/", {"username": "agent.wuxi", "password": PASSWORD})
    assert right.status_code == 429


def test_an_expired_session_in_htmx_gets_a_dialog_and_keeps_the_page(client: Client, town: Town) -> None:
    answer = client.get(reverse("kit:notices"), headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer["HX-Retarget"] == "#kit-login"
    assert "登录已过期" in answer.content.decode()


def test_a_login_in_the_dialog_hands_out_a_new_seal(client: Client, town: Town) -> None:
    words = {"username": "agent.wuxi", "password": PASSWORD}
    answer = client.post("/account/login/", words, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert json.loads(answer["HX-Trigger"])["kit:seal"]["token"]


def test_an_expired_session_in_a_plain_form_carries_what_was_typed_through_the_login(
    client: Client, town: Town
) -> None:
    posted = {"column": ["title", "due"], "next": "/account/"}
    expired = client.post(reverse("kit:columns", args=["queue"]), posted)
    assert expired.status_code == 401
    kept = expired.context["kept"]
    again = client.post("/account/login/", {"username": "agent.wuxi", "password": PASSWORD, "kept": kept})
    text = again.content.decode()
    assert 'action="/kit/columns/queue/"' in text
    assert 'name="column" value="due"' in text


def test_a_privileged_role_needs_its_second_factor(client: Client, town: Town) -> None:
    client.force_login(town.person("admin.js"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(HOME)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/second/")
    assert client.get(answer["Location"])["Location"] == "/account/second/enrol/"


def test_absent_pages_say_so_in_both_languages(client: Client, db: None) -> None:
    assert "没有找到您要的内容" in client.get("/no-such-page/").content.decode()
    english = client.get("/no-such-page/", headers={"Accept-Language": "en"})
    assert english.status_code == 404
    assert "could not be found" in english.content.decode()


def test_the_language_is_kept_with_the_account(client: Client, town: Town) -> None:
    client.force_login(town.person("agent.wuxi"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(reverse("kit:language"), {"language": "en", "next": HOME})
    assert answer["Location"] == HOME
    assert town.person("agent.wuxi").language == "en"
    assert "My account" in client.get(HOME).content.decode()


@pytest.mark.parametrize("page", ["/account/login/", "/account/"])
def test_pages_carry_no_inline_script_or_style(page: str, client: Client, town: Town) -> None:
    client.force_login(town.person("agent.wuxi"), backend="django.contrib.auth.backends.ModelBackend")
    text = client.get(page + "?next=/account/").content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text
    assert " onclick=" not in text
