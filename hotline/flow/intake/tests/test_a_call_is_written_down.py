"""Drafts: begun, kept, taken up again, finished matter by matter, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hotline.flow.intake import drafts, errors
from hotline.flow.intake.models import Answer, Declined, Draft
from hotline.flow.intake.words import Ending, Finish
from hotline.flow.tickets.models import Contact, JoinedContact, Ticket
from hotline.flow.tickets.words import Channel, Closing, NewContact, NewTicket, Status
from hotline.ground.catalogue.words import Kind
from hotline.ground.journal.models import Event
from hotline.ground.privacy.actions import ON_THE_LINE
from hotline.ground.privacy.errors import UnmaskingUsedUp
from hotline.ground.privacy.models import Unmasking
from hotline.lib.refusal import Refusal
from tests.town import MONDAY, Town

PHONE = "139 1234 5678"


class Desk:
    """An agent in Wuxi on a call about a street lamp."""

    def __init__(self, town: Town) -> None:
        self.town, self.by = town, town.actor("agent.wuxi")
        self.draft, _ = drafts.open_call(PHONE, by=self.by, at=MONDAY)

    def contact(self, **fields: Any) -> NewContact:
        return NewContact(self.town.unit("320200-rx").pk, Channel.PHONE, name="张三", phone=PHONE, **fields)

    def matter(self, **fields: Any) -> NewTicket:
        return NewTicket(**({"kind": Kind.HELP, "title": "路灯不亮", "text": "门口路灯一周不亮。"} | fields))

    def finish(self, ending: Ending = Ending.REGISTER, index: int = 0, **how: Any) -> dict[str, str]:
        how_ = Finish(ending, **how)
        return drafts.finish(self.draft, index, self.contact(), self.matter(), how_, by=self.by, at=MONDAY)


@pytest.fixture
def desk(town: Town) -> Desk:
    return Desk(town)


def test_a_pause_keeps_what_was_typed_even_what_cannot_be_right(desk: Desk) -> None:
    caller = {"phone": PHONE, "identity": "不记得了"}
    drafts.save(desk.draft, 0, caller, {"text": "字" * 100_000}, by=desk.by, at=MONDAY)
    sheet = drafts.sheet(desk.draft, desk.by)
    assert sheet.caller["identity"] == "不记得了"
    assert len(sheet.matters[0]["text"]) == 100_000


def test_what_is_kept_is_encrypted(desk: Desk) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT content::text FROM intake_draft")
        assert "13912345678" not in cursor.fetchone()[0]


def test_the_same_number_takes_the_draft_up_again(desk: Desk) -> None:
    drafts.save(desk.draft, 0, {"phone": PHONE}, {"text": "路灯"}, by=desk.by, at=MONDAY)
    again, is_known = drafts.open_call("13912345678", by=desk.by, at=MONDAY + timedelta(hours=1))
    assert (again, is_known) == (desk.draft, True)
    other, is_known = drafts.open_call("", by=desk.by, at=MONDAY)
    assert other != desk.draft
    assert not is_known


def test_opening_a_callers_card_leaves_a_trace(desk: Desk) -> None:
    event = Event.objects.get(topic="person", verb="open_call")
    assert event.by_id == desk.by.person_id
    assert event.facts["phone"] == "139****5678"


def test_another_agent_does_not_find_the_draft(desk: Desk) -> None:
    with pytest.raises(errors.DraftGone):
        drafts.sheet(desk.draft, desk.town.actor("agent2.wuxi"))
    with pytest.raises(errors.DraftGone):
        drafts.discard(desk.draft, by=desk.town.actor("agent2.wuxi"), at=MONDAY)


def test_nobody_without_a_desk_opens_a_call(town: Town) -> None:
    with pytest.raises(errors.NotAtThisDesk):
        drafts.open_call(PHONE, by=town.actor("handler.binhu"), at=MONDAY)


def test_a_colleague_on_the_same_number_is_seen(desk: Desk) -> None:
    colleague = desk.town.actor("agent2.wuxi")
    draft, _ = drafts.open_call("+86 139-1234-5678", by=colleague, at=MONDAY)
    [(name, _)] = drafts.others(draft, colleague, MONDAY + timedelta(minutes=1))
    assert name == desk.by.name
    assert drafts.others(draft, colleague, MONDAY + timedelta(hours=1)) == []


def test_two_matters_of_one_call_are_two_tickets_of_one_contact(desk: Desk) -> None:
    assert drafts.add_matter(desk.draft, by=desk.by, at=MONDAY) == 1
    desk.finish()
    desk.finish(Ending.SUBMIT, 1)
    assert {ticket.status for ticket in Ticket.objects.all()} == {Status.REGISTERED, Status.IN_REVIEW}
    assert Contact.objects.count() == 1
    assert drafts.sheet(desk.draft, desk.by).is_done


def test_a_second_click_registers_nothing_again(desk: Desk) -> None:
    first, second = desk.finish(Ending.SUBMIT), desk.finish(Ending.SUBMIT)
    assert first["number"] == second["number"]
    assert Ticket.objects.count() == 1


def test_a_direct_answer_closes_the_ticket(desk: Desk) -> None:
    done = desk.finish(Ending.ANSWER, text="已通知路灯管理处，两天内修好。")
    ticket = Ticket.objects.get(number=done["number"])
    assert ticket.closing == Closing.ANSWERED
    assert Answer.objects.get(ticket=ticket).text.startswith("已通知")


def test_a_refusal_is_proposed_with_its_reason(desk: Desk) -> None:
    done = desk.finish(Ending.DECLINE, reason="litigation")
    assert Declined.objects.get().reason == "litigation"
    assert Ticket.objects.get(number=done["number"]).status == Status.IN_REVIEW


def test_a_transfer_closes_the_ticket(desk: Desk) -> None:
    done = desk.finish(Ending.TRANSFER, reason="110", text="正在打架")
    assert Ticket.objects.get(number=done["number"]).closing == Closing.TRANSFERRED


@pytest.mark.parametrize(
    ("ending", "how"),
    [
        (Ending.ANSWER, {"text": " "}),
        (Ending.DECLINE, {"reason": "nobody knows"}),
        (Ending.TRANSFER, {"reason": "nobody knows"}),
        (Ending.JOIN, {}),
        (Ending.JOIN, {"number": "no such"}),
    ],
)
def test_what_is_refused_registers_nothing(desk: Desk, ending: Ending, how: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        desk.finish(ending, **how)
    assert Ticket.objects.count() == Contact.objects.count() == 0
    assert drafts.sheet(desk.draft, desk.by).contact_id is None


def test_a_thank_you_call_joins_its_ticket_once(desk: Desk) -> None:
    known = desk.town.ticket(Status.HANDLING)
    desk.finish(Ending.JOIN, number=known.number, text="来电表示感谢")
    joined = JoinedContact.objects.get(ticket=known)
    assert joined.note == "来电表示感谢"
    drafts.add_matter(desk.draft, by=desk.by, at=MONDAY)
    with pytest.raises(errors.AlreadyJoined):
        desk.finish(Ending.JOIN, 1, number=known.number)


def test_a_registered_matter_cannot_be_removed_and_another_can(desk: Desk) -> None:
    drafts.add_matter(desk.draft, by=desk.by, at=MONDAY)
    desk.finish()
    with pytest.raises(errors.AlreadyDone):
        drafts.remove_matter(desk.draft, 0, by=desk.by, at=MONDAY)
    with pytest.raises(errors.CallGoesOn):
        drafts.end_call(desk.draft, desk.contact(), by=desk.by, at=MONDAY)
    drafts.remove_matter(desk.draft, 1, by=desk.by, at=MONDAY)
    drafts.end_call(desk.draft, desk.contact(), by=desk.by, at=MONDAY)
    assert Draft.objects.count() == 0


def test_a_call_without_a_ticket_is_noted_as_a_contact(desk: Desk) -> None:
    drafts.end_call(desk.draft, desk.contact(summary="打错电话"), by=desk.by, at=MONDAY)
    assert Contact.objects.get().summary == "打错电话"


def test_an_earlier_name_is_taken_over_only_from_the_same_number_and_noted(desk: Desk) -> None:
    desk.finish()
    drafts.end_call(desk.draft, desk.contact(), by=desk.by, at=MONDAY)
    earlier = Contact.objects.get()
    draft, _ = drafts.open_call(PHONE, by=desk.by, at=MONDAY)
    assert drafts.take_over(draft, earlier.pk, by=desk.by, at=MONDAY).caller["name"] == "张三"
    look = Unmasking.objects.get()
    assert (look.subject, look.field, look.reason) == (f"contact:{earlier.pk}", "name", ON_THE_LINE)
    assert Event.objects.get(verb="unmask").facts["subject"] == look.subject
    stranger, _ = drafts.open_call("13700000000", by=desk.by, at=MONDAY)
    with pytest.raises(errors.DraftGone):
        drafts.take_over(stranger, earlier.pk, by=desk.by, at=MONDAY)


def test_an_earlier_name_is_masked_before_it_is_taken_over_and_the_limit_of_the_day_holds(desk: Desk) -> None:
    desk.finish()
    drafts.end_call(desk.draft, desk.contact(), by=desk.by, at=MONDAY)
    earlier = Contact.objects.get()
    draft, _ = drafts.open_call(PHONE, by=desk.by, at=MONDAY)
    assert drafts.known(draft, earlier.pk, desk.by) == {"name": "张*"}
    with pytest.raises(UnmaskingUsedUp):
        drafts.take_over(draft, earlier.pk, by=replace(desk.by, unmask_limit=0), at=MONDAY)
    assert "name" not in drafts.sheet(draft, desk.by).caller
    assert not Unmasking.objects.exists()


def test_a_confidential_contact_is_never_taken_over(desk: Desk) -> None:
    desk.finish()
    drafts.end_call(desk.draft, desk.contact(), by=desk.by, at=MONDAY)
    Ticket.objects.update(is_confidential=True)
    draft, _ = drafts.open_call(PHONE, by=desk.by, at=MONDAY)
    earlier = Contact.objects.get().pk
    assert drafts.known(draft, earlier, desk.by) == {}
    with pytest.raises(errors.DraftGone):
        drafts.take_over(draft, earlier, by=desk.by, at=MONDAY)


def test_one_call_has_only_so_many_matters(desk: Desk) -> None:
    for _ in range(drafts.MOST_MATTERS - 1):
        drafts.add_matter(desk.draft, by=desk.by, at=MONDAY)
    with pytest.raises(errors.TooManyMatters):
        drafts.add_matter(desk.draft, by=desk.by, at=MONDAY)


def test_what_a_database_cannot_hold_does_not_cost_the_rest(desk: Desk) -> None:
    drafts.save(desk.draft, 0, {"phone": PHONE}, {"text": "路\x00灯\ud800坏了", "title": "\x00"}, by=desk.by, at=MONDAY)
    assert drafts.sheet(desk.draft, desk.by).matters[0] == {"text": "路灯坏了"}


def test_a_finished_call_is_forgotten_after_an_hour_and_an_idle_draft_after_a_month(desk: Desk) -> None:
    drafts.open_call("13700000000", by=desk.by, at=MONDAY)
    desk.finish()
    assert drafts.sweep(at=MONDAY + timedelta(minutes=59)) == 0
    assert drafts.sweep(at=MONDAY + timedelta(minutes=61)) == 1
    assert drafts.sweep(at=MONDAY + timedelta(days=31)) == 1
    assert Ticket.objects.count() == 1


def test_another_centres_earlier_contact_gives_no_name(desk: Desk) -> None:
    desk.finish()
    suzhou = desk.town.actor("agent.suzhou")
    draft, _ = drafts.open_call(PHONE, by=suzhou, at=MONDAY)
    with pytest.raises(errors.DraftGone):
        drafts.take_over(draft, Contact.objects.get().pk, by=suzhou, at=MONDAY)


def test_a_matter_registered_first_is_handed_in_later(desk: Desk) -> None:
    done = desk.finish()
    drafts.hand_in(desk.draft, 0, by=desk.by, at=MONDAY)
    assert Ticket.objects.get(number=done["number"]).status == Status.IN_REVIEW
    with pytest.raises(errors.DraftGone):
        drafts.hand_in(desk.draft, 7, by=desk.by, at=MONDAY)
