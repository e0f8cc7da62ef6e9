"""Resets of privileged accounts in the console: one asks, another decides."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.ground.resets.models import Request
from tests.town import PASSWORD, Town

from .conftest import LoggedIn

RESETS = "/console/resets/"


def _asked(logged_in: LoggedIn, town: Town, kind: str = "password") -> Request:
    """The province's administrator asks for the city auditor's account."""
    owner = town.person("auditor.wuxi")
    owner.set_password(PASSWORD)
    owner.save()
    if kind == "second-factor":
        TOTPDevice.objects.create(user=owner, name="phone")
    deed = reverse("console:deed", args=["people", owner.pk, kind])
    answer = logged_in("admin.js").post(deed, {f"{kind}-why": "本人遗失手机"})
    assert answer.status_code == 302
    return Request.objects.get()


def _decide(row: Request) -> str:
    return reverse("console:decide_reset", args=[row.pk])


def test_a_privileged_password_is_asked_for_and_approved_by_another(logged_in: LoggedIn, town: Town) -> None:
    row = _asked(logged_in, town)
    second = logged_in("admin.wuxi")
    assert "本人遗失手机" in second.get(RESETS).content.decode()
    assert "同意重置" in second.get(_decide(row)).content.decode()
    answer = second.post(_decide(row), {"decision": "approve", "opinion": "已视频核实"})
    secret = answer.context["done"].secret
    assert secret in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert town.person("auditor.wuxi").check_password(secret)
    listed = second.get(RESETS).content.decode()
    assert secret not in listed
    assert "已同意" in listed


def test_declining_needs_a_reason_and_changes_nothing(logged_in: LoggedIn, town: Town) -> None:
    row, second = _asked(logged_in, town), logged_in("admin.wuxi")
    assert second.post(_decide(row), {"decision": "decline", "opinion": ""}).status_code == 422
    assert second.post(_decide(row), {"decision": "decline", "opinion": "本人并未提出"}).status_code == 302
    assert town.person("auditor.wuxi").check_password(PASSWORD)
    again = second.post(_decide(row), {"decision": "approve", "opinion": "改变主意"})
    assert again.status_code == 422
    assert "已经处理过（已驳回）" in again.content.decode()


def test_who_asked_is_offered_no_decision_and_refused_one(logged_in: LoggedIn, town: Town) -> None:
    row, first = _asked(logged_in, town), logged_in("admin.js")
    shown = first.get(_decide(row)).content.decode()
    assert "须由另一位管理员办理" in shown
    assert 'value="approve"' not in shown
    answer = first.post(_decide(row), {"decision": "approve", "opinion": "同意"})
    assert answer.status_code == 422
    assert "由您提出" in answer.content.decode()
    assert town.person("auditor.wuxi").check_password(PASSWORD)


def test_a_second_factor_is_reset_by_two(logged_in: LoggedIn, town: Town) -> None:
    row = _asked(logged_in, town, "second-factor")
    logged_in("admin.wuxi").post(_decide(row), {"decision": "approve", "opinion": "已当面核实"})
    assert not TOTPDevice.objects.filter(user=town.person("auditor.wuxi")).exists()


@pytest.mark.parametrize(("username", "status"), [("auditor.js", 422), ("agent.wuxi", 403), ("editor.js", 403)])
def test_others_decide_nothing(logged_in: LoggedIn, town: Town, username: str, status: int) -> None:
    row = _asked(logged_in, town)
    answer = logged_in(username).post(_decide(row), {"decision": "approve", "opinion": "同意"})
    assert answer.status_code == status
    assert town.person("auditor.wuxi").check_password(PASSWORD)


def test_a_request_about_another_citys_account_is_not_there(logged_in: LoggedIn, town: Town) -> None:
    owner = town.person("supervisor.js")
    deed = reverse("console:deed", args=["people", owner.pk, "password"])
    logged_in("admin.js").post(deed, {"password-why": "本人遗失手机"})
    row, other = Request.objects.get(), logged_in("admin.wuxi")
    assert other.get(_decide(row)).status_code == 404
    assert other.post(_decide(row), {"decision": "approve", "opinion": "同意"}).status_code == 404
    assert "本人遗失手机" not in other.get(RESETS).content.decode()
    assert other.get("/console/resets/999999/").status_code == 404


def test_nobody_sees_requests_without_a_login(town: Town) -> None:
    assert Client().get(RESETS).status_code == 302


def test_an_empty_list_says_where_requests_come_from(logged_in: LoggedIn) -> None:
    assert "没有待复核的申请" in logged_in("admin.js").get(RESETS).content.decode()


def test_the_owner_reads_of_it_at_her_next_login(logged_in: LoggedIn, town: Town) -> None:
    _asked(logged_in, town)
    client = Client()
    client.post("/account/login/", {"username": "auditor.wuxi", "password": PASSWORD})
    session, owner = client.session, town.person("auditor.wuxi")
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=owner, name="test").persistent_id
    session.save()
    assert "申请对您的账号“重置密码”" in client.get("/account/").content.decode()


def test_a_person_keeps_her_own_security_address(logged_in: LoggedIn, town: Town) -> None:
    client = logged_in("agent.wuxi")
    assert client.post("/account/address/", {"phone": "12", "mail": ""}).status_code == 422
    assert client.post("/account/address/", {"phone": "13912340001", "mail": ""}).status_code == 302
    assert 'value="13912340001"' in client.get("/account/address/").content.decode()
    assert Client().get("/account/address/").status_code == 302


@pytest.mark.parametrize(("decision", "said"), [("approve", "同意并生效"), ("decline", "驳回：已与本人核实")])
def test_the_bell_leads_the_second_person_there_and_tells_the_first(
    logged_in: LoggedIn, town: Town, decision: str, said: str
) -> None:
    row = _asked(logged_in, town)
    second = logged_in("admin.wuxi")
    bell = second.get(reverse("kit:notices"), headers={"HX-Request": "true"}).content.decode()
    assert "等您复核" in bell
    assert _decide(row) in bell
    assert second.get(_decide(row)).status_code == 200
    second.post(_decide(row), {"decision": decision, "opinion": "已与本人核实"})
    first = logged_in("admin.js").get(reverse("kit:notices"), headers={"HX-Request": "true"}).content.decode()
    assert said in first
    assert _decide(row) in first
    assert "等您复核" not in first
