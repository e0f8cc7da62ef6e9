"""Stories of 2020 in which the province watches and supervises, through the doors at the newspaper's times."""

from __future__ import annotations

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.calendar.words import SHANGHAI
from hotline.watch.supervision.models import Order

from .road import Road, branches, missed, timeline


def test_a3_the_province_spots_a_supplier_of_leishenshan_and_all_levels_hurry(road: Road) -> None:
    ticket = road.play("A3")

    told = timeline(ticket)
    assert told[:5] == [
        "02-03 09:12 登记受理 鲁心怡",
        "02-03 09:18 提交 鲁心怡",
        "02-03 09:22 审核通过 马思琪",
        "02-03 09:26 督办 严明远",
        "02-03 09:35 签收督办 方凯旋",
    ]
    assert [line for line in told if "督办" in line][2:] == [
        "02-04 17:30 督办反馈 方凯旋",
        "02-06 10:05 督办反馈 方凯旋",
        "02-06 10:40 督办结论 严明远",
    ]
    assert "02-03 11:00 备注 严明远" in told
    assert "02-05 21:00 办结回复 经世民" in told
    assert "02-06 09:20 联系诉求人 卞小舟" in told
    assert branches(ticket) == [
        "丹阳市人民政府 主办 09:40",
        "镇江市疫情防控指挥部 协办 20:20",
        "镇江市市场监督管理局 协办 21:00",
    ]
    assert missed(ticket) == []
    assert (ticket.status, ticket.closing, ticket.marks) == (Status.CLOSED, Closing.FOLLOWED_UP, [])

    order = Order.objects.get(links__ticket=ticket)
    assert (order.number, order.outcome) == ("江苏省重督〔2020〕1号", "accepted")
    closed = order.closed_at
    assert closed is not None
    assert f"{closed.astimezone(SHANGHAI):%m-%d %H:%M}" == "02-06 10:40"
    assert closed < order.due_at

    _levels_stand_side_by_side(road, ticket, order)
    _strangers_see_nothing(road, ticket, order, ["supervisor.nanjing", "supervisor.wuxi", "handler.gulou"])
    below = road.enter("handler.danyang")
    assert below.get(f"/tickets/{ticket.number}/").status_code == 200
    assert below.get(f"/oversight/orders/{order.pk}/").status_code == 404


def test_a9_leaning_pines_are_made_safe_first_and_settled_a_week_later(road: Road) -> None:
    ticket = road.play("A9")

    told = timeline(ticket)
    assert [line for line in told if "督办" in line] == [
        "08-23 15:28 督办 严明远",
        "08-23 15:36 签收督办 柏承志",
        "08-24 14:30 督办反馈 柏承志",
        "08-24 15:20 督办结论 严明远",
        "08-31 11:40 督办反馈 柏承志",
        "08-31 15:00 督办结论 严明远",
    ]
    assert "08-24 08:50 联系诉求人 乐小梅" in told
    assert branches(ticket) == [
        "南京市12345政务服务便民热线中心 主办 14:10",
        "  南京市鼓楼区人民政府 主办 11:40",
        "    南京市鼓楼区华侨路街道办事处 主办 11:20",
    ]
    assert missed(ticket) == []
    assert (ticket.status, ticket.marks) == (Status.CLOSED, [])

    order = Order.objects.get(links__ticket=ticket)
    assert [each.verdict for each in order.judgements.order_by("pk")] == ["sent_back", "accepted"]
    assert "代管" in order.feedbacks.order_by("pk")[1].text
    sent = road.enter("supervisor.province").get("/oversight/watch/?tab=sent").content.decode()
    assert ticket.number in sent
    _levels_stand_side_by_side(road, ticket, order)
    _strangers_see_nothing(road, ticket, order, ["supervisor.zhenjiang", "handler.lihu", "dispatcher.yancheng"])


def _levels_stand_side_by_side(road: Road, ticket: Ticket, order: Order) -> None:
    page = road.enter("supervisor.province").get(f"/tickets/{ticket.number}/levels/").content.decode()
    assert order.number in page
    for lane in ("in-lane-0", "in-lane-1", "in-lane-2"):
        assert lane in page


def _strangers_see_nothing(road: Road, ticket: Ticket, order: Order, names: list[str]) -> None:
    for stranger in names:
        who = road.enter(stranger)
        for page in (f"/tickets/{ticket.number}/levels/", f"/oversight/orders/{order.pk}/print/"):
            assert who.get(page).status_code in (403, 404)
