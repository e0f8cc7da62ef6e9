"""Special desks and disaster mode are kept on sheets: a city keeps her own, what is in force stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from hotline.ground.desks.models import Desk, Question, Recipient, Script, Skill, Specialism
from hotline.ground.disaster.models import LimitSet, Template
from tests.special import Special
from tests.town import Town

from .conftest import LoggedIn

SHEETS = ["desks", "desk-scripts", "desk-questions", "desk-skills", "desk-recipients", "desk-specialisms"]


@pytest.fixture
def desks(town: Town) -> Special:
    return Special(town)


def _day(count: int) -> str:
    return f"{timezone.localdate() + timedelta(days=count)}"


def _new(slug: str) -> str:
    return reverse("console:new", args=[slug])


def _row(slug: str, key: Any) -> str:
    return reverse("console:row", args=[slug, key])


@pytest.mark.parametrize("slug", SHEETS)
def test_a_city_sees_its_own_desks_and_another_citys_are_not_there(
    desks: Special, logged_in: LoggedIn, slug: str
) -> None:
    tables: dict[str, Any] = dict(zip(SHEETS, (Desk, Script, Question, Skill, Recipient, Specialism), strict=True))
    row = tables[slug].objects.first()
    ours = logged_in("admin.wuxi")
    assert ours.get(reverse("console:sheet", args=[slug])).status_code == 200
    assert ours.get(_row(slug, row.pk)).status_code == 200
    Desk.objects.update(centre=desks.town.unit("320500-rx"))
    assert ours.get(_row(slug, row.pk)).status_code == 404
    assert logged_in("auditor.js").get(_row(slug, row.pk)).status_code == 200


def test_a_desk_is_added_and_a_taken_line_is_told_beside_the_form(desks: Special, logged_in: LoggedIn) -> None:
    said = {"centre": str(desks.town.unit("320200-rx").pk), "code": "price", "line": "9", "name": "物价专席"}
    said |= {"name_en": "Prices", "kind": "report", "urgency": "urgent", "alert_when": "always", "from_on": _day(0)}
    client = logged_in("admin.wuxi")
    taken = client.post(_new("desks"), said | {"line": "0"})
    assert taken.status_code == 422
    assert "“0”已通向“0号键疫情专席”" in taken.content.decode()
    assert client.post(_new("desks"), said).status_code == 302
    assert Desk.objects.get(code="price").line == "9"
    theirs = said | {"centre": str(desks.town.unit("320500-rx").pk), "code": "price2"}
    assert client.post(_new("desks"), theirs).status_code in (403, 422)
    assert not Desk.objects.filter(code="price2").exists()


def test_the_next_script_is_drafted_with_its_questions_and_one_in_force_stays(
    desks: Special, logged_in: LoggedIn
) -> None:
    client, old = logged_in("admin.wuxi"), Script.objects.get(desk=desks.epidemic)
    said = {"desk": str(desks.epidemic.pk), "from_on": _day(1), "text": "您好，新的话术。", "raised": "danger"}
    assert client.post(_new("desk-scripts"), said | {"from_on": _day(0)}).status_code == 422
    assert client.post(_new("desk-scripts"), said).status_code == 302
    new = Script.objects.get(desk=desks.epidemic, number=2)
    assert new.questions.count() == old.questions.count() == 3
    assert client.post(_row("desk-scripts", old.pk), said).status_code == 403
    asked = {
        "script": str(new.pk),
        "ordinal": "4",
        "kind": "choice",
        "text": "几个人",
        "choices": "一个 | One\n!很多 | Many",
    }
    assert client.post(_new("desk-questions"), asked).status_code == 302
    question = Question.objects.get(text="几个人")
    assert (question.choices, question.grave) == ([["1", "一个", "One"], ["2", "很多", "Many"]], ["2"])
    assert "您好，新的话术。" in client.get(_row("desk-scripts", new.pk)).content.decode()
    removing = reverse("console:deed", args=["desk-questions", question.pk, "remove"])
    assert client.post(removing).status_code == 302
    assert not Question.objects.filter(pk=question.pk).exists()


def test_people_recipients_and_specialists_are_named_and_ended(desks: Special, logged_in: LoggedIn) -> None:
    client, desk = logged_in("admin.wuxi"), {"desk": str(desks.epidemic.pk), "from_on": _day(0)}
    assert client.post(_new("desk-skills"), desk | {"username": "agent2.wuxi"}).status_code == 302
    for wrong in ("nobody", "agent.suzhou"):
        assert client.post(_new("desk-skills"), desk | {"username": wrong}).status_code == 422
    assert client.post(_new("desk-recipients"), desk | {"name": "值班手机", "phone": "13900000009"}).status_code == 302
    assert client.post(_new("desk-recipients"), desk | {"name": "没有办法通知"}).status_code == 422
    row = Recipient.objects.get(name="值班手机")
    assert "13900000009" not in client.get(_row("desk-recipients", row.pk)).content.decode()
    ending = reverse("console:deed", args=["desk-recipients", row.pk, "end"])
    assert client.post(ending, {"end-until_on": _day(1)}).status_code == 302
    field = desk | {"name": "税务", "name_en": "Tax", "unit": str(desks.town.unit("320200-jt").pk)}
    assert client.post(_new("desk-specialisms"), field).status_code == 302


def test_essential_limits_and_prepared_answers_are_kept(town: Town, logged_in: LoggedIn) -> None:
    said = {"code": "essential", "name": "基本", "name_en": "Essential", "longest_hours": "48", "dispatch": "30min"}
    province, city = logged_in("admin.js"), logged_in("admin.wuxi")
    assert city.post(_new("disaster-limits"), said).status_code == 403
    assert province.post(_new("disaster-limits"), said | {"dispatch": "soon"}).status_code == 422
    assert province.post(_new("disaster-limits"), said).status_code == 302
    assert LimitSet.objects.get().limits == {"dispatch": "30min"}
    assert province.get(_row("disaster-limits", "essential")).status_code == 200
    answer = {"title": "绕行", "text": "涵洞已封闭，请绕行。", "region_0": "3202"}
    assert city.post(_new("disaster-templates"), answer).status_code == 302
    assert city.post(_new("disaster-templates"), answer | {"region_0": ""}).status_code in (403, 422)
    assert Template.objects.get().region_id == "3202"
