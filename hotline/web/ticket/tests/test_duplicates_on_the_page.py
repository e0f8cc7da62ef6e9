"""Duplicates on the ticket page: what is offered to whom, the group on one page, two tickets side by side."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hotline.flow.followup import actions as followups
from hotline.flow.groups import actions as groups
from hotline.flow.groups import following, queries
from hotline.flow.groups.models import Link, Member
from hotline.flow.tickets.models import Assignment, Ticket
from hotline.flow.tickets.words import Status
from tests.flow.road import CONTENT
from tests.town import MONDAY, Town

from .test_ticket_page import deed, enter, page

LATER = MONDAY + timedelta(hours=1)


@pytest.fixture(autouse=True)
def that_monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the Monday on which the town's tickets came in."""
    monkeypatch.setattr(timezone, "now", lambda: LATER)


def group(town: Town, status: Status = Status.TO_DISPATCH, count: int = 2, **matter: Any) -> list[Ticket]:
    """A main ticket, and members under it."""
    made = [town.ticket(status, **matter), *(town.ticket(Status.TO_DISPATCH, **matter) for _ in range(count))]
    for each in made[1:]:
        groups.merge(each.number, made[0].number, "同一盏灯", by=town.actor("dispatcher.wuxi"), at=LATER)
    return made


def address(name: str, *numbers: str) -> str:
    return reverse(f"ticket:{name}", args=numbers)


def offered(client: Client, ticket: Ticket) -> set[str]:
    return {button.verb.value for button in client.get(page(ticket)).context["buttons"]}


def test_a_reviewer_merges_on_the_page_and_is_told_what_it_means(client: Client, town: Town) -> None:
    main, ticket = town.ticket(Status.HANDLING), town.ticket(Status.IN_REVIEW)
    enter(client, town, "reviewer.wuxi")
    shown = client.get(page(ticket)).content.decode()
    assert main.number in shown
    assert "地点相同" in shown
    assert "主单归档前可以撤销" in client.get(deed(ticket, "merge")).content.decode()
    answer = client.post(deed(ticket, "merge"), {"main": f" {main.number} ", "why": "同一盏灯", "seen": ticket.moves})
    assert answer.status_code == 302
    told = client.get(page(ticket)).content.decode()
    for part in ("并入主单，一并办理", "2 张工单 · 2 位诉求人", main.number, "等待主单的结果"):
        assert part in told
    assert "现有 2 张工单、2 位诉求人" in client.get(page(main)).content.decode()


@pytest.mark.parametrize("number", ["20200302999999", "", "不是编号"])
def test_a_main_that_is_not_there_is_told_in_words(client: Client, town: Town, number: str) -> None:
    ticket = town.ticket(Status.IN_REVIEW)
    enter(client, town, "reviewer.wuxi")
    answer = client.post(deed(ticket, "merge"), {"main": number, "seen": ticket.moves})
    assert answer.status_code == 422
    assert not Member.objects.exists()


def test_what_is_hidden_is_no_main_and_says_the_same_as_what_is_absent(client: Client, town: Town) -> None:
    ticket, secret = town.ticket(Status.IN_REVIEW), town.ticket(Status.HANDLING)
    Ticket.objects.filter(pk=secret.pk).update(centre=town.unit("320500-rx"), region="320505")
    enter(client, town, "reviewer.wuxi")
    said = []
    for number in (secret.number, "20200302999999"):
        answer = client.post(deed(ticket, "merge"), {"main": number, "seen": ticket.moves})
        assert answer.status_code == 422
        said.append(answer.content.decode().replace(number, "—"))
    assert "没有找到工单 —" in said[0]
    assert "没有找到工单 —" in said[1]
    assert client.get(address("beside", ticket.number, secret.number)).status_code == 404


def test_each_is_offered_what_makes_sense(client: Client, town: Town) -> None:
    main, one, _ = group(town)
    alone = town.ticket(Status.FOLLOW_UP)
    enter(client, town, "dispatcher.wuxi")
    assert "merge" not in offered(client, main), "a main lies under nothing"
    assert "unmerge" in offered(client, one)
    assert {"merge", "unmerge"}.isdisjoint(offered(client, alone))
    enter(client, town, "followup.wuxi")
    assert "follow_main" not in offered(client, one), "there is no result yet"
    Ticket.objects.filter(pk=main.pk).update(status=Status.FOLLOW_UP)
    assert "follow_main" in offered(client, one)
    assert client.post(deed(one, "follow_main")).status_code == 302
    one.refresh_from_db()
    assert one.status == Status.FOLLOW_UP
    assert "主单已有结果，随主单转回访" in client.get(page(one)).content.decode()


def test_a_ticket_is_taken_out_until_its_main_is_closed(client: Client, town: Town) -> None:
    _, one, two = group(town)
    enter(client, town, "dispatcher.wuxi")
    assert client.post(deed(one, "unmerge"), {"why": "不是同一处"}).status_code == 302
    assert "撤销并单，单独办理" in client.get(page(one)).content.decode()
    done, late, _ = group(town, Status.FOLLOW_UP)
    following.follow_all(at=LATER)
    followups.follow_up(done.number, CONTENT, by=town.actor("followup.wuxi"), at=LATER)
    assert "unmerge" not in offered(client, late)
    refused = client.post(deed(late, "unmerge"), {"why": "不是同一处"})
    assert refused.status_code == 409
    assert "主单已归档，不能再撤销并单" in refused.content.decode()
    two.refresh_from_db()
    assert two.status == Status.MERGED


def test_the_group_is_one_page_with_reporters_masked(client: Client, town: Town) -> None:
    main, one, two = group(town, Status.HANDLING)
    enter(client, town, "dispatcher.wuxi")
    for ticket in (main, one):
        text = client.get(address("group", ticket.number)).content.decode()
        for each in (main, one, two):
            assert each.number in text
            assert each.contact.phone not in text
            assert f"{each.contact.phone[:3]}****{each.contact.phone[-4:]}" in text
        assert "张三丰" not in text
        assert "夏家边小区门口" in text
    answer = client.get(address("group", main.number))
    assert (answer.context["group"].people, answer.context["group"].hidden) == (3, 0)


def test_a_unit_sees_its_own_ticket_and_how_many_there_are(client: Client, town: Town) -> None:
    main, one, two = group(town, Status.HANDLING)
    enter(client, town, "handler.binhu-cg")
    answer = client.get(address("group", main.number))
    text = answer.content.decode()
    assert one.number not in text
    assert two.number not in text
    assert "另有 2 张工单不在您的可见范围" in text
    assert (answer.context["group"].people, answer.context["group"].hidden) == (3, 2)
    assert one.number not in client.get(page(main)).content.decode()
    assert client.get(address("group", one.number)).status_code == 404
    for button in ("设为主单", "撤销并单"):
        assert button not in text


@pytest.mark.parametrize("username", ["agent.suzhou", "handler.huqiu-cg", "dispatcher.suzhou"])
def test_a_group_of_others_looks_like_one_that_is_not_there(client: Client, town: Town, username: str) -> None:
    main, one, _ = group(town)
    enter(client, town, username)
    for path in (address("group", main.number), address("beside", main.number, one.number)):
        assert client.get(path).status_code == 404
    assert client.post(address("change_main", one.number), {"why": "更全"}).status_code in (403, 404)


def test_a_confidential_member_is_counted_and_not_shown(town: Town) -> None:
    main, one, two = group(town)
    Ticket.objects.filter(pk=one.pk).update(is_confidential=True)
    found = queries.group(main, town.actor("supervisor.js"))
    assert found is not None
    assert [each.pk for each in found.shown] == [main.pk, two.pk]
    assert (found.hidden, found.tickets, found.people) == (1, 3, 3)


def test_a_ticket_that_stands_alone_has_no_group_page(client: Client, town: Town) -> None:
    ticket = town.ticket()
    answer = enter(client, town, "dispatcher.wuxi").get(address("group", ticket.number))
    assert answer.status_code == 302
    assert answer["Location"] == page(ticket)


def test_the_main_is_changed_on_the_groups_page(client: Client, town: Town) -> None:
    main, one, two = group(town)
    enter(client, town, "dispatcher.wuxi")
    assert "设为主单" in client.get(address("group", main.number)).content.decode()
    assert client.post(address("change_main", one.number), {"why": "材料更全"}).status_code == 302
    assert set(Member.objects.filter(left_at=None).values_list("ticket", "main")) == {
        (main.pk, one.pk),
        (two.pk, one.pk),
    }
    told = client.get(page(one)).content.decode()
    assert "改为并单组的主单" in told
    assert "并单组改换主单" in client.get(page(two)).content.decode()
    refused = client.post(address("change_main", one.number), {"why": "再换"})
    assert refused.status_code == 404, "it is the main already"
    asked = client.get(address("change_main", two.number)).content.decode()
    assert "原主单和其他工单并入它之下" in asked
    missing = client.post(address("change_main", two.number), {"why": " "})
    assert missing.status_code == 422
    assert "id_why_error" in missing.content.decode()


def test_results_of_each_follow_up_stand_on_the_groups_page(client: Client, town: Town) -> None:
    main, one, _ = group(town, Status.FOLLOW_UP)
    following.follow_all(at=LATER)
    followups.follow_up(one.number, CONTENT, by=town.actor("followup.wuxi"), at=LATER)
    answer = enter(client, town, "dispatcher.wuxi").get(address("group", main.number))
    assert (answer.context["told"], answer.context["asked"], answer.context["solved"]) == (3, 1, 1)
    assert "已解决 · 满意" in answer.content.decode()
    shown = client.get(page(one)).content.decode()
    assert "随主单答复诉求人" in shown
    assert "您好，路灯已于今日修复" in shown


def test_two_tickets_stand_side_by_side_with_both_ways_to_merge(client: Client, town: Town) -> None:
    one, other = town.ticket(Status.IN_REVIEW), town.ticket(Status.TO_DISPATCH)
    enter(client, town, "reviewer.wuxi")
    answer = client.get(address("beside", one.number, other.number))
    assert [(each.ticket.pk, under.ticket.pk) for each, under in answer.context["ways"]] == [
        (one.pk, other.pk),
        (other.pk, one.pk),
    ]
    dialog = client.get(address("beside", one.number, other.number), headers={"HX-Request": "true"}).content.decode()
    assert "<dialog" in dialog
    assert 'name="main"' not in dialog
    handled = town.ticket(Status.HANDLING)
    answer = client.get(address("beside", one.number, handled.number))
    assert [(each.ticket.pk, under.ticket.pk) for each, under in answer.context["ways"]] == [(one.pk, handled.pk)]
    assert client.get(address("beside", one.number, one.number)).status_code == 422


def test_what_is_linked_is_found_from_both_sides(client: Client, town: Town) -> None:
    one, other = town.ticket(Status.HANDLING), town.ticket(Status.CLOSED)
    enter(client, town, "agent.wuxi")
    assert client.post(deed(one, "link"), {"other": other.number, "why": "同一路段"}).status_code == 302
    assert Link.objects.count() == 1
    for mine, theirs in ((one, other), (other, one)):
        text = client.get(page(mine)).content.decode()
        assert theirs.number in text
        assert "与另一张工单关联" in text


def test_text_is_escaped_on_the_groups_page_and_side_by_side(client: Client, town: Town) -> None:
    bad = "<script>alert(1)</script>"
    main, one, _ = group(town, title=bad, place=bad)
    enter(client, town, "dispatcher.wuxi")
    for path in (address("group", main.number), address("beside", main.number, one.number), page(one)):
        assert bad not in client.get(path).content.decode()


def test_a_large_group_asks_the_database_little(
    client: Client, town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    main, *_ = group(town, count=6)
    enter(client, town, "dispatcher.wuxi")
    client.get(address("group", main.number))
    with django_assert_max_num_queries(22):
        client.get(address("group", main.number))


def test_a_member_that_was_sent_out_again_has_its_own_answer(client: Client, town: Town) -> None:
    _, one, _ = group(town, Status.FOLLOW_UP)
    following.follow_all(at=LATER)
    followups.rework(one.number, "仍不亮", by=town.actor("followup.wuxi"), at=LATER)
    assert Assignment.objects.filter(ticket=one).count() == 1
    assert "随主单答复诉求人" not in enter(client, town, "dispatcher.wuxi").get(page(one)).content.decode()
