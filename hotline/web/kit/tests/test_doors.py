"""Doors: who may come in, and what somebody is told who may not."""

from __future__ import annotations

import json
import time

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.town import PASSWORD, Town

BACKEND = "django.contrib.auth.backends.ModelBackend"

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


def test_many_addresses_cannot_guess_one_name_for_ever(client: Client, town: Town) -> None:
    wrong = {"username": "agent.wuxi", "password": "wrong"}
    for number in range(51):
        guessed = client.post("/account/login/", wrong, REMOTE_ADDR=f"203.0.113.{number // 2}")
    assert guessed.status_code == 429
    right = {"username": "agent.wuxi", "password": PASSWORD}
    assert client.post("/account/login/", right, REMOTE_ADDR="198.51.100.1").status_code == 429
    assert client.post("/account/login/", right | {"username": "agent2.wuxi"}).status_code == 302


def test_a_lockout_in_the_dialog_is_told_beside_the_form(client: Client, town: Town) -> None:
    words = {"username": "agent.wuxi", "password": "wrong"}
    for _ in range(5):
        answer = client.post("/account/login/", words, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (429, "#kit-toasts")
    assert "15 分钟后再试" in answer.content.decode()


def test_who_need_no_second_factor_may_put_it_off(client: Client, town: Town) -> None:
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    freely = client.get("/account/second/enrol/").content.decode()
    assert "您的岗位需要二次验证" not in freely
    assert "以后再绑定" in freely
    client.force_login(town.person("admin.js"), backend=BACKEND)
    bound = client.get("/account/second/enrol/").content.decode()
    assert "您的岗位需要二次验证" in bound
    assert "以后再绑定" not in bound


def test_only_who_may_unmask_is_told_how_often(client: Client, town: Town) -> None:
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    assert "今天还可查看脱敏信息" in client.get("/account/").content.decode()
    client.force_login(town.person("reviewer.wuxi"), backend=BACKEND)
    assert "今天还可查看脱敏信息" not in client.get("/account/").content.decode()


def test_a_second_factor_is_enrolled_and_then_asked_for(client: Client, town: Town) -> None:
    person = town.person("admin.js")
    client.force_login(person, backend=BACKEND)
    shown = client.get("/account/second/enrol/").content.decode()
    assert "data:image/svg+xml" in shown
    device = TOTPDevice.objects.get(user=person)
    assert "验证码不正确" in client.post("/account/second/enrol/", {"token": "000000"}).content.decode()
    TOTPDevice.objects.filter(pk=device.pk).update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post("/account/second/enrol/", {"token": digits(device)}).status_code == 302
    assert client.get(HOME).status_code == 200
    client.logout()
    client.force_login(person, backend=BACKEND)
    assert client.get(HOME)["Location"].startswith("/account/second/")
    assert client.get("/account/second/").status_code == 200
    assert client.get("/account/second/enrol/")["Location"] == "/account/second/"


def digits(device: TOTPDevice) -> str:
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    clock.time = time.time()
    return f"{clock.token():06d}"


def test_a_password_is_changed_by_who_knows_the_old_one(client: Client, town: Town) -> None:
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    words = {"old_password": "wrong", "new_password1": "kein-wort-2026", "new_password2": "kein-wort-2026"}
    assert client.post("/account/password/", words).status_code == 422
    assert client.post("/account/password/", words | {"old_password": PASSWORD})["Location"] == HOME
    assert town.person("agent.wuxi").check_password("kein-wort-2026")
    assert client.get(HOME).status_code == 200


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
    client.force_login(town.person("admin.js"), backend=BACKEND)
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
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    answer = client.post(reverse("kit:language"), {"language": "en", "next": HOME})
    assert answer["Location"] == HOME
    assert town.person("agent.wuxi").language == "en"
    assert "My account" in client.get(HOME).content.decode()


@pytest.mark.parametrize("page", ["/account/login/", "/account/"])
def test_pages_carry_no_inline_script_or_style(page: str, client: Client, town: Town) -> None:
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    text = client.get(page + "?next=/account/").content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text
    assert " onclick=" not in text


def test_a_temporary_password_opens_nothing_but_its_own_change(town: Town, client: Client) -> None:
    person = town.person("agent.wuxi")
    person.has_temporary_password = True
    person.save(update_fields=["has_temporary_password"])
    client.force_login(person, backend=BACKEND)
    assert client.get("/desk/")["Location"] == "/account/password/?next=%2Fdesk%2F"
    assert "一次性密码" in client.get("/account/password/").content.decode()
    new = "quite-another-1234"
    words = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/account/password/", words).status_code == 302
    assert client.get("/desk/").status_code == 200
    person.refresh_from_db()
    assert not person.has_temporary_password


def test_what_is_behind_a_door_stays_in_no_cache(client: Client, town: Town) -> None:
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    assert client.get(reverse("kit:notice_count"))["Cache-Control"] == "no-store"
