"""Story A12: paid reports on work safety, informants protected and rewarded."""

from __future__ import annotations

from decimal import Decimal

from django.test import Client

from hotline.flow.rewards.models import Reward
from hotline.flow.tickets.models import Ticket
from hotline.ground.journal.models import Event

from .road import Road, missed, timeline
from .road_rewards import CODES


def test_a12_the_first_informant_is_rewarded_by_code_and_nobody_sees_who_it_was(road: Road) -> None:
    first = road.play("A12")
    second = Ticket.objects.get(number=road.numbers["second"])

    assert timeline(first)[:3] == [
        "06-10 09:40 登记受理 戴安澜",
        "06-10 09:46 修改登记 戴安澜",
        "06-10 09:48 提交 戴安澜",
    ]
    assert [line for line in timeline(first) if "办结回复" in line] == ["06-10 17:20 办结回复 康平安"]
    assert missed(first) == []
    assert missed(second) == []
    reward = Reward.objects.get()
    assert (reward.amount, reward.report.ticket_id, reward.voucher) == (Decimal(7500), first.pk, "JL-2020-0618")

    for ticket, name, phone in ((first, "季同心", "13805120612"), (second, "舒明理", "13805120613")):
        for somebody in ("handler.province-yjglj", "supervisor.province", "leader.province", "reviewer.province"):
            page = road.enter(somebody).get(f"/tickets/{ticket.number}/").content.decode()
            assert name not in page
            assert phone not in page
            assert "138****" not in page
        assert name not in str(list(Event.objects.values_list("facts", flat=True)))

    mine = Client().post("/rewards/mine/", {"code": CODES[first.number]}).content.decode()
    assert "已领奖" in mine
    assert "7,500" in mine
    other = Client().post("/rewards/mine/", {"code": CODES[second.number]}).content.decode()
    assert "同一事项已由更早的举报人获得奖励" in other


def test_a12_the_vault_opens_for_two_keepers_with_a_reason(road: Road) -> None:
    first = road.play("A12")
    keeper, other = road.enter("vault-keeper.province"), road.enter("vault-keeper2.province")
    asked = road.fill(
        keeper, "/rewards/vault/ask/", "", having="why", number=first.number, why="公安机关来函〔2020〕7号核实"
    )
    assert keeper.post(f"{asked}look/").status_code == 403
    assert road.enter("safety-desk.province").get(asked).status_code == 403
    road.fill(other, asked, "", having="opinion", verdict="approved", opinion="来函真实，同意开启")
    seen = keeper.post(f"{asked}look/").content.decode()
    assert "季同心" in seen
    assert "13805120612" in seen
    assert other.post(f"{asked}look/").status_code == 403
