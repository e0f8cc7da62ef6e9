"""The doors of special desks and of disaster mode: works, refused, hidden, logged out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.flow.emergency.models import CallBack
from hotline.flow.intake.models import Draft
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Mark, Status
from hotline.ground.desks.models import Alert, Enquiry, Intake, Question
from hotline.ground.disaster import keeping
from hotline.ground.disaster.models import Mode
from hotline.ground.disaster.words import NewLimitSet, NewTemplate
from hotline.ground.people.models import Role
from hotline.lib.memo import forget_all
from tests.special import Special
from tests.town import Town

PHONE = "13912345678"


def enter(town: Town, username: str) -> Client:
    """Somebody at her screen, the second factor given."""
    client, person = Client(), town.person(username)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=person, name="test").persistent_id
    session.save()
    return client


@pytest.fixture
def desks(town: Town) -> Special:
    return Special(town)


def _asks(desk: str, *values: str) -> dict[str, str]:
    rows = Question.objects.filter(script__desk__code=desk).order_by("ordinal")
    return {f"ask_{row.pk}": value for row, value in zip(rows, values, strict=False)}


class Call:
    """Wang Min takes a call that came in on a line."""

    def __init__(self, town: Town, line: str, username: str = "agent.wuxi") -> None:
        self.client = enter(town, username)
        self.opened = self.client.post(reverse("desk:open"), {"phone": PHONE, "line": line}, follow=True)
        self.draft = Draft.objects.order_by("-pk").first()

    def post(self, verb: str, **said: str) -> Any:
        data = {"index": "0", "verb": verb, "phone": PHONE, "caller_kind": "person", "kind": "enquiry"}
        data |= {"urgency": "normal", "text": "从外地回来要隔离几天。", "region_0": "3202", "desk": "epidemic"}
        assert self.draft is not None
        return self.client.post(reverse("desk:call", args=[self.draft.pk]), data | said)


def test_the_line_leads_to_the_desk_whose_questions_stand_in_the_form(desks: Special) -> None:
    call = Call(desks.town, "0")
    page = call.opened.content.decode()
    assert "您好，请问有没有发热？" in page
    assert 'value="desk:epidemic" aria-pressed="true"' in page
    assert call.post("submit", category="02.01.01", **_asks("epidemic", "no", "1")).status_code == 302
    assert Intake.objects.get().desk.code == "epidemic"


def test_what_is_not_answered_is_told_in_the_form_and_nothing_typed_is_lost(desks: Special) -> None:
    call = Call(desks.town, "0")
    answer = call.post("submit", category="02.01.01", **_asks("epidemic", "yes"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "还有必答问题没有回答：从哪里来" in page
    assert 'value="yes" checked' in page
    assert "从外地回来要隔离几天。" in page
    assert not Ticket.objects.exists()


def test_an_unknown_line_is_told_beside_the_number(desks: Special) -> None:
    answer = enter(desks.town, "agent.wuxi").post(reverse("desk:open"), {"phone": PHONE, "line": "77"})
    assert answer.status_code == 422
    assert "没有号码或按键为“77”的专席" in answer.content.decode()
    assert not Draft.objects.exists()


def test_who_lacks_the_skill_is_told_whom_to_pass_the_call_to_and_cannot_sit_there(desks: Special) -> None:
    call = Call(desks.town, "0", "agent2.wuxi")
    page = call.opened.content.decode()
    assert "您没有该专席的技能。请转给：王敏" in page
    assert "请问有没有发热" not in page
    refused = call.post("desk:epidemic", desk="")
    assert refused.status_code == 422
    assert "您没有“0号键疫情专席”的专席技能" in refused.content.decode()
    forged = call.post("register", **_asks("epidemic", "no", "1"))
    assert forged.status_code == 422
    assert not Ticket.objects.exists()


def test_the_switcher_presets_and_leaves_a_desk_again(desks: Special) -> None:
    call = Call(desks.town, "")
    assert call.post("desk:counselling", desk="").status_code == 302
    page = call.client.get(reverse("desk:call", args=[call.draft.pk if call.draft else 0])).content.decode()
    assert 'value="desk:counselling" aria-pressed="true"' in page
    assert re.search(r'name="is_confidential"[^>]*checked', page)


def test_alerts_are_seen_once_and_are_not_there_for_others(desks: Special) -> None:
    desks.take(desks.answers(desks.epidemic, "no", "1"))
    alert = Alert.objects.get()
    page = enter(desks.town, "duty.wuxi").get(reverse("special:alerts")).content.decode()
    assert "隔离怎么办" in page
    stranger = enter(desks.town, "handler.suzhou-cg")
    assert alert.number not in stranger.get(reverse("special:alerts")).content.decode()
    assert stranger.post(reverse("special:see", args=[alert.pk])).status_code == 404
    assert enter(desks.town, "duty.wuxi").post(reverse("special:see", args=[alert.pk])).status_code == 302
    again = enter(desks.town, "handler.wuxi-cg").post(reverse("special:see", args=[alert.pk]))
    assert again.status_code == 409
    assert Client().get(reverse("special:alerts")).status_code == 302


def test_a_specialist_answers_beside_her_question_and_no_one_elses(desks: Special) -> None:
    from hotline.flow.intake import special

    ticket = desks.take(desks.answers(desks.enterprise, "no", "1"))
    by = desks.town.actor("agent.wuxi")
    special.ask_specialist(ticket.number, desks.field.pk, "<b>货车</b>通行证", by=by, at=timezone.now())
    address = reverse("special:question", args=[Enquiry.objects.get().pk])
    client = enter(desks.town, "specialist.wuxi")
    assert "&lt;b&gt;货车" in client.get(reverse("special:questions")).content.decode()
    assert client.post(address, {"answer": " "}).status_code == 422
    assert client.post(address, {"answer": "到窗口办理。"}).status_code == 302
    late = enter(desks.town, "specialist2.wuxi").post(address, {"answer": "不一样"})
    assert late.status_code == 422
    assert "单专员" in late.content.decode()
    assert enter(desks.town, "specialist.suzhou").get(address).status_code == 404
    assert enter(desks.town, "agent.wuxi").get(address).status_code == 403
    page = enter(desks.town, "agent.wuxi").get(reverse("ticket:page", args=[ticket.number])).content.decode()
    assert "到窗口办理。" in page


@pytest.fixture
def storm(town: Town) -> Town:
    for code, more in (
        ("shift_lead", ["manage_disaster", "merge", "link"]),
        ("administrator", ["manage_disaster"]),
    ):
        role = Role.objects.get(code=code)
        Role.objects.filter(code=code).update(permissions=[*role.permissions, *more])
    forget_all()
    who: dict[str, Any] = {"by": town.actor("admin.js"), "at": timezone.now()}
    keeping.set_limits(NewLimitSet("essential", "基本", "Essential", {"dispatch": "30min"}, 24), **who)
    keeping.set_template(None, NewTemplate("绕行", "Detour", "涵洞已封闭，请绕行。", "Closed."), **who)
    return town


def _switch(**said: str) -> dict[str, str]:
    until = timezone.localtime(timezone.now() + timedelta(hours=3))
    usual = {"region_0": "3202", "name": "暴雨", "reason": "红色预警", "limit_set": "essential"}
    return usual | {"expires_at": f"{until:%Y-%m-%dT%H:%M}", "category": "01.01.02"} | said


def _on(town: Town) -> Mode:
    answer = enter(town, "lead.wuxi").post(reverse("special:disasters"), _switch())
    assert answer.status_code == 302
    forget_all()
    return Mode.objects.get()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"expires_at": ""}, "请填写结束时间"),
        ({"expires_at": "2020-01-01T00:00"}, "已经过去"),
        ({"reason": ""}, "理由"),
    ],
)
def test_a_switch_without_its_end_is_refused_on_the_page(storm: Town, said: dict[str, str], sentence: str) -> None:
    answer = enter(storm, "lead.wuxi").post(reverse("special:disasters"), _switch(**said))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="暴雨"' in page
    assert not Mode.objects.exists()


def test_what_is_missing_on_a_switchs_page_stands_beside_its_field(storm: Town) -> None:
    mode, lead = _on(storm), enter(storm, "lead.wuxi")
    for deed, said, told in (
        ("extend", {"until": "", "why": ""}, ("id_until_error", "id_why_error", "不能长期开着")),
        (
            "extend",
            {"until": "2020-01-01T00:00", "why": "水位未退"},
            ("id_until_error", "已经过去", 'value="水位未退"'),
        ),
        ("end", {"why": " "}, ("id_why_error", "理由会记入日志")),
        ("call-backs", {"phone": "", "name": "赵女士"}, ("id_phone_error", 'value="赵女士"')),
        ("bulk", {"callers": "", "title": "积水"}, ("id_callers_error", 'value="积水"')),
    ):
        answer = lead.post(f"/special/disaster/{mode.pk}/{deed}/", said)
        page = answer.content.decode()
        assert answer.status_code == 422, deed
        assert all(each in page for each in told), deed
    mode.refresh_from_db()
    assert mode.ended_at is None
    assert not CallBack.objects.exists()


def test_the_regions_people_see_the_banner_and_others_do_not(storm: Town) -> None:
    mode = _on(storm)
    for who, page, sees in (
        ("agent.wuxi", "desk:home", True),
        ("handler.binhu", "office:inbox", True),
        ("agent.js", "desk:home", True),
        ("agent.suzhou", "desk:home", False),
    ):
        assert ("disaster-bar" in enter(storm, who).get(reverse(page)).content.decode()) is sees, who
    assert "快速登记" in Client().get(reverse("portal:home")).content.decode()
    again = enter(storm, "admin.js").post(reverse("special:disasters"), _switch())
    assert again.status_code == 422
    assert "不能重复启动" in again.content.decode()
    assert enter(storm, "agent.suzhou").get(reverse("special:mode", args=[mode.pk])).status_code == 404
    assert enter(storm, "handler.binhu").get(reverse("special:disasters")).status_code == 403
    assert enter(storm, "agent.wuxi").post(reverse("special:end", args=[mode.pk]), {"why": "x"}).status_code == 403


def test_the_short_form_goes_on_without_a_category_and_offers_prepared_answers(storm: Town) -> None:
    _on(storm)
    call = Call(storm, "")
    page = call.opened.content.decode()
    assert "应急简表" in page
    assert "涵洞已封闭，请绕行。" in page
    assert call.post("submit", desk="").status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.category_id, ticket.marks) == (Status.IN_REVIEW, "01.01.02", [Mark.DISASTER])


def test_a_citizen_registers_on_one_page_and_twice_is_once(storm: Town) -> None:
    mode = _on(storm)
    client, address = Client(), reverse("portal:urgent", args=[mode.pk])
    key = client.get(address).content.decode().partition('name="key" value="')[2].partition('"')[0]
    said = {"text": "家里进水了", "region": "320211", "place": "蠡湖大道 3 号", "phone": PHONE, "key": key}
    first, second = client.post(address, said), client.post(address, said)
    ticket = Ticket.objects.get()
    assert ticket.number in first.content.decode()
    assert ticket.number in second.content.decode()
    assert ticket.marks == [Mark.DISASTER]
    assert client.post(address, said | {"phone": "12ab", "key": "other-key"}).status_code == 422
    assert client.post(address, said | {"region": "320505", "key": "third-key"}).status_code == 422
    Mode.objects.update(ended_at=timezone.now(), ended_by="周班长")
    forget_all()
    assert client.get(address).status_code == 404


def test_many_callers_the_call_back_list_and_back_to_normal(storm: Town) -> None:
    mode = _on(storm)
    lead = enter(storm, "lead.wuxi")
    said = {"callers": "13800001111 张三 3号\n13800002222 李四 5号\n12ab", "title": "涵洞积水", "category": "01.01.02"}
    page = lead.post(reverse("special:bulk", args=[mode.pk]), said | {"region_0": "3202"}).content.decode()
    assert Ticket.objects.count() == 2
    assert "12ab</textarea>" in page
    assert "13800001111" not in page
    english = lead.post(reverse("special:bulk", args=[mode.pk]), said | {"callers": "12ab"}, HTTP_ACCEPT_LANGUAGE="en")
    told = english.content.decode()
    assert "12ab" in told
    assert "无效" not in told, "why a line was refused is told in the reader's language"
    noted = lead.post(reverse("special:note", args=[mode.pk]), {"phone": PHONE, "note": "占线"})
    assert noted.status_code == 302
    twice = lead.post(reverse("special:note", args=[mode.pk]), {"phone": PHONE})
    assert twice.status_code == 422
    assert "已在回拨清单上" in twice.content.decode()
    row = CallBack.objects.get()
    shown = lead.get(reverse("special:mode", args=[mode.pk])).content.decode()
    assert "139****5678" in shown
    assert PHONE not in shown
    ringing = lead.post(reverse("special:ring", args=[mode.pk, row.pk]))
    assert ringing.status_code == 302
    assert "/desk/calls/" in ringing["Location"]
    stranger = enter(storm, "agent.suzhou")
    assert stranger.post(reverse("special:ring", args=[mode.pk, row.pk])).status_code == 404
    assert stranger.post(reverse("special:tried", args=[mode.pk, row.pk]), {"result": "served"}).status_code == 404
    assert lead.post(reverse("special:tried", args=[mode.pk, row.pk]), {"result": "served"}).status_code == 302
    assert lead.post(reverse("special:end", args=[mode.pk]), {"why": ""}).status_code == 422
    assert lead.post(reverse("special:end", args=[mode.pk]), {"why": "雨停"}).status_code == 302
    page = enter(storm, "auditor.js").get(reverse("special:mode", args=[mode.pk])).content.decode()
    for words in ("启动", "记入回拨清单", "恢复常态", "雨停"):
        assert words in page
