"""Stories of 2020, played through the doors their people use, at the times the newspaper gave."""

from __future__ import annotations

from django.test import Client

from hotline.flow.dispatch.queries import candidates
from hotline.flow.disputes.models import Case
from hotline.flow.disputes.queries import precedents
from hotline.flow.followup.models import FollowUp
from hotline.flow.tickets.models import Assignment, Beneficiary, JoinedContact
from hotline.flow.tickets.words import Closing, Mark, Status

from . import road_disputes  # noqa: F401 (its steps)
from .road import Road, branches, missed, timeline


def test_a1_meals_for_a_man_living_alone(road: Road) -> None:
    ticket = road.play("A1")

    assert timeline(ticket) == [
        "02-04 15:02 登记受理 李晓雯",
        "02-04 15:06 提交 李晓雯",
        "02-04 15:08 审核通过 吴静怡",
        "02-04 15:10 派单 郑海涛",
        "02-04 15:18 签收 岑晓峰",
        "02-04 15:22 转派下级 岑晓峰",
        "02-04 15:30 签收 雷春燕",
        "02-04 16:30 联系诉求人 雷春燕",
        "02-04 16:42 办结回复 雷春燕",
        "02-04 17:05 联系诉求人 岑晓峰",
        "02-04 17:15 办结回复 岑晓峰",
        "02-04 17:40 办结审核通过 吴静怡",
        "02-05 12:00 并入来电 李晓雯",
        "02-05 15:10 回访 陈雨桐",
        "02-05 15:10 归档 陈雨桐",
    ]
    assert branches(ticket) == [
        "无锡市滨湖区人民政府 主办 17:15",
        "  无锡市滨湖区蠡湖街道办事处 主办 16:42",
    ]
    assert missed(ticket) == []
    assert (ticket.status, ticket.closing) == (Status.CLOSED, Closing.FOLLOWED_UP)

    thanks = JoinedContact.objects.get(ticket=ticket)
    assert "致谢" in thanks.note
    assert thanks.contact.phone_index == ticket.contact.phone_index
    page = road.enter("handler.lihu").get(f"/tickets/{ticket.number}/").content.decode()
    assert "138****0901" in page
    assert "13800510901" not in page
    for stranger in ("reviewer.nanjing", "handler.gulou", "handler.gaoqiao", "dispatcher.yancheng"):
        assert road.enter(stranger).get(f"/tickets/{ticket.number}/").status_code == 404


def test_a2_a_stranded_worker_who_did_not_call_himself(road: Road) -> None:
    ticket = road.play("A2")

    assert timeline(ticket)[3:8] == [
        "02-10 10:21 派单 施晓东",
        "02-10 10:30 签收 滕志强",
        "02-10 11:20 联系诉求人 滕志强",
        "02-10 17:30 办结回复 滕志强",
        "02-10 17:55 办结审核通过 吕思远",
    ]
    assert timeline(ticket)[-1] == "02-11 17:20 归档 孔令仪"
    assert branches(ticket) == ["盐城市救助管理站 主办 17:30"]
    assert missed(ticket) == []
    why = Assignment.objects.get(ticket=ticket).explanation
    assert why["why"] == "滞留人员无食宿，由救助管理站直接救助"
    assert why["is_first_choice"] is True

    caller, needy = ticket.contact, Beneficiary.objects.get(ticket=ticket)
    assert (caller.name, needy.name) == ("路小平", "衡大海")
    assert caller.phone_index != needy.phone_index


def test_a5_the_lamp_that_never_went_out_is_put_right_in_an_hour_and_a_half(road: Road) -> None:
    ticket = road.play("A5")

    assert timeline(ticket)[0] == "09-01 09:05 登记受理 戚梦洁"
    assert timeline(ticket)[5:8] == [
        "09-01 09:30 登记责任争议 喻小川",
        "09-01 09:40 联系诉求人 郝大勇",
        "09-01 10:35 办结回复 郝大勇",
    ]
    assert timeline(ticket)[-1] == "09-03 10:20 认定责任 喻小川"
    assert branches(ticket) == ["南京市路灯管理处 主办 10:35"]
    assert missed(ticket) == []
    chosen = Assignment.objects.get(ticket=ticket)
    named = candidates(ticket.category_id or "", ticket.region_id or "", chosen.sent_at.date(), centre_level="city")
    assert chosen.unit_id != named[0].unit.id
    assert chosen.explanation["alternatives"][0]["unit"] == named[0].unit.id
    case = Case.objects.get(ticket=ticket)
    assert (case.why[:8], case.liable_unit_id) == ("路灯移交手续不全", chosen.unit_id)
    assert Mark.DISPUTED not in ticket.marks
    [before] = precedents("03.01.01", "320106", "支路路灯昼夜长明")
    assert (before.number, before.unit) == (ticket.number, "南京市路灯管理处")
    assert "移交时漏登" in before.ground
    assert road.enter("dispatcher.wuxi").get(f"/tickets/{ticket.number}/").status_code == 404
    assert "已于今天上午修复" in Client().get("/answers/", follow=True).content.decode()


def test_a7_flooded_fields_have_their_pumps_by_noon(road: Road) -> None:
    ticket = road.play("A7")

    assert [line for line in timeline(ticket) if "联系" in line or "办结回复" in line] == [
        "06-18 09:10 联系诉求人 傅水生",
        "06-18 09:30 联系诉求人 于长河",
        "06-18 11:50 办结回复 傅水生",
        "06-18 13:20 办结回复 于长河",
    ]
    assert branches(ticket) == [
        "镇江市丹徒区人民政府 主办 13:20",
        "  镇江市丹徒区高桥镇人民政府 主办 11:50",
    ]
    assert missed(ticket) == []
    asked = FollowUp.objects.get(ticket=ticket)
    assert (asked.solved, asked.satisfied) == ("solved", "satisfied")
