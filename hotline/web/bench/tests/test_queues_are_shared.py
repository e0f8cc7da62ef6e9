"""Several people at one queue: claims, next, skipping, bulk, views, columns, news, files."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.organisations.models import Organisation
from hotline.ground.privacy.models import Export
from hotline.lib.memo import forget_all
from hotline.web.bench import actions
from hotline.web.bench.models import Claim, SavedView
from tests.benches import NOW, Enter
from tests.town import MONDAY, Town


def test_two_dispatchers_get_different_tickets(town: Town, enter: Enter) -> None:
    tickets = [town.ticket(Status.TO_DISPATCH, at=MONDAY + timedelta(minutes=each)) for each in range(3)]
    one, two = enter("dispatcher.wuxi"), enter("dispatcher2.wuxi")
    first = one.get("/bench/dispatch/next/", follow=True)
    second = two.get("/bench/dispatch/next/", follow=True)
    assert first.request["PATH_INFO"] == f"/bench/dispatch/{tickets[0].number}/"
    assert second.request["PATH_INFO"] == f"/bench/dispatch/{tickets[1].number}/"
    assert "刘洋" in two.get("/bench/dispatch/").content.decode()


def test_an_open_ticket_says_whose_it_is_and_may_be_taken_over(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    enter("dispatcher.wuxi").get(f"/bench/dispatch/{ticket.number}/")
    late = enter("dispatcher2.wuxi")
    assert "刘洋 正在处理" in late.get(f"/bench/dispatch/{ticket.number}/").content.decode()
    late.get(f"/bench/dispatch/{ticket.number}/?take=1")
    assert Claim.objects.get().name == "刘洋"  # an address that is only opened takes nothing
    assert late.get(f"/bench/dispatch/{ticket.number}/take/").status_code == 405
    after = late.post(f"/bench/dispatch/{ticket.number}/take/")
    assert after["Location"] == f"/bench/dispatch/{ticket.number}/"
    assert Claim.objects.get().name == "孙悦"
    beat = enter("dispatcher.wuxi").post(f"/bench/dispatch/{ticket.number}/claim/")
    assert beat.json() == {"mine": False, "name": "孙悦"}


def test_an_old_claim_is_nobodys(town: Town) -> None:
    actions.claim("1", by=town.actor("dispatcher.wuxi"), at=NOW - timedelta(minutes=10))
    assert actions.claim("1", by=town.actor("dispatcher2.wuxi"), at=NOW).name == "孙悦"


def test_a_skipped_ticket_comes_back_when_the_queue_is_through(town: Town, enter: Enter) -> None:
    first, second = (town.ticket(Status.IN_REVIEW, at=MONDAY + timedelta(minutes=each)) for each in range(2))
    client = enter("reviewer.wuxi")
    client.get("/bench/review/next/")
    after = client.post(f"/bench/review/{first.number}/skip/", follow=True)
    assert after.request["PATH_INFO"] == f"/bench/review/{second.number}/"
    client.post(f"/bench/review/{second.number}/skip/", follow=True)
    assert client.get("/bench/review/next/", follow=True).request["PATH_INFO"] == f"/bench/review/{first.number}/"


def test_many_are_dispatched_after_the_list_was_shown_and_each_is_told_of(town: Town, enter: Enter) -> None:
    good = town.ticket(Status.TO_DISPATCH)
    nowhere = town.ticket(Status.TO_DISPATCH, category="03.01.01", region="")
    held = town.ticket(Status.TO_DISPATCH)
    enter("dispatcher2.wuxi").get(f"/bench/dispatch/{held.number}/")
    client = enter("dispatcher.wuxi")
    picked = [each.number for each in (good, nowhere, held)]
    asked = client.post("/bench/dispatch/bulk/", {"picked": picked}).content.decode()
    assert "将处理 1 件" in asked
    assert "派单目录没有对应单位" in asked
    assert "孙悦 正在处理" in asked
    assert f'value="{good.number}/{good.moves}"' in asked
    report = client.post("/bench/dispatch/bulk/do/", {"line": [f"{good.number}/{good.moves}"]}).content.decode()
    assert "办好 1 件，没有办成 0 件" in report
    assert Assignment.objects.filter(ticket=good, role="lead").exists()
    again = client.post("/bench/dispatch/bulk/do/", {"line": [f"{good.number}/{good.moves}"]}).content.decode()
    assert "办好 0 件，没有办成 1 件" in again


@pytest.mark.parametrize("ticks", [False, True])
def test_many_are_sent_with_joint_units_only_where_the_centre_wants_it(town: Town, enter: Enter, ticks: bool) -> None:
    Organisation.objects.filter(pk=town.unit("320200-rx").pk).update(ticks_joint=ticks)
    forget_all()
    ticket, client = town.ticket(Status.TO_DISPATCH), enter("dispatcher.wuxi")
    asked = client.post("/bench/dispatch/bulk/", {"picked": [ticket.number]}).content.decode()
    assert (town.unit("320211-mz").name in asked) is ticks
    client.post("/bench/dispatch/bulk/do/", {"line": [f"{ticket.number}/{ticket.moves}"]})
    assert Assignment.objects.filter(ticket=ticket, role="joint").exists() is ticks


def test_many_are_accepted_but_not_the_delicate_ones(town: Town, enter: Enter) -> None:
    plain, delicate = town.ticket(Status.IN_REVIEW), town.ticket(Status.IN_REVIEW, is_sensitive=True)
    lines = [f"{each.number}/{each.moves}" for each in (plain, delicate)]
    page = enter("reviewer.wuxi").post("/bench/review/bulk/do/", {"line": lines}).content.decode()
    assert "办好 1 件，没有办成 1 件" in page
    assert Ticket.objects.get(pk=plain.pk).status == Status.TO_DISPATCH
    assert Ticket.objects.get(pk=delicate.pk).status == Status.IN_REVIEW


def test_bulk_tells_nothing_of_a_strangers_ticket(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    picked = [ticket.number, "20030200000009"]
    page = enter("dispatcher.suzhou").post("/bench/dispatch/bulk/", {"picked": picked}).content.decode()
    assert page.count("没有找到这张工单") == 2
    assert enter("dispatcher.wuxi").post("/bench/dispatch/bulk/", {}).status_code == 422
    assert enter("dispatcher.wuxi").post("/bench/sent/bulk/", {"picked": picked}).status_code == 404


def test_filters_narrow_and_are_taken_off_one_by_one(town: Town, enter: Enter) -> None:
    lamp = town.ticket(Status.TO_DISPATCH)
    bus = town.ticket(Status.TO_DISPATCH, title="公交班次太少", category="03.01.01", kind="suggestion")
    client = enter("dispatcher.wuxi")
    page = client.get("/bench/dispatch/?kind=suggestion&category=03").content.decode()
    assert bus.number in page
    assert lamp.number not in page
    assert "分类：交通运输" in page
    assert lamp.number in client.get("/bench/dispatch/?q=路灯").content.decode()
    nothing = "kind=nonsense&colour=blue&region=99&from=yesterday&category=zz"
    assert lamp.number in client.get(f"/bench/dispatch/?{nothing}").content.decode()


def test_a_view_is_named_opens_by_default_and_is_its_owners(town: Town, enter: Enter) -> None:
    client = enter("dispatcher.wuxi")
    said = {"name": "滨湖", "query": "region=320211", "is_default": "on"}
    assert client.post("/bench/dispatch/views/", said).status_code == 302
    assert client.get("/bench/dispatch/")["Location"] == "/bench/dispatch/?region=320211"
    assert client.get("/bench/dispatch/?all=1").status_code == 200
    kept = SavedView.objects.get()
    enter("dispatcher2.wuxi").post("/bench/dispatch/views/", {"deed": "drop", "view": kept.pk})
    assert SavedView.objects.exists()
    client.post("/bench/dispatch/views/", {"deed": "drop", "view": kept.pk})
    assert not SavedView.objects.exists()


def test_columns_are_chosen_and_kept(town: Town, enter: Enter) -> None:
    town.ticket(Status.TO_DISPATCH)
    client = enter("dispatcher.wuxi")
    client.post("/kit/columns/bench-dispatch/", {"column": ["number", "place"], "next": "/bench/dispatch/"})
    heads = [str(head.label) for head in client.get("/bench/dispatch/").context["shown"].heads]
    assert heads == ["工单号", "地点"]


def test_news_tells_what_came_and_what_is_gone(town: Town, enter: Enter) -> None:
    here, gone = town.ticket(Status.TO_DISPATCH), town.ticket(Status.TO_SIGN)
    came = town.ticket(Status.TO_DISPATCH, at=MONDAY - timedelta(hours=1))
    page = enter("dispatcher.wuxi").get(f"/bench/dispatch/news/?shown={here.number}.{gone.number}").content.decode()
    assert "新到 1 件" in page
    assert f'data-gone="{gone.number}"' in page
    assert came.number not in page


def test_a_list_leaves_the_house_with_the_columns_asked_for_and_a_note(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.TO_DISPATCH)
    answer = enter("dispatcher.wuxi").get("/bench/dispatch/export/?column=number&column=title&kind=help")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row[:2]] for row in sheet.iter_rows()]
    assert rows[:2] == [["工单号", "标题"], [ticket.number, "路灯长期不亮"]]
    noted = Export.objects.get()
    assert (noted.columns, noted.rows, noted.filters) == (["number", "title"], 1, {"kind": ["help"]})
    assert enter("reviewer.wuxi").get("/bench/review/export/").status_code == 403


@pytest.mark.parametrize("path", ["/bench/dispatch/", "/bench/tickets/", "/bench/dispatch/{number}/"])
def test_longer_queues_take_no_more_queries(town: Town, enter: Enter, path: str) -> None:
    client = enter("dispatcher.wuxi")
    ticket = town.ticket(Status.TO_DISPATCH)
    town.ticket(Status.TO_DISPATCH)
    at = path.format(number=ticket.number)
    client.get(at)
    with CaptureQueriesContext(connection) as few:
        client.get(at)
    for _ in range(8):
        town.ticket(Status.TO_DISPATCH)
    with CaptureQueriesContext(connection) as many:
        client.get(at)
    assert len(many) <= len(few)
