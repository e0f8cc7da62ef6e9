"""Giving back, asking for more time, deciding that, on the ticket's page: works, is refused in words, is hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hotline.flow.delays.models import Extension, Suspension
from hotline.flow.disputes.models import Case, Return
from hotline.flow.tickets.models import Assignment, Attachment, Ticket
from hotline.flow.tickets.words import Closing, Mark, Status, Verb
from hotline.ground.catalogue.models import LimitPolicy
from hotline.ground.outbox.models import Notice
from hotline.lib.memo import forget_all
from tests import benches
from tests.benches import NOW, Enter
from tests.flow.road import Road
from tests.town import MONDAY, Town

now, enter = benches.now, benches.enter
WHY = {"reason": "not_ours", "basis": "三定规定第五条"}


def do(client: Client, ticket: Ticket, verb: str, assignment: Assignment | None = None, **said: Any) -> Any:
    ticket.refresh_from_db()
    fields = {"seen": ticket.moves, "assignment": assignment.pk if assignment else "", **said}
    answer = client.post(f"/tickets/{ticket.number}/do/{verb}/", fields)
    ticket.refresh_from_db()
    return answer


def mine(ticket: Ticket, unit: str = "320211-cg") -> Assignment:
    return Assignment.objects.get(ticket=ticket, unit__code=unit, is_open=True)


def page(client: Client, ticket: Ticket) -> str:
    return client.get(f"/tickets/{ticket.number}/").content.decode()


def test_a_unit_returns_with_proof_and_the_page_tells_who_refused_and_why(town: Town, enter: Enter) -> None:
    ticket, unit, centre = town.ticket(Status.TO_SIGN), enter("handler.binhu-cg"), enter("dispatcher.wuxi")
    suggested = town.unit("320200-cg").pk
    form = unit.get(f"/tickets/{ticket.number}/do/return/?assignment={mine(ticket).pk}").content.decode()
    assert "可在 03-04 18:00 前退单；本单位对这张工单还可退单 2 次" in form
    proof = SimpleUploadedFile("三定方案.txt", "路灯由市政养护".encode(), "text/plain")
    assert do(unit, ticket, "return", mine(ticket), **WHY, suggested=suggested, proof=proof).status_code == 302
    asked = Return.objects.get(ticket=ticket)
    assert (ticket.status, asked.suggested_unit_id) == (Status.RETURN_REVIEW, suggested)
    assert asked.files == list(
        Attachment.objects.filter(ticket=ticket, purpose="proof").values_list("file_id", flat=True)
    )
    shown = page(centre, ticket)
    for told in ("冯刚", "不属本单位职责", "三定规定第五条", "无锡市城市管理局", "三定方案.txt", "审核退单"):
        assert told in shown
    assert Notice.objects.filter(kind="returned", organisation__code="320200-rx").count() == 1
    assert do(centre, ticket, "grant_return", opinion="属市级职责", is_wrong_dispatch="on").status_code == 302
    assert ticket.status == Status.TO_DISPATCH
    assert Notice.objects.filter(kind="return_decided", organisation__code="320211-cg").count() == 1
    assert "认定为错派" in page(centre, ticket)


def test_a_denied_return_forces_the_unit_and_is_told_to_it(town: Town, enter: Enter) -> None:
    ticket, unit, centre = town.ticket(Status.TO_SIGN), enter("handler.binhu-cg"), enter("dispatcher.wuxi")
    do(unit, ticket, "return", mine(ticket), **WHY)
    assert do(centre, ticket, "deny_return", opinion="").status_code == 422
    assert do(centre, ticket, "deny_return", opinion="养护协议写明由你单位负责").status_code == 302
    assert (ticket.status, ticket.marks) == (Status.TO_SIGN, [Mark.FORCED])
    shown = page(unit, ticket)
    assert "强制承办" in shown
    assert "养护协议写明由你单位负责" in shown


def test_a_joint_units_return_is_decided_for_it_alone(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.HANDLING, joint=("320211-mz",))
    unit, centre = enter("handler.binhu-mz"), enter("dispatcher.wuxi")
    joint = mine(ticket, "320211-mz")
    do(unit, ticket, "return", joint, **WHY)
    assert ticket.status == Status.HANDLING
    shown = page(centre, ticket)
    assert "审核滨湖区民政局的退单" in shown
    assert f"/do/grant_return/?assignment={joint.pk}" in shown
    assert do(centre, ticket, "grant_return", joint).status_code == 302
    joint.refresh_from_db()
    assert (ticket.status, joint.is_open) == (Status.HANDLING, False)
    assert Return.objects.get().is_wrong_dispatch is False


def test_bad_returns_are_refused_in_words_and_change_nothing(
    town: Town, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, unit = town.ticket(Status.TO_SIGN), enter("handler.binhu-cg")
    assert do(unit, ticket, "return", mine(ticket), reason="", basis="依据").status_code == 422
    assert do(unit, ticket, "return", mine(ticket), reason="whim", basis="依据").status_code == 422
    assert do(unit, ticket, "return", mine(ticket), reason="not_ours", basis=" ").status_code == 422
    assert do(unit, ticket, "return", mine(ticket), **WHY, suggested="街道").status_code == 422
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(days=3))
    unit = enter("handler.binhu-cg")
    assert "/do/return/" not in page(unit, ticket)
    late = do(unit, ticket, "return", mine(ticket), **WHY)
    assert late.status_code == 409
    assert "退单期限已于 03-04 18:00 届满" in late.content.decode()
    assert (ticket.status, Return.objects.count(), Attachment.objects.count()) == (Status.TO_SIGN, 0, 0)


def test_a_third_return_is_not_offered_and_is_refused(town: Town, enter: Enter) -> None:
    ticket, unit, centre = town.ticket(Status.TO_SIGN), enter("handler.binhu-cg"), enter("dispatcher.wuxi")
    for _ in range(2):
        do(unit, ticket, "return", mine(ticket), **WHY)
        do(centre, ticket, "deny_return", opinion="属其职责")
    assert "/do/return/" not in page(unit, ticket)
    third = do(unit, ticket, "return", mine(ticket), **WHY)
    assert third.status_code == 409
    assert "已退单 2 次" in third.content.decode()
    assert Return.objects.count() == 2


@pytest.mark.parametrize("username", ["handler.huqiu-cg", "handler.suzhou-cg", "dispatcher.suzhou"])
def test_nobody_elsewhere_sees_or_decides_a_return(town: Town, enter: Enter, username: str) -> None:
    ticket, stranger = town.ticket(Status.TO_SIGN), enter(username)
    for verb in ("return", "grant_return", "deny_return", "arbitrate", "extend", "suspend", "expedite"):
        assert do(stranger, ticket, verb, mine(ticket), **WHY).status_code == 404
    other_unit = enter("handler.binhu-mz")
    assert do(other_unit, ticket, "return", mine(ticket), **WHY).status_code == 404
    assert Return.objects.count() == 0


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.TO_SIGN)
    do(enter("handler.binhu-cg"), ticket, "return", mine(ticket), **WHY)
    seen = ticket.moves
    assert do(enter("dispatcher.wuxi"), ticket, "deny_return", opinion="属其职责").status_code == 302
    fields = {"seen": seen, "assignment": "", "opinion": "同意", "is_wrong_dispatch": "on"}
    slower = enter("dispatcher2.wuxi").post(f"/tickets/{ticket.number}/do/grant_return/", fields)
    assert slower.status_code == 409
    assert "刘洋" in slower.content.decode()
    assert Return.objects.get().verdict == "denied"


def test_a_panel_rules_with_minutes_and_liability_is_settled_later(town: Town, enter: Enter) -> None:
    ticket, centre = town.ticket(Status.TO_DISPATCH), enter("dispatcher.wuxi")
    first, liable = town.unit("320211-cg").pk, town.unit("320200-cg").pk
    assert do(centre, ticket, "open_arbitration", why="权属不清", panel=[]).status_code == 422
    said: dict[str, Any] = {"why": "权属不清", "panel": ["centre", "justice"], "meets_on": "2020-03-03"}
    assert do(centre, ticket, "open_arbitration", **said).status_code == 302
    assert "组织会商并裁定" in page(centre, ticket)
    assert do(centre, ticket, "arbitrate", minutes="", ground="移交协议", handle_first=first).status_code == 422
    nobody = do(centre, ticket, "arbitrate", minutes="会议议定先处置", ground="移交协议")
    assert nobody.status_code == 422
    assert "请指定责任单位" in nobody.content.decode()
    ruled = do(centre, ticket, "arbitrate", minutes="会议议定先处置", ground="权属待查", handle_first=first)
    assert ruled.status_code == 302
    assert (ticket.status, ticket.lead_unit_id) == (Status.TO_SIGN, first)
    assert "由滨湖区城市管理局先行处置，责任另行认定" in page(centre, ticket)
    assert "会议议定先处置" not in page(enter("handler.binhu-cg"), ticket), "minutes stay with the centre"
    assert do(centre, ticket, "settle", unit=liable, ground="移交协议第三条").status_code == 302
    case = Case.objects.get()
    assert (case.handle_first_unit_id, case.liable_unit_id) == (first, liable)
    assert (ticket.lead_unit_id, ticket.marks) == (first, [Mark.HANDLE_FIRST])
    assert "/do/settle/" not in page(centre, ticket)


def test_more_time_is_asked_in_working_days_and_decided(town: Town, enter: Enter) -> None:
    ticket, unit, centre = town.ticket(Status.HANDLING), enter("handler.binhu-cg"), enter("dispatcher.wuxi")
    form = unit.get(f"/tickets/{ticket.number}/do/extend/?assignment={mine(ticket).pk}").content.decode()
    assert "最多还可延 10 个工作日（到 03-23 18:00），还可批准 2 次" in form
    too_long = do(unit, ticket, "extend", mine(ticket), days=11, reason="complex", why="需换电缆")
    assert too_long.status_code == 422
    assert "延期最长到 03-23 18:00" in too_long.content.decode()
    assert do(unit, ticket, "extend", mine(ticket), days=3, reason="complex", why="需换电缆").status_code == 302
    asked = Extension.objects.get()
    assert "审批滨湖区城市管理局的延期" in page(centre, ticket)
    assert do(centre, ticket, "deny_extension", extension=asked.pk, opinion="").status_code == 422
    assert do(centre, ticket, "grant_extension", extension=asked.pk, days=2).status_code == 302
    asked.refresh_from_db()
    assert (asked.verdict, f"{timezone.localtime(asked.granted_due_at):%m-%d %H:%M}") == ("granted", "03-11 18:00")
    again = do(enter("dispatcher2.wuxi"), ticket, "deny_extension", extension=asked.pk, opinion="不妥")
    assert again.status_code == 409
    assert "已由 刘洋" in again.content.decode()


def test_an_extension_after_the_limit_or_beyond_the_count_is_refused(
    town: Town, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket, unit = town.ticket(Status.HANDLING), enter("handler.binhu-cg")
    LimitPolicy.objects.update(max_extensions=0)
    forget_all()
    assert "/do/extend/" not in page(unit, ticket)
    more = do(unit, ticket, "extend", mine(ticket), days=1, reason="complex", why="需换电缆")
    assert "已批准延期 0 次" in more.content.decode()
    monkeypatch.setattr(timezone, "now", lambda: MONDAY + timedelta(days=9))
    unit = enter("handler.binhu-cg")
    late = do(unit, ticket, "extend", mine(ticket), days=1, reason="complex", why="需换电缆")
    assert late.status_code == 409
    assert "延期须在届满前申请" in late.content.decode()
    assert Extension.objects.count() == 0


def test_a_ticket_stands_still_is_reviewed_and_goes_on(town: Town, enter: Enter) -> None:
    ticket, centre = town.ticket(Status.HANDLING), enter("dispatcher.wuxi")
    assert do(centre, ticket, "suspend", reason="", cause="等天晴").status_code == 422
    assert do(centre, ticket, "suspend", reason="weather", cause="等天晴").status_code == 302
    assert (ticket.status, Suspension.objects.count()) == (Status.SUSPENDED, 1)
    shown = page(centre, ticket)
    assert "复核挂起" in shown
    assert "2020-04-01 前复核" in shown
    assert do(centre, ticket, "review_suspension", why="仍在下雨").status_code == 302
    assert do(centre, ticket, "resume", why="天已放晴").status_code == 302
    assert ticket.status == Status.HANDLING
    assert Notice.objects.filter(kind="suspension", organisation__code="320211-cg").count() == 2


def test_the_urgent_lane_has_its_badge_once_and_a_ticket_goes_a_level_up(town: Town, enter: Enter) -> None:
    ticket, centre = town.ticket(Status.HANDLING), enter("dispatcher.wuxi")
    assert do(centre, ticket, "expedite", why="群众断粮").status_code == 302
    assert "特事特办" in page(centre, ticket)
    assert "/do/expedite/" not in page(centre, ticket)
    assert do(centre, ticket, "expedite", why="再来一次").status_code == 409
    other = town.ticket(Status.TO_DISPATCH)
    assert do(centre, other, "escalate", reason="wider", why="涉及两市").status_code == 302
    assert other.centre_id == town.unit("320000-rx").pk
    assert "提级到江苏省12345热线中心" in page(enter("dispatcher.js"), other)


def test_a_refusal_is_overridden_by_two_people(town: Town, enter: Enter) -> None:
    road = Road(town, town.ticket(Status.IN_REVIEW))
    road.do(Verb.REFUSE)
    ticket, proposer, approver = road.ticket, enter("agent.wuxi"), enter("lead.wuxi")
    assert "/do/override_refusal/" not in page(approver, ticket), "nothing is proposed yet"
    assert do(approver, ticket, "override_refusal", opinion="同意").status_code == 409
    assert do(proposer, ticket, "propose_override", why="情况紧急，影响重大").status_code == 302
    assert "审批破例受理" in page(approver, ticket)
    assert do(proposer, ticket, "override_refusal", opinion="").status_code == 403
    assert do(approver, ticket, "override_refusal", opinion="同意").status_code == 302
    assert (ticket.status, ticket.closing) == (Status.TO_DISPATCH, "")
    assert Notice.objects.filter(kind="override", person__username="agent.wuxi").count() == 1


def test_who_proposed_an_override_does_not_approve_it(town: Town, enter: Enter) -> None:
    road = Road(town, town.ticket(Status.IN_REVIEW))
    road.do(Verb.REFUSE)
    ticket, lead = road.ticket, enter("lead.wuxi")
    do(lead, ticket, "propose_override", why="情况紧急")
    assert "/do/override_refusal/" not in page(lead, ticket)
    own = do(lead, ticket, "override_refusal", opinion="同意")
    assert own.status_code == 409
    assert "须由另一位有权人员审批" in own.content.decode()
    assert (ticket.status, ticket.closing) == (Status.CLOSED, Closing.REFUSED)


def test_nobody_is_offered_to_sign_for_what_her_unit_gave_back(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.HANDLING, joint=("320211-mz",))
    unit, centre, joint = enter("handler.binhu-mz"), enter("dispatcher.wuxi"), mine(ticket, "320211-mz")
    assert "/do/sign/" in page(unit, ticket)
    do(unit, ticket, "return", joint, **WHY)
    assert "/do/sign/" not in page(unit, ticket)
    refused = do(unit, ticket, "sign", joint)
    assert (refused.status_code, "退单" in refused.content.decode()) == (409, True)
    joint.refresh_from_db()
    assert joint.signed_at is None
    do(centre, ticket, "deny_return", joint, opinion="属其职责")
    assert "/do/sign/" in page(unit, ticket)


def test_what_waits_for_the_centre_says_until_when(town: Town, enter: Enter) -> None:
    ticket = town.ticket(Status.HANDLING, joint=("320211-mz",))
    do(enter("handler.binhu-mz"), ticket, "return", mine(ticket, "320211-mz"), **WHY)
    shown = page(enter("dispatcher.wuxi"), ticket)
    owed = shown[shown.index("审核滨湖区民政局的退单") :][:600]
    assert "14:30" in owed, "four hours from half past ten"
