"""Each post finds its own page of rewards and nobody else's; what is refused keeps what was typed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from hotline.flow.rewards.models import Appeal, Hazard, Informant, Opening, Report, Reward
from hotline.flow.rewards.tests.safety import effective, prepare, proof, proposed, reported, sealed
from hotline.flow.tickets.models import Ticket
from tests.benches import Enter
from tests.town import Town


@pytest.fixture(autouse=True)
def desk(town: Town) -> None:
    """A 12350 desk in Wuxi, another in Suzhou."""
    prepare()


def test_the_code_is_shown_once_and_the_page_is_kept_nowhere(town: Town, enter: Enter) -> None:
    ticket = reported(town)
    client = enter("safety.wuxi")
    assert f"/rewards/seal/{ticket.number}/" in client.get(f"/tickets/{ticket.number}/").content.decode()
    answer = client.post(f"/rewards/seal/{ticket.number}/", {"is_employee": "on"})
    assert re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    assert Informant.objects.get().is_employee
    again = client.post(f"/rewards/seal/{ticket.number}/", {"is_employee": "on"})
    assert again.status_code == 422
    assert "已经封存" in again.content.decode()


def test_a_hazard_is_noted_judged_proposed_approved_and_paid_through_the_pages(town: Town, enter: Enter) -> None:
    ticket, receipt = sealed(town)
    client = enter("safety.wuxi")
    made = client.post(f"/rewards/hazards/new/{ticket.number}/", {"name": "打磨车间无除尘", "accused": "某公司"})
    page = str(made["Location"])
    judged = {"report": ticket.number, "effect": "effective", "ground": "执法检查属实。"}
    refused = client.post(f"{page}judge/", judged)
    assert refused.status_code == 422
    assert "至少一份工单附件" in refused.content.decode()
    assert "执法检查属实。" in refused.content.decode()
    assert client.post(f"{page}judge/", judged | {"proof": proof(ticket)}).status_code == 302
    rule = re.search(r'<option value="(\d+)"[^>]*>重大事故隐患', client.get(page).content.decode())
    assert rule
    asked = {"report": ticket.number, "rule": rule[1], "base": "50000", "why": "按罚款的百分之十五"}
    assert client.post(f"{page}propose/", asked).status_code == 302
    reward = Reward.objects.get()
    approver = enter("approver.wuxi")
    assert f"/rewards/approvals/{reward.pk}/" in approver.get("/rewards/approvals/").content.decode()
    said = {"verdict": "approved", "opinion": "材料齐全，同意。"}
    assert approver.post(f"/rewards/approvals/{reward.pk}/", said).status_code == 302
    wrong = client.post(f"{page}pay/", {"code": "AAAA-BBBB-CCCC", "voucher": "PZ-1"})
    assert "领奖编码不正确" in wrong.content.decode()
    assert client.post(f"{page}pay/", {"code": receipt.code, "voucher": "PZ-1"}).status_code == 302
    reward.refresh_from_db()
    assert reward.voucher == "PZ-1"


def test_the_wrong_person_finds_nothing(town: Town, enter: Enter) -> None:
    ticket, _ = sealed(town)
    hazard = effective(town, ticket)
    reward = proposed(town, ticket, hazard)
    for stranger in ("agent.wuxi", "reviewer.wuxi", "handler.binhu", "leader.binhu", "approver.wuxi", "keeper.wuxi"):
        client = enter(stranger)
        assert client.get("/rewards/reports/").status_code == 403
        assert client.post(f"/rewards/seal/{ticket.number}/", {"x": "1"}).status_code == 403
        assert "封存举报人" not in client.get(f"/tickets/{ticket.number}/").content.decode()
    other = enter("safety.suzhou")
    assert other.get(f"/rewards/hazards/{hazard}/").status_code == 404
    assert other.post(f"/rewards/hazards/{hazard}/pay/", {"code": "x", "voucher": "x"}).status_code == 404
    assert ticket.number not in other.get("/rewards/reports/").content.decode()
    assert enter("approver.suzhou").get(f"/rewards/approvals/{reward}/").status_code == 404
    assert enter("safety.wuxi").get("/rewards/vault/").status_code == 403
    assert Client().get("/rewards/reports/").status_code == 302


def test_the_vault_is_asked_agreed_and_looked_at_by_two(town: Town, enter: Enter) -> None:
    ticket, _ = sealed(town)
    one, other = enter("keeper.wuxi"), enter("keeper2.wuxi")
    wrong = one.post("/rewards/vault/ask/", {"number": "1", "why": "公安来函要求核实"})
    assert "没有这个工单号的封存举报" in wrong.content.decode()
    page = str(one.post("/rewards/vault/ask/", {"number": ticket.number, "why": "公安来函要求核实"})["Location"])
    own = one.post(page, {"verdict": "approved", "opinion": "自己同意自己"})
    assert "须由另一位保管员同意" in own.content.decode()
    assert Opening.objects.get().decided_at is None
    assert other.post(page, {"verdict": "approved", "opinion": "来函属实，同意"}).status_code == 302
    assert enter("keeper.suzhou").get(page).status_code == 404
    seen = one.post(f"{page}look/")
    assert "张三丰" in seen.content.decode()
    assert seen["Cache-Control"] == "no-store"
    assert other.post(f"{page}look/").status_code == 403
    assert "张三丰" not in one.get(page).content.decode()


def test_the_informant_looks_and_appeals_by_her_code_alone(town: Town, enter: Enter) -> None:
    ticket, receipt = sealed(town)
    hazard = effective(town, ticket)
    reward = proposed(town, ticket, hazard)
    enter("approver.wuxi").post(f"/rewards/approvals/{reward}/", {"verdict": "denied", "opinion": "罚款未执行到位。"})
    anybody = Client()
    assert "奖励未获批准" in anybody.post("/rewards/mine/", {"code": receipt.code}).content.decode()
    sent = anybody.post("/rewards/mine/", {"code": receipt.code, "appeal": "罚款已缴，请复核", "send": "1"})
    assert "申诉已收到" in sent.content.decode()
    assert Appeal.objects.get().text == "罚款已缴，请复核"
    row = Informant.objects.get(ticket=ticket)
    own = enter("approver.wuxi").post(f"/rewards/appeals/{row.pk}/", {"verdict": "approved", "opinion": "同意复核重审"})
    assert "须由另一人审理" in own.content.decode()
    said = {"verdict": "approved", "opinion": "同意复核重审"}
    assert enter("approver2.wuxi").post(f"/rewards/appeals/{row.pk}/", said).status_code == 302


def test_codes_are_not_guessed(town: Town) -> None:
    _, receipt = sealed(town)
    anybody = Client()
    for _ in range(10):
        assert "没有这个编码" in anybody.post("/rewards/mine/", {"code": "AAAA-BBBB-CCCC"}).content.decode()
    locked = anybody.post("/rewards/mine/", {"code": receipt.code})
    assert locked.status_code == 429
    assert "核查中" not in locked.content.decode()


def test_pages_say_what_to_do_when_there_is_nothing(town: Town, enter: Enter) -> None:
    for who, page in (("safety.wuxi", "reports"), ("approver.wuxi", "approvals"), ("keeper.wuxi", "vault")):
        assert "empty-title" in enter(who).get(f"/rewards/{page}/").content.decode()
    assert enter("safety.wuxi").get("/rewards/", follow=True).status_code == 200


def test_another_report_is_laid_to_a_known_hazard(town: Town, enter: Enter) -> None:
    first, _ = sealed(town, 1)
    second, _ = sealed(town, 10)
    hazard, client = effective(town, first), enter("safety.wuxi")
    assert f"/rewards/hazards/{hazard}/add/" in client.get(f"/rewards/hazards/new/{second.number}/").content.decode()
    assert client.post(f"/rewards/hazards/{hazard}/add/", {"number": second.number}).status_code == 302
    assert Report.objects.filter(hazard_id=hazard).count() == 2
    again = client.post(f"/rewards/hazards/{hazard}/add/", {"number": second.number})
    assert "已归入隐患事项" in again.content.decode()
    assert Hazard.objects.count() == 1
    assert Ticket.objects.get(pk=second.pk).is_confidential
