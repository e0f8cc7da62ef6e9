"""Story A8 through the doors: three people, one place; solved first, settled who later, every reporter asked."""

from __future__ import annotations

from hotline.flow.disputes import queries as disputes
from hotline.flow.followup.models import FollowUp
from hotline.flow.groups import queries as groups
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Closing, Mark, Status
from hotline.ground.organisations import queries as organisations

from . import road_disputes, road_groups  # noqa: F401 (their steps)
from .road import Road, branches, missed, timeline


def test_a8_sewage_at_260_zhongyang_road(road: Road) -> None:
    main = road.play("A8")
    second, third = (Ticket.objects.get(number=road.numbers[name]) for name in ("second", "third"))

    assert [line for line in timeline(main) if "审核" not in line and "登记受理" not in line][1:] == [
        "07-14 08:05 指定先行处置 喻小川",
        "07-14 08:12 签收 洪润泽",
        "07-14 08:27 关联 邹明哲",
        "07-14 08:50 联系诉求人 洪润泽",
        "07-14 09:12 关联 邹明哲",
        "07-14 10:30 加派协办 洪润泽",
        "07-14 10:41 签收 蓝志讯",
        "07-14 11:20 联系诉求人 蓝志讯",
        "07-14 14:10 认定责任 喻小川",
        "07-14 15:30 办结回复 蓝志讯",
        "07-14 16:05 办结回复 洪润泽",
        "07-15 09:10 回访 水清浅",
        "07-15 09:10 归档 水清浅",
    ]
    assert branches(main) == [
        "南京水务集团有限公司 主办 16:05",
        "  中国电信股份有限公司南京分公司 协办 15:30",
    ]
    assert timeline(second)[-4:] == [
        "07-14 08:27 并单 邹明哲",
        "07-14 16:45 随主单办结 水清浅",
        "07-15 09:18 回访 水清浅",
        "07-15 09:18 归档 水清浅",
    ]
    for ticket in (main, second, third):
        assert missed(ticket) == []
        assert (ticket.status, ticket.closing) == (Status.CLOSED, Closing.FOLLOWED_UP)
    assert [each.satisfied for each in FollowUp.objects.order_by("ticket")] == ["very", "satisfied", "very"]
    assert groups.size(main.pk) == {"tickets": 3, "people": 3}

    water, telecom = (organisations.unit_by_code(code).id for code in ("320100-gs", "320100-dx"))
    [case] = disputes.cases_of(main.pk)
    assert (case.handle_first_unit_id, case.liable_unit_id) == (water, telecom)
    assert {Mark.MAIN.value, Mark.HANDLE_FIRST.value} <= set(main.marks)
    assert not Assignment.objects.filter(ticket__in=[second, third]).exists(), "nobody was sent the same matter again"
    _who_sees_what(road, main, second)


def _who_sees_what(road: Road, main: Ticket, second: Ticket) -> None:
    page = road.enter("reviewer.nanjing").get(f"/tickets/{main.number}/group/").content.decode()
    for part in ("138****0801", "138****0802", "138****0803", "中央路260号小区门口", "已解决 · 满意"):
        assert part in page
    assert "13800510802" not in page
    unit = road.enter("handler.nanjing-gs").get(f"/tickets/{main.number}/group/").content.decode()
    assert second.number not in unit
    assert "另有 2 张工单不在您的可见范围" in unit
    for stranger in ("reviewer.wuxi", "handler.huaqiaolu", "dispatcher.yancheng"):
        assert road.enter(stranger).get(f"/tickets/{main.number}/group/").status_code == 404
    assert road.enter("handler.nanjing-gs").get(f"/tickets/{second.number}/").status_code == 404
