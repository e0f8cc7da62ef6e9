"""Taking a published answer back from the portal: who may, what it asks for, what stays."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hotline.flow.tickets import texts
from hotline.flow.tickets.models import Ticket, TicketText
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.journal.models import Event
from tests.town import Town

BACKEND = "django.contrib.auth.backends.ModelBackend"


def _published(town: Town) -> Ticket:
    """A closed ticket whose answer stands on the portal."""
    ticket = town.ticket(Status.CLOSED)
    texts.publish(ticket.pk, "路灯已修复。", ticket.registered_at)
    return ticket


def _addresses(ticket: Ticket) -> tuple[str, str, str]:
    """The ticket's page, the deed, the public answer."""
    public = reverse("portal:answer", args=[TicketText.objects.get(pk=ticket.pk).public_id])
    return (
        reverse("ticket:page", args=[ticket.number]),
        reverse("ticket:deed", args=[ticket.number, "unpublish"]),
        public,
    )


def test_a_reviewer_takes_a_public_answer_back_with_a_reason(client: Client, town: Town) -> None:
    ticket = _published(town)
    page, deed, public = _addresses(ticket)
    assert client.get(public).status_code == 200
    client.force_login(town.person("reviewer.wuxi"), backend=BACKEND)
    assert Verb.UNPUBLISH in [button.verb for button in client.get(page).context["buttons"]]
    assert "门户上不再显示这条答复" in client.get(deed).content.decode()
    assert client.post(deed, {"why": ""}).status_code == 422
    assert client.get(public).status_code == 200
    assert client.post(deed, {"why": "含门牌号码"}).status_code == 302
    assert client.get(public).status_code == 404
    event = Event.objects.filter(topic="ticket", subject=ticket.pk).latest("seq")
    assert (event.verb, event.facts["why"], event.by_name) == ("unpublish", "含门牌号码", "陈静")
    assert Verb.UNPUBLISH not in [button.verb for button in client.get(page).context["buttons"]]
    assert client.post(deed, {"why": "再撤一次"}).status_code == 409


@pytest.mark.parametrize(
    ("username", "status"), [("agent.wuxi", 403), ("handler.binhu-cg", 403), ("agent.suzhou", 404), ("", 401)]
)
def test_a_public_answer_is_taken_back_by_nobody_else(client: Client, town: Town, username: str, status: int) -> None:
    page, deed, public = _addresses(_published(town))
    if username:
        client.force_login(town.person(username), backend=BACKEND)
        shown = client.get(page)
        assert shown.status_code == 404 or Verb.UNPUBLISH not in [each.verb for each in shown.context["buttons"]]
    assert client.post(deed, {"why": "不想公开"}).status_code == status
    assert client.get(public).status_code == 200
