"""Marks on numbers in the console: two people, the right centre, and the auditor who sees all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from hotline.flow.callers import actions as callers
from hotline.flow.callers import queries
from hotline.flow.callers.models import CallerMark
from hotline.flow.callers.words import NewMark
from tests.town import MONDAY, Town

PHONE = "13912349999"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def that_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the town's Monday."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)


def enter(town: Town, username: str) -> Client:
    client = Client()
    client.force_login(town.person(username), backend=BACKEND)
    return client


def proposed(town: Town, by: str = "agent.wuxi") -> int:
    new = NewMark("insult", "两次来电辱骂<b>话务员</b>")
    return callers.propose(PHONE, town.unit("320200-rx").pk, new, by=town.actor(by), at=MONDAY)


def test_another_person_approves_and_lifts(town: Town) -> None:
    pk, lead = proposed(town), enter(town, "lead.wuxi")
    listed = lead.get("/console/marks/").content.decode()
    assert "139****9999" in listed
    assert PHONE not in listed
    shown = lead.get(f"/console/marks/{pk}/").content.decode()
    assert "批准标记" in shown
    assert "<b>话务员</b>" not in shown, "escaped"
    answer = lead.post(f"/console/marks/{pk}/", {"decision": "approve", "days": "7", "opinion": "属实"}, follow=True)
    assert "已批准标记；来电照常接听和登记" in answer.content.decode()
    assert queries.active(PHONE, town.unit("320200-rx").pk, at=MONDAY)
    refused = lead.post(f"/console/marks/{pk}/", {"decision": "lift", "why": ""})
    assert refused.status_code == 422
    answer = lead.post(f"/console/marks/{pk}/", {"decision": "lift", "why": "已道歉"}, follow=True)
    assert "标记已解除" in answer.content.decode()
    assert queries.active(PHONE, town.unit("320200-rx").pk, at=MONDAY) is None


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"decision": "approve", "days": "181"}, "标记期限须为 1 至 180 天"),
        ({"decision": "approve", "days": ""}, "标记期限须为 1 至 180 天"),
        ({"decision": "refuse", "days": "", "opinion": ""}, "请填写理由"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_decided(town: Town, said: dict[str, str], sentence: str) -> None:
    pk = proposed(town)
    answer = enter(town, "lead.wuxi").post(f"/console/marks/{pk}/", said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert CallerMark.objects.get(pk=pk).verdict == ""


def test_who_proposed_is_told_that_another_must_decide(town: Town) -> None:
    pk, lead = proposed(town, by="lead.wuxi"), enter(town, "lead.wuxi")
    page = lead.get(f"/console/marks/{pk}/").content.decode()
    assert "提请人不能自己审批" in page
    assert "批准标记" not in page
    answer = lead.post(f"/console/marks/{pk}/", {"decision": "approve", "days": "7"})
    assert "提请标记的人不能自己审批" in answer.content.decode()
    assert CallerMark.objects.get(pk=pk).verdict == ""


def test_a_second_decision_is_told_who_was_faster(town: Town) -> None:
    pk = proposed(town)
    callers.refuse(pk, "不构成辱骂", by=town.actor("reviewer.wuxi"), at=MONDAY)
    answer = enter(town, "lead.wuxi").post(f"/console/marks/{pk}/", {"decision": "approve", "days": "7"})
    assert "这条标记已由 陈静 审批" in answer.content.decode()


@pytest.mark.parametrize("username", ["agent.wuxi", "dispatcher.suzhou", "handler.binhu-cg", "followup.wuxi"])
def test_who_keeps_no_marks_finds_no_door(town: Town, username: str) -> None:
    pk, stranger = proposed(town), enter(town, username)
    for path in ("/console/marks/", f"/console/marks/{pk}/"):
        assert stranger.get(path).status_code in (403, 404)
    assert stranger.post(f"/console/marks/{pk}/", {"decision": "refuse", "opinion": "x"}).status_code in (403, 404)
    assert CallerMark.objects.get(pk=pk).verdict == ""


def test_another_citys_keeper_does_not_see_it(town: Town) -> None:
    pk = proposed(town)
    CallerMark.objects.filter(pk=pk).update(centre=town.unit("320500-rx"))
    lead = enter(town, "lead.wuxi")
    assert lead.get(f"/console/marks/{pk}/").status_code == 404
    assert "139****9999" not in lead.get("/console/marks/").content.decode()


def test_nothing_waits_says_what_to_do_next(town: Town) -> None:
    assert "没有待审批的标记" in enter(town, "reviewer.wuxi").get("/console/marks/").content.decode()
