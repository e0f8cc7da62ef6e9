"""Calendars are kept on a picture of the year, time limits by versions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hotline.ground.calendar.models import CalendarDay, WorkCalendar
from hotline.ground.catalogue.models import LimitPolicy
from hotline.ground.catalogue.words import USUAL, ClockKind
from hotline.web.console import differences
from tests.town import LIMITS

from .conftest import LoggedIn

NEXT = timezone.localdate().year + 1
NOTICE = f"""一、元旦：1月1日（周五）至3日（周日）放假。
二、春节：2月6日（农历除夕、周六）至12日（周五）放假调休，共7天。1月31日（周日）、2月14日（周日）上班。
{NEXT}-05-01 放假 劳动节"""


def _year(number: int = NEXT) -> str:
    return reverse("console:year", args=["office", number])


def test_the_year_tells_how_far_the_holidays_are_known(logged_in: LoggedIn) -> None:
    text = logged_in("admin.js").get(_year(2026)).content.decode()
    assert "节假日已公布到 2026-12-31" in text
    assert "现行最长时限为 30 日" in text


def test_days_picked_on_the_picture_become_days_off(logged_in: LoggedIn) -> None:
    days = [f"{NEXT}-03-03", f"{NEXT}-03-04"]
    answer = logged_in("admin.js").post(_year(), {"days": days, "become": "off", "name": "防汛日"})
    assert answer.status_code == 302
    found = CalendarDay.objects.filter(calendar_id="office", name="防汛日", is_working=False)
    assert [f"{row.day}" for row in found] == days
    logged_in("admin.js").post(_year(), {"days": days, "become": "usual"})
    assert not found.all().exists()


def test_a_day_that_is_over_is_refused_and_the_choice_is_kept(logged_in: LoggedIn) -> None:
    answer = logged_in("admin.js").post(_year(2020), {"days": ["2020-03-03"], "become": "off"})
    assert answer.status_code == 422
    assert "已经过去" in answer.content.decode()


def test_nothing_picked_is_told(logged_in: LoggedIn) -> None:
    answer = logged_in("admin.js").post(_year(), {"become": "off"})
    assert "请先在图上点选日期" in answer.content.decode()


def test_a_citys_administrator_looks_at_the_calendar_only(logged_in: LoggedIn) -> None:
    client = logged_in("admin.wuxi")
    assert client.get(_year()).status_code == 200
    assert client.post(_year(), {"days": [f"{NEXT}-03-03"], "become": "off"}).status_code == 403


def test_a_pasted_announcement_is_shown_first_and_then_imported(logged_in: LoggedIn) -> None:
    client, at = logged_in("admin.js"), reverse("console:paste", args=["office", NEXT])
    read = client.post(at, {"text": NOTICE})
    assert "核对无误，导入 13 天" in read.content.decode()
    assert not CalendarDay.objects.filter(day__year=NEXT).exists()
    assert client.post(at, {"text": NOTICE, "confirm": "yes"}).status_code == 302
    days = {f"{row.day:%m-%d}": row for row in CalendarDay.objects.filter(calendar_id="office", day__year=NEXT)}
    assert len(days) == 13
    assert (days["02-14"].is_working, days["02-14"].name) == (True, "春节")
    assert WorkCalendar.objects.get(code="office").known_until == date(NEXT, 12, 31)


def test_a_text_without_days_is_refused_and_kept(logged_in: LoggedIn) -> None:
    at = reverse("console:paste", args=["office", NEXT])
    answer = logged_in("admin.js").post(at, {"text": "关于节假日安排的通知"})
    assert answer.status_code == 422
    assert "没有读出任何日期" in answer.content.decode()
    assert "关于节假日安排的通知" in answer.content.decode()


def _form(**more: Any) -> dict[str, Any]:
    start = timezone.localdate() + timedelta(days=3)
    facts = {
        "version": "v2",
        "name": "第二版",
        "from_at": f"{start}T00:00",
        "max_tries": 3,
        "max_reworks": 1,
        "rating_days": 7,
        "max_returns": 2,
        "max_extensions": 2,
        "contest_days": 30,
        "confirm_minutes": 90,
        "disaster_days": 20,
        "hot_days": 14,
        "opening_minutes": 15,
        "row-TOTAL_FORMS": 2,
        "row-INITIAL_FORMS": 0,
    }
    for clock in ClockKind:
        facts[f"row-0-{clock}"] = (USUAL | LIMITS)[clock]
        facts[f"row-1-{clock}"] = (USUAL | LIMITS)[clock]
    return facts | {"row-1-urgency": "danger", "row-1-handle": "3h"} | more


def test_a_version_is_begun_from_another_and_compared_with_it(logged_in: LoggedIn) -> None:
    client, old = logged_in("admin.js"), LimitPolicy.objects.get()
    at = reverse("console:copy_limits", args=[old.pk])
    assert 'value="15min"' in client.get(at).content.decode()
    assert client.post(at, _form()).status_code == 302
    new = LimitPolicy.objects.get(version="v2")
    assert (new.rows.count(), new.max_reworks) == (2, 1)
    assert (new.confirm_minutes, new.disaster_days, new.hot_days, new.opening_minutes) == (90, 20, 14, 15)
    assert "最近 14 天" in client.get(reverse("console:row", args=["limits", new.pk])).content.decode()
    text = client.get(reverse("console:compare_limits"), {"left": old.pk, "right": new.pk}).content.decode()
    changed = re.sub(r"<svg.*?</svg>", "→", text, flags=re.DOTALL)
    assert re.search(r"办理 <del>2 小时</del>\s*→\s*<ins>3 小时</ins>", changed)
    assert "签收 <ins>" not in text, "a limit that stays is not told again"
    assert "已去掉" in text


def test_a_limit_that_cannot_be_read_is_told_in_its_cell(logged_in: LoggedIn) -> None:
    at = reverse("console:copy_limits", args=[LimitPolicy.objects.get().pk])
    answer = logged_in("admin.js").post(at, _form(**{"row-1-handle": "三天"}))
    assert answer.status_code == 422
    assert "“三天”读不懂" in answer.content.decode()
    assert LimitPolicy.objects.count() == 1


def test_a_version_without_a_row_for_everything_is_refused(logged_in: LoggedIn) -> None:
    at = reverse("console:copy_limits", args=[LimitPolicy.objects.get().pk])
    answer = logged_in("admin.js").post(at, _form(**{"row-0-DELETE": "on"}))
    assert "须有一行适用于所有工单" in answer.content.decode()


def test_another_row_is_offered_without_losing_what_was_typed(logged_in: LoggedIn) -> None:
    at = reverse("console:copy_limits", args=[LimitPolicy.objects.get().pk])
    answer = logged_in("admin.js").post(at, _form(more="yes"))
    assert answer.status_code == 200
    assert 'name="row-2-handle"' in answer.content.decode()
    assert 'value="第二版"' in answer.content.decode()


def test_trying_the_limits_names_the_row_and_every_deadline(logged_in: LoggedIn) -> None:
    query = {
        "kind": "help",
        "urgency": "danger",
        "level": "county",
        "calendar": "office",
        "at": "2020-03-02T09:30",
    }
    text = logged_in("admin.js").get(reverse("console:try_limits"), query).content.decode()
    assert "生效的一行：危险" in text
    assert "2020-03-02 11:30" in text
    assert "所有工单" in text


def test_what_changed_between_two_texts_is_told_in_pieces() -> None:
    found = differences.pieces("三个工作日内答复您", "五个工作日内回复您")
    assert [(piece.kind, piece.text) for piece in found] == [
        ("gone", "三"),
        ("new", "五"),
        ("same", "个工作日内"),
        ("gone", "答"),
        ("new", "回"),
        ("same", "复您"),
    ]
