"""Accounts: opened with a password shown once, posted by date, locked and unlocked, closed."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.ground.people.models import Person, Posting
from hotline.ground.programs.models import ApiKey
from tests.town import PASSWORD, Town

from .conftest import LoggedIn


def _new(town: Town, unit: str = "320200-rx") -> dict[str, object]:
    return {
        "username": "gu.ping",
        "name": "顾平",
        "organisation": town.unit(unit).pk,
        "role": "agent",
        "from_on": f"{timezone.localdate()}",
    }


def test_a_new_person_gets_a_password_that_is_shown_once(logged_in: LoggedIn, town: Town) -> None:
    client = logged_in("admin.wuxi")
    answer = client.post(reverse("console:new", args=["people"]), _new(town))
    secret = answer.context["done"].secret
    assert secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    person = Person.objects.get(username="gu.ping")
    assert person.check_password(secret)
    assert secret not in client.get(reverse("console:row", args=["people", person.pk])).content.decode()


def test_a_person_for_another_city_is_refused_and_no_account_is_left(logged_in: LoggedIn, town: Town) -> None:
    answer = logged_in("admin.wuxi").post(reverse("console:new", args=["people"]), _new(town, "320500-rx"))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "不在您的管理范围内" in text
    assert 'value="顾平"' in text
    assert not Person.objects.filter(username="gu.ping").exists()


def test_a_taken_user_name_is_told_beside_its_field(logged_in: LoggedIn, town: Town) -> None:
    answer = logged_in("admin.js").post(
        reverse("console:new", args=["people"]), _new(town) | {"username": "agent.wuxi"}
    )
    assert "已有人使用" in answer.context["form"].errors["username"][0]


def test_people_of_another_city_are_not_there(logged_in: LoggedIn, town: Town) -> None:
    client = logged_in("admin.wuxi")
    theirs = reverse("console:row", args=["people", town.person("agent.suzhou").pk])
    assert client.get(theirs).status_code == 404
    assert client.post(theirs, {"name": "甲"}).status_code == 404
    listed = client.get(reverse("console:sheet", args=["people"])).content.decode()
    assert "王敏" in listed
    assert "沈琴" not in listed


def test_a_posting_is_added_and_ends_on_its_day(logged_in: LoggedIn, town: Town) -> None:
    client, person = logged_in("admin.wuxi"), town.person("agent.wuxi")
    start, end = timezone.localdate(), timezone.localdate() + timedelta(days=30)
    facts = {"post-organisation": town.unit("320200-rx").pk, "post-role": "reviewer", "post-from_on": f"{start}"}
    client.post(reverse("console:deed", args=["people", person.pk, "post"]), facts)
    posting = Posting.objects.get(person=person, role_id="reviewer")
    facts = {"end-posting": posting.pk, "end-until_on": f"{end}"}
    client.post(reverse("console:deed", args=["people", person.pk, "end"]), facts)
    posting.refresh_from_db()
    assert (posting.from_on, posting.until_on) == (start, end)


def test_a_posting_in_the_past_is_refused_beside_its_date(logged_in: LoggedIn, town: Town) -> None:
    person = town.person("agent.wuxi")
    facts = {"post-organisation": town.unit("320200-rx").pk, "post-role": "reviewer", "post-from_on": "2020-01-01"}
    answer = logged_in("admin.js").post(reverse("console:deed", args=["people", person.pk, "post"]), facts)
    assert answer.status_code == 422
    assert "任职不能从过去开始" in answer.content.decode()


def test_nobody_resets_her_own_password_here(logged_in: LoggedIn, town: Town) -> None:
    me = town.person("admin.js")
    answer = logged_in("admin.js").post(
        reverse("console:deed", args=["people", me.pk, "password"]), {"password-why": "忘记"}
    )
    assert answer.status_code == 422
    assert "不能对自己执行" in answer.content.decode()


def test_a_locked_account_is_unlocked(client: Client, logged_in: LoggedIn, town: Town) -> None:
    for _ in range(5):
        client.post("/account/login/", {"username": "agent.wuxi", "password": "wrong"})
    person = town.person("agent.wuxi")
    keeper, at = logged_in("admin.wuxi"), reverse("console:row", args=["people", person.pk])
    assert "账号暂时锁定" in keeper.get(at).content.decode()
    assert "agent.wuxi" in keeper.get(reverse("console:logins")).content.decode()
    keeper.post(reverse("console:deed", args=["people", person.pk, "unlock"]))
    assert "账号暂时锁定" not in keeper.get(at).content.decode()
    assert client.post("/account/login/", {"username": "agent.wuxi", "password": PASSWORD}).status_code == 302


def test_a_second_factor_is_reset(logged_in: LoggedIn, town: Town) -> None:
    person = town.person("agent.wuxi")
    TOTPDevice.objects.create(user=person, name="phone")
    logged_in("admin.js").post(reverse("console:deed", args=["people", person.pk, "second-factor"]))
    assert not TOTPDevice.objects.filter(user=person).exists()


def test_a_closed_account_cannot_log_in(client: Client, logged_in: LoggedIn, town: Town) -> None:
    person = town.person("agent2.wuxi")
    keeper = logged_in("admin.wuxi")
    keeper.post(reverse("console:deed", args=["people", person.pk, "deactivate"]), {"deactivate-why": "离职"})
    assert client.post("/account/login/", {"username": "agent2.wuxi", "password": PASSWORD}).status_code == 422
    keeper.post(reverse("console:deed", args=["people", person.pk, "activate"]), {"activate-why": "返聘"})
    assert client.post("/account/login/", {"username": "agent2.wuxi", "password": PASSWORD}).status_code == 302


def test_a_key_is_shown_once_and_revoked(logged_in: LoggedIn, town: Town) -> None:
    client = logged_in("admin.wuxi")
    facts = {"name": "政务 APP", "organisation": town.unit("320200-rx").pk, "scopes": ["submit"], "per_minute": 60}
    answer = client.post(reverse("console:new", args=["keys"]), facts)
    assert answer.context["done"].secret.startswith("hl_")
    key = ApiKey.objects.get()
    client.post(reverse("console:deed", args=["keys", key.pk, "revoke"]))
    key.refresh_from_db()
    assert key.revoked_at is not None
    elsewhere = client.post(reverse("console:new", args=["keys"]), facts | {"organisation": town.unit("320500-rx").pk})
    assert elsewhere.status_code == 422
    assert ApiKey.objects.count() == 1
