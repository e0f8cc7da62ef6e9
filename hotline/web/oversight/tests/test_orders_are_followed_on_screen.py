"""The wall, one order, its print: who sees them, what can be done there, what is refused."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils.html import escape
from openpyxl import load_workbook

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.people.models import Person, Role
from hotline.ground.privacy.models import Export
from hotline.watch.supervision import actions, firing, triggers
from hotline.watch.supervision.models import Firing, Order
from hotline.watch.supervision.words import Grade, NewOrder, NewRule, RuleKind, RuleMode
from tests.town import Town

from .conftest import NOW

DEMAND = "请市中心牵头，限期办结路灯故障。"


def enter(username: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return client


def given(town: Town, *tickets: Ticket, target: str = "320200-rx", by: str = "supervisor.js") -> Order:
    due = NOW + timedelta(days=2)
    new = NewOrder(Grade.KEY, town.unit(target).pk, "topic", DEMAND, due)
    found = tickets or (town.ticket(Status.HANDLING),)
    return actions.supervise([each.number for each in found], new, by=town.actor(by), at=NOW)


def test_an_order_is_given_signed_reported_and_judged(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    province, city = enter("supervisor.js"), enter("supervisor.wuxi")
    asked = province.get(f"/oversight/orders/new/?ticket={ticket.number}").content.decode()
    assert "重点督办 3 个工作日" in asked
    said = {"ticket": ticket.number, "grade": "key", "target": watched.unit("320200-rx").pk, "reason": "topic"}
    answer = province.post("/oversight/orders/new/", said | {"demand": DEMAND})
    assert answer.status_code == 302, answer.content.decode()
    order = Order.objects.get()
    at = f"/oversight/orders/{order.pk}/"
    assert answer["Location"] == at
    assert (order.due_at - NOW).days >= 3

    assert DEMAND in city.get(at).content.decode()
    assert city.post(at + "sign/").status_code == 302
    assert city.post(at + "feedback/", {"text": "路灯已修复。"}).status_code == 302
    page = province.get(at).content.decode()
    assert "路灯已修复。" in page
    assert province.post(at + "judge/", {"verdict": "accepted"}).status_code == 302
    assert "已办结" in city.get(at).content.decode()


def test_the_same_is_done_from_the_ticket(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    do = f"/tickets/{ticket.number}/do/"
    province, city = enter("supervisor.js"), enter("supervisor.wuxi")
    said = {"grade": "key", "target": watched.unit("320200-rx").pk, "reason": "topic", "demand": DEMAND}
    assert province.post(do + "supervise/", said).status_code == 302
    order = Order.objects.get()
    for who, verb, facts in (
        (city, "supervision_receipt", {}),
        (city, "supervision_feedback", {"text": "已修复"}),
        (province, "judge_supervision", {"verdict": "accepted"}),
    ):
        page = who.get(f"/tickets/{ticket.number}/").content.decode()
        assert order.number in page
        assert f"/do/{verb}/" in page
        assert who.post(do + verb + "/", facts | {"order": order.pk}).status_code == 302
    told = province.get(f"/tickets/{ticket.number}/").content.decode()
    assert "对江苏省重督〔2020〕1号作出结论：认可，办结" in told


def test_who_is_not_concerned_finds_nothing(watched: Town) -> None:
    order = given(watched)
    for stranger in (
        "supervisor.suzhou",
        "supervisor.huqiu",
        "supervisor.odd",
        "handler.binhu-cg",
        "handler.suzhou-cg",
    ):
        who = enter(stranger)
        for page in ("", "print/"):
            assert who.get(f"/oversight/orders/{order.pk}/{page}").status_code == 404
        for deed, said in (("sign", {}), ("feedback", {"text": "已办"}), ("judge", {"verdict": "accepted"})):
            assert who.post(f"/oversight/orders/{order.pk}/{deed}/", said).status_code == 404
        assert order.number not in who.get("/oversight/?state=all").content.decode()
    for outsider in ("agent.wuxi", "reviewer.wuxi"):
        assert enter(outsider).get("/oversight/").status_code == 403
    assert Client().get("/oversight/").status_code == 302


def test_what_is_refused_is_told_beside_what_was_typed(watched: Town) -> None:
    order = given(watched)
    at = f"/oversight/orders/{order.pk}/"
    answer = enter("supervisor.wuxi").post(at + "feedback/", {"text": "先报一次情况"})
    assert answer.status_code == 409
    assert "请先签收再反馈" in answer.content.decode()
    assert "先报一次情况" in answer.content.decode()
    answer = enter("supervisor.js").post(at + "judge/", {"verdict": "accepted", "opinion": "好"})
    assert "还没有待审的反馈" in answer.content.decode()
    answer = enter("supervisor.js").post(at + "feedback/", {"text": "替市里报"})
    assert answer.status_code == 403
    assert not order.feedbacks.exists()


def test_a_wrong_order_changes_nothing(watched: Town) -> None:
    ticket, who = watched.ticket(Status.HANDLING), enter("supervisor.js")
    good = {"ticket": ticket.number, "grade": "key", "target": watched.unit("320200-rx").pk, "reason": "topic"}
    good |= {"demand": DEMAND}
    for wrong, status in (
        ({"due_at": "2020-03-01T09:00"}, 422),
        ({"demand": ""}, 422),
        ({"target": watched.unit("320500-rx").pk}, 422),
        ({"ticket": "20200302000009"}, 404),
    ):
        assert who.post("/oversight/orders/new/", good | wrong).status_code == status
    assert who.post("/oversight/orders/new/", {}).status_code == 422
    other = enter("supervisor.suzhou").post("/oversight/orders/new/", good)
    assert other.status_code == 404
    assert not Order.objects.exists()


def test_the_wall_counts_and_narrows(watched: Town) -> None:
    first, second = given(watched), given(watched, target="320200-rx")
    given(watched, first.links.get().ticket, target="320211-cg", by="supervisor.wuxi")
    late = NOW - timedelta(hours=1)
    Order.objects.filter(pk=second.pk).update(ordered_at=NOW - timedelta(days=9), due_at=late, sign_due_at=late)
    who = enter("supervisor.js")
    page = who.get("/oversight/").content.decode()
    assert page.count("督〔2020〕") >= 3
    red = who.get("/oversight/?colour=red").content.decode()
    assert second.number in red
    assert first.number not in red
    taken = enter("supervisor.wuxi").get("/oversight/?side=taken").content.decode()
    assert "江苏省重督〔2020〕1号" in taken
    assert "无锡市重督" not in taken
    assert "没有符合条件的督办单" in who.get("/oversight/?state=failed").content.decode()


def test_the_wall_is_red_for_what_nobody_signed_and_stops_where_feedback_waits(watched: Town) -> None:
    unsigned, reported = given(watched), given(watched)
    actions.sign(reported.pk, by=watched.actor("supervisor.wuxi"), at=NOW)
    Order.objects.filter(pk=reported.pk).update(due_at=NOW + timedelta(minutes=30), yellow_at=NOW)
    Order.objects.filter(pk=unsigned.pk).update(sign_due_at=NOW - timedelta(minutes=5))
    who = enter("supervisor.js")
    for colour, there, away in (("red", unsigned, reported), ("yellow", reported, unsigned)):
        shown = who.get(f"/oversight/?colour={colour}").content.decode()
        assert there.number in shown, colour
        assert away.number not in shown, colour
    listed = who.get("/oversight/").content.decode()
    assert listed.index(unsigned.number) < listed.index(reported.number), "what presses most stands first"
    actions.feed_back(reported.pk, "已修复", by=watched.actor("supervisor.wuxi"), at=NOW + timedelta(hours=2))
    assert reported.number not in who.get("/oversight/?colour=yellow").content.decode()
    assert "超期 1 小时 30 分" in who.get(f"/oversight/orders/{reported.pk}/").content.decode()


def test_only_what_may_be_judged_is_offered(watched: Town) -> None:
    order, who = given(watched), enter("supervisor.js")
    at = f"/oversight/orders/{order.pk}/"
    fresh = who.get(at).content.decode()
    assert 'value="cancelled"' in fresh
    for verdict in ("accepted", "sent_back", "failed"):
        assert f'value="{verdict}"' not in fresh
    assert 'name="due_at"' not in fresh
    actions.sign(order.pk, by=watched.actor("supervisor.wuxi"), at=NOW)
    actions.feed_back(order.pk, "已修复", by=watched.actor("supervisor.wuxi"), at=NOW)
    reported = who.get(at).content.decode()
    for verdict in ("accepted", "sent_back", "failed", "cancelled"):
        assert f'value="{verdict}"' in reported
    assert 'name="due_at"' in reported


def test_an_empty_wall_says_what_to_do(watched: Town) -> None:
    assert "在工单页面或监看列表用" in enter("supervisor.js").get("/oversight/").content.decode()
    assert "上级督办本单位时会出现在这里" in enter("handler.binhu-cg").get("/oversight/").content.decode()
    assert "换个条件，或清除筛选" in enter("supervisor.js").get("/oversight/?colour=red").content.decode()


def test_the_list_leaves_masked_and_confidential_matters_unnamed(watched: Town) -> None:
    Role.objects.filter(pk="supervisor").update(
        permissions=[*Role.objects.get(pk="supervisor").permissions, "see_confidential"]
    )
    plain = watched.ticket(Status.HANDLING, title="张三丰反映路灯不亮，电话13912345678")
    secret = watched.ticket(Status.HANDLING, title="举报路灯采购舞弊", is_confidential=True)
    given(watched, plain)
    given(watched, secret)
    answer = enter("supervisor.js").get("/oversight/export/")
    cells = [
        str(cell) for row in load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True) for cell in row
    ]
    said = " ".join(cells)
    assert "139****5678" in said
    assert "（保密工单）" in said
    for leak in ("13912345678", "采购舞弊"):
        assert leak not in said
    assert Export.objects.filter(name="orders").count() == 1


def test_the_paper_is_masked_and_leaves_confidential_matters_unnamed(
    watched: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    Role.objects.filter(pk="supervisor").update(
        permissions=[*Role.objects.get(pk="supervisor").permissions, "see_confidential"]
    )
    secret = watched.ticket(Status.HANDLING, title="举报路灯采购舞弊", is_confidential=True)
    plain = watched.ticket(Status.HANDLING)
    due = NOW + timedelta(days=2)
    demand = "请联系张三丰（13912345678）核实。"
    new = NewOrder(Grade.KEY, watched.unit("320200-rx").pk, "topic", demand, due)
    by = watched.actor("supervisor.js")
    order = actions.supervise([plain.number, secret.number], new, by=by, at=NOW)
    laid: list[object] = []

    def lay(template: object, values: object) -> bytes:
        laid.append(values)
        return b"%PDF-1"

    monkeypatch.setattr("hotline.web.kit.paper.pdf", lay)
    answer = enter("supervisor.js").get(f"/oversight/orders/{order.pk}/print/")
    assert answer["Content-Type"] == "application/pdf"
    said = str(laid)
    assert plain.number in said
    assert "（保密工单）" in said
    for leak in ("13912345678", "张三丰", "采购舞弊"):
        assert leak not in said


def test_the_paper_is_really_set(watched: Town) -> None:
    order = given(watched)
    content = enter("supervisor.wuxi").get(f"/oversight/orders/{order.pk}/print/").content
    assert content.startswith(b"%PDF-")
    assert len(content) > 5_000


def test_a_suggestion_becomes_an_order_or_is_let_be(watched: Town) -> None:
    for _ in range(2):
        watched.ticket(Status.HANDLING)
    new = NewRule(
        "长明灯专题",
        "Lamps",
        watched.unit("320000-rx").pk,
        RuleKind.WATCHED,
        RuleMode.SUGGEST,
        Grade.KEY,
        "topic",
        DEMAND,
        NOW.date(),
        words=("路灯",),
    )
    triggers.add(new, by=watched.actor("admin.js"), at=NOW)
    firing.watch(at=NOW)
    who = enter("supervisor.js")
    assert who.get("/oversight/suggestions/").content.decode().count("长明灯专题") == 2
    one, other = Firing.objects.order_by("pk")
    assert "长明灯专题" not in enter("supervisor.wuxi").get("/oversight/suggestions/").content.decode()
    assert enter("supervisor.wuxi").post(f"/oversight/suggestions/{one.pk}/dismiss/", {"why": "不"}).status_code == 404
    asked = who.get(f"/oversight/suggestions/{one.pk}/confirm/").content.decode()
    assert escape(DEMAND) in asked
    empty = who.post(f"/oversight/suggestions/{other.pk}/dismiss/", {"why": " "})
    assert empty.status_code == 422
    assert "请填写理由后再提交" in empty.content.decode()
    long = who.post(f"/oversight/suggestions/{other.pk}/dismiss/", {"why": "很长" * 400})
    assert long.status_code == 422
    assert "很长很长" in long.content.decode()
    said = {"ticket": one.ticket.number, "grade": "key", "target": watched.unit("320200-rx").pk, "reason": "topic"}
    assert who.post(f"/oversight/suggestions/{one.pk}/confirm/", said | {"demand": DEMAND}).status_code == 302
    assert who.post(f"/oversight/suggestions/{other.pk}/dismiss/", {"why": "已在办理"}).status_code == 302
    assert "没有等您决定的督办提示" in who.get("/oversight/suggestions/").content.decode()
    assert Firing.objects.get(pk=one.pk).order == Order.objects.get()


def test_the_levels_stand_side_by_side_and_each_sees_its_own_orders(watched: Town) -> None:
    ticket = watched.ticket(Status.HANDLING)
    above = given(watched, ticket)
    below = given(watched, ticket, target="320211-cg", by="supervisor.wuxi")
    address = f"/tickets/{ticket.number}/levels/"
    page = enter("supervisor.js").get(address).content.decode()
    assert all(each.number in page for each in (above, below))
    assert "in-lane-0" in page
    assert "in-lane-2" in page
    county = enter("handler.binhu-cg").get(address)
    assert f"/oversight/orders/{below.pk}/" in county.content.decode()
    assert f"/oversight/orders/{above.pk}/" not in county.content.decode()
    assert enter("supervisor.suzhou").get(address).status_code == 404


def test_pages_ask_the_database_a_fixed_number_of_questions(
    watched: Town, django_assert_max_num_queries: object
) -> None:
    for _ in range(4):
        given(watched)
    who = enter("supervisor.js")
    who.get("/oversight/")
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        who.get("/oversight/")


def test_an_order_says_that_its_unit_lost_the_ticket(watched: Town) -> None:
    order, city = given(watched), enter("supervisor.js")
    at = f"/oversight/orders/{order.pk}/"
    assert "已不由" not in city.get(at).content.decode()
    order.links.update(left_at=NOW)
    assert "已不由无锡市12345热线中心承办，请撤销本督办单" in city.get(at).content.decode()
    assert "已不由无锡市12345热线中心承办" in city.get(f"/tickets/{order.links.get().ticket.number}/").content.decode()
