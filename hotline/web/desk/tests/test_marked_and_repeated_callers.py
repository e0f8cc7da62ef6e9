"""At the desk: a marked number is answered like any other, with a warning; matters that came before are shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from hotline.flow.callers import actions as callers
from hotline.flow.callers.models import CallerMark
from hotline.flow.callers.words import NewMark
from hotline.flow.tickets.models import Contact, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.privacy import queries as privacy
from hotline.web.kit.doors import now
from tests.town import Town

from .test_the_desk_answers import LAMP, PHONE, WHERE, Desk, desk  # noqa: F401  # the desk is a fixture


def marked(town: Town) -> None:
    new = NewMark("insult", "两次来电辱骂话务员")
    pk = callers.propose(PHONE, town.unit("320200-rx").pk, new, by=town.actor("agent2.wuxi"), at=now())
    callers.approve(pk, 7, "", by=town.actor("lead.wuxi"), at=now())


def test_a_marked_number_shows_its_mark_and_is_registered_as_ever(desk: Desk) -> None:  # noqa: F811
    draft = desk.ring()
    assert "此号码有骚扰标记" not in desk.page(draft)
    marked(desk.town)
    page = desk.page(draft)
    for part in ("此号码有骚扰标记", "辱骂工作人员", "照常接听，每件诉求照常登记"):
        assert part in page
    assert desk.post(draft, "submit", **LAMP, **WHERE).status_code == 302
    assert Ticket.objects.get().status == Status.IN_REVIEW


def test_an_agent_proposes_a_mark_during_the_call(desk: Desk) -> None:  # noqa: F811
    draft = desk.ring()
    at = reverse("desk:mark", args=[draft])
    assert at in desk.page(draft)
    form = desk.client.get(at).content.decode()
    assert PHONE not in form
    assert "照常接听" in form
    empty = desk.client.post(at, {"reason": "", "evidence": ""})
    assert empty.status_code == 422
    assert not CallerMark.objects.exists()
    assert desk.client.post(at, {"reason": "insult", "evidence": "辱骂话务员"}).status_code == 302
    again = desk.client.post(at, {"reason": "insult", "evidence": "辱骂话务员"})
    assert again.status_code == 422
    assert "已有待审批的标记" in again.content.decode()
    assert CallerMark.objects.count() == 1
    assert "此号码有骚扰标记" not in desk.page(draft), "a proposal is no mark"


@pytest.mark.parametrize("username", ["agent2.wuxi", "agent.suzhou"])
def test_nobody_marks_from_anothers_call(desk: Desk, username: str) -> None:  # noqa: F811
    draft = desk.ring()
    other = Desk(desk.town, username)
    answer = other.client.post(reverse("desk:mark", args=[draft]), {"reason": "insult", "evidence": "辱骂"})
    assert answer.status_code == 404
    assert not CallerMark.objects.exists()


def test_a_matter_that_came_before_is_shown_with_how_often(desk: Desk) -> None:  # noqa: F811
    for days in (40, 3):
        ticket = desk.town.ticket(Status.HANDLING, at=now() - timedelta(days=days))
        Contact.objects.filter(pk=ticket.contact_id).update(phone=PHONE, phone_index=privacy.blind(PHONE))
    page = desk.page(desk.ring())
    assert "反复反映" in page
    assert "2 次" in page
