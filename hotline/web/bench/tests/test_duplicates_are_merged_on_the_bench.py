"""Reviewers and dispatchers merge what is likely the same, with the reasons before their eyes."""

from __future__ import annotations

import pytest

from hotline.flow.groups.models import Member
from hotline.flow.tickets.words import Status
from tests.benches import Enter
from tests.town import Town

BENCHES = [("review", Status.IN_REVIEW, "reviewer.wuxi"), ("dispatch", Status.TO_DISPATCH, "dispatcher.wuxi")]


@pytest.mark.parametrize(("bench", "status", "username"), BENCHES)
def test_what_is_likely_the_same_is_shown_with_its_reasons_and_merged(
    town: Town, enter: Enter, bench: str, status: Status, username: str
) -> None:
    main, ticket, after = town.ticket(Status.HANDLING), town.ticket(status), town.ticket(status, title="井盖松动")
    client, at = enter(username), f"/bench/{bench}/{ticket.number}/"
    shown = client.get(at)
    assert main.number in {each.row.number for each in shown.context["likely"]}
    for part in ("地点相同", "用词相同", "并排对照"):
        assert part in shown.content.decode()
    said = {"seen": ticket.moves, "main": main.number, "why": "同一盏灯"}
    answer = client.post(f"{at}merge/", said, follow=True)
    ticket.refresh_from_db()
    assert ticket.status == Status.MERGED
    assert answer.request["PATH_INFO"] == f"/bench/{bench}/{after.number}/", "on to the next"
    assert f"工单 {ticket.number} 已并入主单 {main.number}" in answer.content.decode()
    again = client.post(f"{at}merge/", said, follow=True)
    assert "没有重复执行" in again.content.decode()
    assert Member.objects.count() == 1


def test_another_main_is_given_by_its_number_and_refusals_are_told_in_place(town: Town, enter: Enter) -> None:
    ticket, closed, far = town.ticket(Status.IN_REVIEW), town.ticket(Status.CLOSED), town.ticket(Status.HANDLING)
    client, at = enter("reviewer.wuxi"), f"/bench/review/{ticket.number}/merge/"
    empty = client.post(at, {"seen": ticket.moves, "main": "", "other": ""})
    assert empty.status_code == 422
    assert "请选择或填写主单编号" in empty.content.decode()
    for number, sentence in (
        (closed.number, "已归档，不能再并入"),
        ("1", "没有找到工单 1"),
        (ticket.number, "不能与自己"),
    ):
        answer = client.post(at, {"seen": ticket.moves, "main": "", "other": number, "why": "同一处"})
        assert answer.status_code in (409, 422)
        assert sentence in answer.content.decode()
    assert not Member.objects.exists()
    assert client.post(at, {"seen": ticket.moves, "main": "", "other": far.number}).status_code == 302
    assert Member.objects.get().main_id == far.pk


def test_who_may_not_merge_is_offered_nothing_and_refused(town: Town, enter: Enter) -> None:
    main, ticket = town.ticket(Status.HANDLING), town.ticket(Status.IN_REVIEW)
    said = {"seen": ticket.moves, "main": main.number}
    assert enter("followup.wuxi").post(f"/bench/review/{ticket.number}/merge/", said).status_code in (403, 404)
    assert enter("dispatcher.suzhou").post(f"/bench/dispatch/{ticket.number}/merge/", said).status_code == 404
    assert not Member.objects.exists()
