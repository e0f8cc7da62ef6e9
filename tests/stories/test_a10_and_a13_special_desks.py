"""Stories A10 and A13: special desks in the epidemic, and the enterprise line with its specialists."""

from __future__ import annotations

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.calendar.words import SHANGHAI
from hotline.ground.catalogue.words import Urgency
from hotline.ground.desks.models import Alert, Enquiry

from .road import Road, branches, missed, timeline


def _named(road: Road, name: str) -> Ticket:
    return Ticket.objects.get(number=road.numbers[name])


def _seen(ticket: Ticket) -> list[str]:
    return [
        f"{each.recipient.name} {each.at.astimezone(SHANGHAI):%H:%M} {each.seen_by} "
        f"{each.seen_at.astimezone(SHANGHAI) if each.seen_at else '—':%H:%M}"
        for each in Alert.objects.filter(ticket=ticket.pk).order_by("pk")
    ]


def test_a10_each_city_takes_the_call_at_its_own_desk_and_reports_at_once(road: Road) -> None:
    wuxi = road.play("A10")
    changzhou, suzhou = _named(road, "changzhou"), _named(road, "suzhou")
    yangzhou, zhenjiang = _named(road, "yangzhou"), _named(road, "zhenjiang")

    assert timeline(wuxi) == ["02-04 10:05 登记受理 李晓雯", "02-04 10:05 直接答复 李晓雯"]
    assert _seen(wuxi) == [], "Wuxi tells its command where danger shows"
    assert _seen(changzhou) == [
        "疫情防控指挥部值班室 09:20 祝长安 09:26",
        "市场监管局执法值班 09:20 路正平 09:27",
    ]
    assert _seen(suzhou) == [
        "疫情防控指挥部值班室 23:40 狄卫华 23:43",
        "未成年人救助保护中心值班室 23:40 明若星 23:44",
    ]
    assert _seen(yangzhou) == ["疫情防控指挥部值班室 14:10 臧守宁 14:14"]
    assert _seen(zhenjiang) == ["疫情防控指挥部值班室 02:30 计宁远 02:34"]
    assert branches(changzhou) == ["常州市市场监督管理局 主办 16:10"]
    assert branches(suzhou) == ["苏州市未成年人救助保护中心 主办 01:20"]
    assert timeline(suzhou)[-6:] == [
        "02-06 23:56 签收 宣慕青",
        "02-07 00:05 联系诉求人 宣慕青",
        "02-07 01:20 办结回复 宣慕青",
        "02-07 01:50 办结审核通过 白秋霞",
        "02-07 10:00 回访 柯静安",
        "02-07 10:00 归档 柯静安",
    ]
    assert {each.urgency for each in (suzhou, yangzhou, zhenjiang)} == {Urgency.DANGER}
    assert {each.status for each in (wuxi, changzhou, suzhou, yangzhou, zhenjiang)} == {Status.CLOSED}
    assert [missed(each) for each in (changzhou, suzhou)] == [[], []]


def test_a10_what_is_confidential_stays_between_caller_and_desk(road: Road) -> None:
    road.play("A10")
    suzhou, zhenjiang = _named(road, "suzhou"), _named(road, "zhenjiang")
    assert (suzhou.is_confidential, zhenjiang.is_confidential) == (True, True)
    alerts = road.enter("duty.suzhou-wbzx").get("/special/alerts/").content.decode()
    assert suzhou.number in alerts
    assert "孩子" not in alerts
    handler = road.enter("handler.suzhou-wbzx").get(f"/tickets/{suzhou.number}/").content.decode()
    assert "专席问答不提供给承办单位" in handler
    assert "13800511003" not in handler
    desk = road.enter("agent.suzhou").get(f"/tickets/{suzhou.number}/").content.decode()
    assert "监护人被隔离或住院" in desk
    assert "明若星" in desk
    for stranger in ("duty.suzhou-fkzhb", "agent.wuxi", "agent.changzhou", "handler.changzhou-scjgj"):
        assert road.enter(stranger).get(f"/tickets/{suzhou.number}/").status_code == 404
    theirs = road.enter("duty.yangzhou-fkzhb").get("/special/alerts/").content.decode()
    assert suzhou.number not in theirs
    assert zhenjiang.number not in theirs


def test_a13_one_key_to_the_specialist_answered_in_time(road: Road) -> None:
    tax = road.play("A13")
    licence = _named(road, "licence")

    assert timeline(tax) == [
        "03-10 10:05 登记受理 李晓雯",
        "03-10 10:09 转专员 李晓雯",
        "03-10 11:20 专员答复 单明远",
        "03-10 11:26 直接答复 李晓雯",
    ]
    assert timeline(licence)[1:] == [
        "03-10 14:34 转专员 李晓雯",
        "03-10 15:40 专员答复 杭正清",
        "03-10 15:45 直接答复 李晓雯",
    ]
    assert {tax.closing, licence.closing} == {Closing.ANSWERED}
    assert [missed(each) for each in (tax, licence)] == [[], []]
    first, second = Enquiry.objects.order_by("asked_at")
    assert (first.limit, f"{first.due_at.astimezone(SHANGHAI):%H:%M}") == ("4wh", "16:09")
    assert f"{second.due_at.astimezone(SHANGHAI):%d %H:%M}" == "11 09:34"
    assert first.answered_at
    assert second.answered_at
    assert first.answered_at <= first.due_at
    assert second.answered_at <= second.due_at

    page = road.enter("specialist.wuxi-shuiwj").get(f"/special/questions/{first.pk}/").content.decode()
    assert "征收率" in page
    assert "麦香园" not in page
    assert "13800511013" not in page
    assert road.enter("specialist.wuxi-shuiwj").get(f"/tickets/{tax.number}/").status_code == 404
    assert road.enter("specialist.wuxi-shuiwj").get(f"/special/questions/{second.pk}/").status_code == 404
    assert road.enter("specialist.suzhou-shuiwj").get(f"/special/questions/{first.pk}/").status_code == 404
    assert road.enter("handler.binhu").get("/special/questions/").status_code == 403
