"""Rating links: one a round, to mobiles only, lapsing into a fruitless try."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from hotline.flow.followup import actions, invitations
from hotline.flow.followup.errors import InvitationUsed
from hotline.flow.followup.models import FollowUp, Invitation, Uninvitable
from hotline.flow.followup.words import FollowUpChannel, Result, Satisfied, Solved, Visit
from hotline.flow.tickets.models import Contact, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.catalogue.words import Bounds
from hotline.ground.outbox.models import Message
from hotline.jobs import sweeps
from tests.town import MONDAY

if TYPE_CHECKING:
    from tests.town import Town

AT = MONDAY + timedelta(hours=3)
GOOD = Visit(FollowUpChannel.SMS, True, True, Solved.SOLVED, Satisfied.VERY)
BAD = Visit(FollowUpChannel.SMS, True, True, Solved.UNSOLVED, Satisfied.DISSATISFIED, cause="delay")


def invite(at: Any = AT) -> int:
    return invitations.invite_all(lambda token: f"https://12345.example/r/{token}", at=at)


def token() -> str:
    found = re.search(r"/r/([\w-]+)", Message.objects.latest("pk").body)
    assert found
    return found[1]


def test_a_citizen_waiting_to_be_asked_gets_one_link_by_text_message(town: Town) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    town.ticket(Status.HANDLING)
    assert invite() == 1
    assert invite(AT + timedelta(minutes=1)) == 0
    message = Message.objects.get()
    assert (message.ticket, message.recipient, message.channel) == (ticket.pk, ticket.contact.phone, "sms")
    assert ticket.number in message.body
    assert len(token()) == 16


@pytest.mark.parametrize(("language", "beginning"), [("en", "[12345] There is a result"), ("zh", "【12345】您反映的")])
def test_a_citizen_is_asked_in_her_language(town: Town, language: str, beginning: str) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    Contact.objects.filter(pk=ticket.contact_id).update(language=language)
    invite()
    assert Message.objects.get().body.startswith(beginning)


def test_only_the_fingerprint_of_the_link_is_kept(town: Town) -> None:
    town.ticket(Status.FOLLOW_UP)
    invite()
    assert token().encode() not in bytes(Invitation.objects.get().token_index)


def test_the_link_rates_once_and_closes_the_ticket(town: Town) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    invite()
    assert actions.rate(token(), GOOD, at=AT) is Result.CLOSED
    with pytest.raises(InvitationUsed):
        actions.rate(token(), GOOD, at=AT)
    assert Ticket.objects.get(pk=ticket.pk).status == "closed"


def test_after_rework_the_citizen_is_asked_again(town: Town) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    invite()
    assert actions.rate(token(), BAD, at=AT) is Result.REWORK
    assert invite() == 0
    Ticket.objects.filter(pk=ticket.pk).update(status=Status.FOLLOW_UP)  # as if the second round were done
    assert invite() == 1


@pytest.mark.parametrize("phone", ["", "025-83612345", "+85291234567"])
def test_who_has_no_mobile_number_is_left_to_the_agents(town: Town, phone: str) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    Contact.objects.filter(pk=ticket.contact_id).update(phone=phone, phone_index=b"x" if phone else None)
    assert invite() == 0
    assert Uninvitable.objects.count() == (1 if phone else 0)
    assert invitations._waiting(0) == []


def test_one_row_that_fails_does_not_hold_up_the_others(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    town.ticket(Status.FOLLOW_UP)
    town.ticket(Status.FOLLOW_UP)
    first = Ticket.objects.order_by("pk")[0].pk
    invited, followed = actions.invite, actions.follow_up

    def fails(what: Any, *given: Any, **more: Any) -> Any:
        if first in given or Ticket.objects.get(pk=first).number in given:
            raise ZeroDivisionError
        return what(*given, **more)

    monkeypatch.setattr(actions, "invite", lambda *given, **more: fails(invited, *given, **more))
    assert invite() == 1
    monkeypatch.setattr(actions, "invite", invited)
    assert invite() == 1
    monkeypatch.setattr(actions, "follow_up", lambda *given, **more: fails(followed, *given, **more))
    assert invitations.lapse_all(at=AT + timedelta(days=30)) == 1
    assert f"_invite failed on {first}" in caplog.text


def test_silence_counts_only_where_somebody_was_asked(town: Town, settings: Any) -> None:
    town.ticket(Status.FOLLOW_UP)
    invite()
    settings.MODE = "production"
    assert not sweeps.messages_travel()
    assert invitations.lapse_all(at=AT + timedelta(days=30), were_sent=False) == 1
    assert not FollowUp.objects.exists()


def test_silence_is_a_fruitless_try_and_never_satisfaction(town: Town) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    invite()
    later = AT + timedelta(days=Bounds().rating_days)
    assert invitations.lapse_all(at=later - timedelta(seconds=1)) == 0
    assert invitations.lapse_all(at=later) == 1
    assert invitations.lapse_all(at=later) == 0
    visit = FollowUp.objects.get()
    assert (visit.is_contacted, visit.satisfied, visit.channel) == (False, "", "sms")
    assert Ticket.objects.get(pk=ticket.pk).status == "follow_up"
    with pytest.raises(InvitationUsed):
        actions.rate(token(), GOOD, at=later)


def test_a_link_lapses_silently_where_the_ticket_went_on_without_it(town: Town) -> None:
    ticket = town.ticket(Status.FOLLOW_UP)
    invite()
    actions.follow_up(ticket.number, GOOD, by=town.actor("followup.wuxi"), at=AT)
    assert invitations.lapse_all(at=AT + timedelta(days=9)) == 1
    assert FollowUp.objects.count() == 1


def test_the_task_invites_and_the_next_one_delivers(
    town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any
) -> None:
    settings.STATE_DIR = tmp_path
    ticket = town.ticket(Status.FOLLOW_UP)
    monkeypatch.setattr(timezone, "now", lambda: AT)
    sweeps.invite_citizens(timestamp=0)
    sweeps.deliver_messages(timestamp=0)
    [file] = (tmp_path / "sms").iterdir()
    assert ticket.number in file.read_text()
    assert sweeps.rating_link("abc") in ("http://127.0.0.1:8000/r/abc", f"{settings.PUBLIC_URL}/r/abc")
