"""Story A11: hazards of group-rented flats flow to the police, first in two cities, then in the whole province."""

from __future__ import annotations

from hotline.flow.tickets.models import Ticket
from hotline.watch.feeds.models import Delivery, FeedVersion

from .road import Road, missed, timeline


def test_a11_hazards_flow_from_a_pilot_to_the_whole_province(road: Road) -> None:
    suzhou = road.play("A11")
    zhenjiang, wuxi = (Ticket.objects.get(number=road.numbers[name]) for name in ("zhenjiang", "wuxi"))

    assert [line for line in timeline(suzhou) if "流转" in line] == [
        "04-10 09:13 数据流转 系统",
        "04-10 10:05 接收流转 边正阳",
        "04-11 16:30 流转反馈 边正阳",
    ]
    assert next(line for line in timeline(zhenjiang) if "流转" in line) == "04-14 14:06 数据流转 系统"
    assert [line for line in timeline(wuxi) if "流转" in line] == [
        "04-27 09:10 数据流转 系统",
        "04-27 09:40 接收流转 靳卫东",
        "04-28 15:00 流转反馈 靳卫东",
    ]
    assert [missed(each) for each in (suzhou, zhenjiang, wuxi)] == [[], [], []]
    versions = {each.ticket_id: each.version.version for each in Delivery.objects.select_related("version")}
    assert versions == {suzhou.pk: 1, zhenjiang.pk: 1, wuxi.pk: 2}
    assert [each.regions for each in FeedVersion.objects.order_by("version")] == [["3205", "3211"], []]


def test_a11_the_police_see_the_masked_copy_and_not_the_ticket(road: Road) -> None:
    suzhou = road.play("A11")
    copy = Delivery.objects.get(ticket=suzhou)
    page = f"/feeds/inbox/{copy.pk}/"

    seen = road.enter("handler.suzhou-gaj").get(page).content.decode()
    assert "八间群租" in seen
    assert "13805120411" not in seen
    assert "桂明" not in seen
    assert road.enter("handler.suzhou-gaj").get(f"/tickets/{suzhou.number}/").status_code == 404
    for stranger in ("handler.zhenjiang-gaj", "handler.gusu", "agent.suzhou"):
        assert road.enter(stranger).get(page).status_code in (403, 404)

    told = road.enter("handler.gusu").get(f"/tickets/{suzhou.number}/").content.decode()
    assert "苏州市公安局" in told
    assert "八间隔断全部拆除" in told
