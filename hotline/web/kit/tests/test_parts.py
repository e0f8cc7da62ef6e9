"""Parts every door is built from: pages by cursor, tables, sheets, pickers, words and moments."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from hotline.flow.tickets import lists
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Mark, Status
from hotline.ground.catalogue.models import Category
from hotline.ground.outbox.models import Notice
from hotline.ground.people.words import Actor
from hotline.ground.privacy.models import Export
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted
from hotline.web.kit import columns, faults, moments, pages, pickers, sheets, tables
from hotline.web.kit.names import category, doer, region, unit
from hotline.web.kit.templatetags.kit import MARKS
from tests.town import MONDAY, Town

BACKEND = "django.contrib.auth.backends.ModelBackend"
COLUMNS = tables.Table(
    "tests",
    (
        tables.Column("number", "工单号", lambda row: row.number),
        tables.Column("title", "标题", lambda row: row.words.title, kind=tables.WIDE),
        tables.Column("phone", "电话", lambda row: "138****0001", is_usual=False),
    ),
    lambda row: f"/tickets/{row.number}/",
)


def request_of(town: Town, username: str = "lead.wuxi", path: str = "/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = town.person(username)
    return request


def draw(template: str, **values: Any) -> str:
    return Template(template).render(Context(values))


def test_every_row_is_on_exactly_one_page_in_both_directions(town: Town) -> None:
    for place in range(7):
        ticket = town.ticket(at=MONDAY + timedelta(minutes=place // 2))
        if place % 3 == 0:
            Ticket.objects.filter(pk=ticket.pk).update(due_at=None)
    for order in (["due_at", "id"], ["-registered_at", "-id"], ["-due_at", "id"]):
        seen, cursor, steps = [], "", []
        for _ in range(4):
            page = pages.page(Ticket.objects.all(), cursor, order, size=2)
            seen += [row.pk for row in page.rows]
            steps.append([row.pk for row in page.rows])
            cursor = page.next
        assert seen == list(Ticket.objects.order_by(*order).values_list("pk", flat=True))
        assert cursor == ""
        back = pages.page(Ticket.objects.all(), page.previous, order, size=2)
        assert [row.pk for row in back.rows] == steps[-2]


@pytest.mark.parametrize("cursor", ["x", "%%%", "W10", "bnVsbA", "WzEsMl0", "W2ZhbHNlLFsieCIsInkiXV0"])
def test_a_cursor_that_cannot_be_read_means_the_first_page(cursor: str, town: Town) -> None:
    ticket = town.ticket()
    assert pages.page(Ticket.objects.all(), cursor, ["due_at", "id"]).rows == [ticket]


def test_a_person_keeps_the_columns_she_chose(client: Client, town: Town) -> None:
    town.ticket()
    request, rows = request_of(town), list(Ticket.objects.select_related("words"))
    assert [str(head.label) for head in tables.show(request, COLUMNS, rows).heads] == ["工单号", "标题"]
    client.force_login(town.person("lead.wuxi"), backend=BACKEND)
    client.post(reverse("kit:columns", args=["tests"]), {"column": ["title", "phone"], "next": "/"})
    assert [str(head.label) for head in tables.show(request, COLUMNS, rows).heads] == ["标题", "电话"]
    other = request_of(town, "agent.wuxi")
    assert len(tables.show(other, COLUMNS, rows).heads) == 2


def test_a_list_leaves_as_a_sheet_and_leaves_a_trace(town: Town) -> None:
    ticket = town.ticket(title="=cmd|'/c calc'!A1")
    request = request_of(town, path="/?status=handling")
    answer = sheets.download(
        request, COLUMNS, Ticket.objects.select_related("words"), title="工单", keys=["number", "title"]
    )
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["工单号", "标题"]
    assert [cell.value for cell in sheet[2]] == [ticket.number, "'=cmd|'/c calc'!A1"]
    trace = Export.objects.get()
    assert (trace.rows, trace.columns, trace.filters) == (1, ["number", "title"], {"status": ["handling"]})


def test_a_sheet_of_many_columns_gives_each_its_own_width() -> None:
    columns = [
        tables.Column(f"c{place}", str(place), str, kind="wide" if place == 27 else "text") for place in range(30)
    ]
    content = sheets.workbook(columns, [], "工单", MONDAY, "某人")
    widths = load_workbook(BytesIO(content))["工单"].column_dimensions
    assert (widths["A"].width, widths["AB"].width) == (18, 40)


def test_nobody_exports_without_the_permission(town: Town) -> None:
    with pytest.raises(NotPermitted):
        sheets.download(request_of(town, "agent.wuxi"), COLUMNS, [], title="工单")
    assert not Export.objects.exists()


def test_a_sheet_that_would_be_too_long_is_refused_before_it_leaves(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    rows = [SimpleNamespace(number=number, words=SimpleNamespace(title="")) for number in range(2)]
    with pytest.raises(sheets.TooManyRows, match="一次最多导出 1 行"):
        sheets.download(request_of(town), COLUMNS, rows, title="工单")
    assert not Export.objects.exists()


def test_a_new_city_forgets_the_old_county() -> None:
    assert pickers.deepest(["3205", "320505", ""]) == "320505"
    assert pickers.deepest(["3202", "320505", "320505001"]) == "3202"


def test_categories_are_found_by_what_people_say(client: Client, town: Town) -> None:
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    text = client.get(reverse("kit:categories"), {"q": "长明灯"}).content.decode()
    assert 'data-value="01.01.01"' in text
    assert "换个词" in client.get(reverse("kit:categories"), {"q": "宇宙飞船"}).content.decode()


def test_what_belongs_to_a_category_is_shown_in_the_readers_language(client: Client, town: Town) -> None:
    Category.objects.filter(pk="01.01.01").update(hint="路灯不亮、常亮", hint_en="Lamps that are dark or never go out")
    forget_all()
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    at = reverse("kit:categories") + "?q=never go out"
    assert "路灯不亮、常亮" in client.get(at).content.decode()
    client.cookies["django_language"] = "en"
    shown = client.get(at).content.decode()
    assert "Lamps that are dark or never go out" in shown
    assert "路灯不亮" not in shown


def test_pickers_are_closed_to_the_outside(client: Client, town: Town) -> None:
    for name in ("categories", "units", "regions", "topics"):
        assert client.get(reverse(f"kit:{name}")).status_code == 302


def test_units_below_offers_only_those_below(client: Client, town: Town) -> None:
    client.force_login(town.person("handler.binhu"), backend=BACKEND)
    asked = {"q": "", "below": str(town.unit("320211-zf").pk)}
    text = client.get(reverse("kit:units"), asked).content.decode()
    assert "蠡湖街道办事处" in text
    assert "无锡市城市管理局" not in text


def test_names_speak_the_readers_language(town: Town) -> None:
    assert region("320211004", is_full=True) == "江苏省无锡市滨湖区蠡湖街道"
    assert category("01.01.01", is_full=True) == "城市管理 › 市政设施 › 路灯"
    with translation.override("en"):
        assert region("320211004", is_full=True) == "Lihu Street, Binhu, Wuxi, Jiangsu"
        assert category("01.01.01") == "Street lamps"
        assert draw('{{ "handling"|word:"status" }}') == "Handling"
    assert unit(town.unit("320211-cg").pk) == "滨湖区城市管理局"
    assert draw('{{ "nobody-knows"|word:"status" }}') == "nobody-knows"


@pytest.mark.parametrize(
    ("left", "tone", "words"),
    [
        (timedelta(days=3), "green", "还剩 3 天"),
        (timedelta(hours=3, minutes=20), "yellow", "还剩 3 小时 20 分"),
        (-timedelta(minutes=5), "red", "已超期 5 分钟"),
    ],
)
def test_a_clock_has_a_colour_a_shape_and_words(left: timedelta, tone: str, words: str) -> None:
    now = timezone.now()
    face = moments.face(now + left, now)
    assert (face.tone, face.words) == (tone, words)
    assert face.icon in draw("{% clock at %}", at=now + left + timedelta(seconds=1))


def test_a_pill_carries_a_word_and_a_shape() -> None:
    for status in Status:
        drawn = draw("{% pill status %}", status=status.value)
        assert status.zh in drawn
        assert "<use" in drawn


def test_notices_are_counted_read_and_lead_to_their_ticket(client: Client, town: Town) -> None:
    ticket = town.ticket()
    facts = {"number": ticket.number, "clock": "review"}
    centre = town.unit("320200-rx")
    Notice.objects.create(organisation=centre, kind="red", facts=facts, once_key="1", at=MONDAY)
    Notice.objects.create(organisation=town.unit("320500-rx"), kind="red", facts=facts, once_key="2", at=MONDAY)
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    assert ">1<" in client.get(reverse("kit:notice_count")).content.decode()
    shown = client.get(reverse("kit:notices")).content.decode()
    assert f"工单 {ticket.number} 的审核已超期" in shown
    assert reverse("ticket:page", args=[ticket.number]) in shown
    assert ">1<" in client.get(reverse("kit:notice_count")).content.decode()
    assert client.post(reverse("kit:notices")).content.decode() == shown
    assert client.get(reverse("kit:notice_count")).content.decode().strip() == ""


def test_a_database_that_is_away_gets_a_sentence(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)

    def away(*args: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("hotline.web.kit.views.bell.unread_count", away)
    answer = client.get(reverse("kit:notice_count"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "数据库暂时连接不上" in answer.content.decode()
    part = client.get(reverse("kit:notice_count"), headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Retarget"]) == (503, "#kit-toasts")


def test_a_fault_of_ours_is_told_without_its_details(
    client: Client, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(town.person("agent.wuxi"), backend=BACKEND)
    client.raise_request_exception = False

    def broken(*args: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("hotline.web.kit.views.bell.unread_count", broken)
    text = client.get(reverse("kit:notice_count")).content.decode()
    assert "系统出错了" in text
    assert "secret detail" not in text


def test_a_form_without_its_seal_gets_its_words_back(town: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(town.person("agent.wuxi"), backend=BACKEND)
    answer = strict.post(reverse("kit:columns", args=["x"]), {"note": "写了很久的一段话", "password": "geheim"})
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "页面已过期" in text
    assert "写了很久的一段话" in text
    assert "geheim" not in text


def test_an_old_seal_is_answered_with_the_one_that_fits(town: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(town.person("agent.wuxi"), backend=BACKEND)
    strict.get(reverse("kit:seal"), headers={"HX-Request": "true"})
    asked = {"HX-Request": "true", "X-CSRFToken": "x" * 64}
    answer = strict.post(reverse("kit:columns", args=["x"]), {}, headers=asked)
    assert answer.status_code == 403
    asked["X-CSRFToken"] = answer["X-Seal"]
    assert strict.post(reverse("kit:columns", args=["x"]), {}, headers=asked).status_code != 403


def test_a_door_needs_one_of_its_permissions(client: Client, town: Town) -> None:
    from hotline.web.kit.doors import WrongDoor, door

    @door("dispatch", "recall")
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("inside")

    assert view(request_of(town, "dispatcher.wuxi")).status_code == 200
    with pytest.raises(WrongDoor) as refusal:
        view(request_of(town, "agent.wuxi"))
    answer = faults.refused(request_of(town, "agent.wuxi"), refusal.value)
    assert answer.status_code == 403
    assert "您的岗位不能打开这个页面" in answer.content.decode()


def test_what_lies_over_a_ticket_is_a_badge_with_its_word_and_nothing_unknown_is_drawn() -> None:
    with translation.override("zh-hans"):
        drawn = draw("{% badges marks %}", marks=["expedited", "forced", "no-such"])
    assert drawn.count("pill") == 4  # two badges, a tone each
    assert drawn.index("特事特办") < drawn.index("强制承办")
    assert draw("{% badges marks %}", marks=[]) == ""
    assert set(MARKS) == set(Mark)


def test_a_list_shows_the_marks_beside_the_title(town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    Ticket.objects.filter(pk=ticket.pk).update(marks=["expedited"])
    [row] = lists.browse(town.actor("dispatcher.wuxi"), at=MONDAY).rows
    with translation.override("zh-hans"):
        assert 'title="特事特办"' in columns.title(row)


def test_the_platform_has_a_name_in_each_language_and_people_keep_theirs() -> None:
    assert doer(Actor.system().name) == "系统"
    with translation.override("en"):
        assert doer(Actor.system().name) == "System"
        assert doer("王莉") == "王莉"
