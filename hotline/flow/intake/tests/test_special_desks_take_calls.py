"""Calls taken at special desks: what is asked, who is told, what specialists answer, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.flow.intake import drafts, special
from hotline.flow.intake.models import Draft
from hotline.flow.intake.words import Ending
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.models import Clock, Contact, Ticket
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.catalogue.words import ClockKind, Urgency
from hotline.ground.desks import alerts, enquiries, errors, queries, staff
from hotline.ground.desks.models import Alert, Answer, Desk, Enquiry, Intake
from hotline.ground.desks.words import Asked, Told
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Message, Notice
from hotline.lib.memo import forget_all
from hotline.lib.refusal import NotPermitted, Refusal
from tests.special import FIRST, Special
from tests.town import MONDAY, Town


@pytest.fixture
def desks(town: Town) -> Special:
    return Special(town)


def test_answers_are_kept_with_the_ticket_and_its_journal_names_the_desk(desks: Special) -> None:
    ticket = desks.take(desks.answers(desks.epidemic, "no", "2", "蠡湖街道隐秀路 5 号"))
    taken = queries.taken(ticket.pk)
    assert taken is not None
    assert [each.value for each in taken.answers] == ["no", "2", "蠡湖街道隐秀路 5 号"]
    assert (taken.desk.code, taken.version, taken.signs) == ("epidemic", 1, ())
    assert (ticket.category_id, ticket.urgency) == ("02.01.01", Urgency.NORMAL)
    facts = Event.objects.get(topic="ticket", subject=ticket.pk).facts
    assert (facts["desk"], facts["script"], facts["is_raised"]) == ("0号键疫情专席", 1, False)


def test_answers_are_encrypted(desks: Special) -> None:
    from django.db import connection

    desks.take(desks.answers(desks.epidemic, "no", "2", "蠡湖街道隐秀路 5 号"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(value::text, '') FROM desks_answer")
        [found] = cursor.fetchone()
    assert "隐秀路".encode().hex() not in found


@pytest.mark.parametrize(("answers", "text"), [(("yes", "1"), "咨询政策"), (("no", "1"), "老人呼吸困难")])
def test_danger_raises_the_urgency_and_its_clock(desks: Special, answers: tuple[str, ...], text: str) -> None:
    ticket = desks.take(desks.answers(desks.epidemic, *answers), text=text)
    assert ticket.urgency == Urgency.DANGER
    assert Alert.objects.get().is_raised
    assert Clock.objects.get(ticket=ticket).kind == ClockKind.REVIEW


def test_recipients_are_told_once_by_bell_and_text_message_and_say_that_they_saw_it(desks: Special) -> None:
    ticket = desks.take(desks.answers(desks.epidemic, "no", "1"))
    desk = queries.desk(ticket.centre_id, "epidemic", MONDAY.date())
    assert desk is not None
    told = Told(ticket.pk, ticket.number, "再说一遍", "", False)
    assert alerts.send(desk, told, is_raised=True, at=MONDAY) == 0
    notice, message = Notice.objects.get(kind="desk_alert"), Message.objects.get(template="desk_alert")
    assert (notice.organisation_id, message.ticket) == (desks.town.unit("320200-cg").pk, ticket.pk)
    assert ticket.number in (message.body or "")
    duty = desks.town.actor("duty.wuxi")
    alert = alerts.for_actor(duty).get()
    assert (alert.title, alerts.unseen(duty)) == ("隔离怎么办", 1)
    alerts.see(alert.pk, by=duty, at=MONDAY + timedelta(minutes=5))
    assert alerts.unseen(duty) == 0
    with pytest.raises(errors.AlreadySeen, match="值守"):
        alerts.see(alert.pk, by=desks.town.actor("handler.wuxi-cg"), at=MONDAY)
    assert Event.objects.filter(topic="desk_alert", subject=alert.pk, verb="see").count() == 1


def test_an_alert_gives_no_right_over_the_ticket_and_is_not_there_for_others(desks: Special) -> None:
    ticket = desks.take(desks.answers(desks.epidemic, "no", "1"))
    duty, stranger = desks.town.actor("duty.wuxi"), desks.town.actor("handler.suzhou-cg")
    assert not tickets.visible_to(duty).filter(pk=ticket.pk).exists()
    assert not alerts.for_actor(stranger).exists()
    with pytest.raises(errors.NotFound):
        alerts.see(Alert.objects.get().pk, by=stranger, at=MONDAY)


def test_of_a_confidential_ticket_recipients_hear_number_and_desk_only(desks: Special) -> None:
    asked = desks.answers(desks.secret, "no", "1", "不想活了")
    ticket = desks.take(asked, is_confidential=True, place="隐秀路 5 号")
    alert = Alert.objects.get(ticket=ticket.pk)
    message = Message.objects.get(ticket=ticket.pk)
    assert (alert.title, alert.place, message.template) == ("", "", "desk_alert_secret")
    told = " ".join([str(Notice.objects.get(ticket=ticket.pk).facts), message.body or ""])
    assert "隔离" not in told
    assert "隐秀路" not in told
    assert ticket.number in told


def test_a_desk_that_keeps_secrets_presets_confidentiality_and_the_agent_may_lift_it(desks: Special) -> None:
    by = desks.town.actor("agent.wuxi")
    draft, _ = drafts.open_call("13912345678", by=by, at=MONDAY, desk="counselling")
    [matter] = drafts.sheet(draft, by).matters
    assert (matter["desk"], matter["is_confidential"], matter["category"]) == ("counselling", "on", "02.01.01")
    drafts.save(draft, 0, {}, matter | {"is_confidential": "", "text": "说过的话"}, by=by, at=MONDAY)
    [back] = drafts.sit_at(draft, 0, "", by=by, at=MONDAY).matters
    assert (back.get("desk", ""), back["text"]) == ("", "说过的话")


def _refused(desks: Special, refusal: type[Refusal], asked: Asked, match: str | None = None, **more: object) -> None:
    before = (Ticket.objects.count(), Contact.objects.count(), Intake.objects.count(), Answer.objects.count())
    with pytest.raises(refusal, match=match):
        desks.take(asked, **more)  # type: ignore[arg-type]
    assert before == (Ticket.objects.count(), Contact.objects.count(), Intake.objects.count(), Answer.objects.count())


def test_what_must_be_answered_is_named_and_nothing_is_written(desks: Special) -> None:
    _refused(desks, errors.Unanswered, desks.answers(desks.epidemic, "no"), "从哪里来")
    _refused(desks, errors.ImpossibleAnswer, desks.answers(desks.epidemic, "no", "9"), "从哪里来")
    _refused(desks, errors.AnswerTooLong, desks.answers(desks.epidemic, "no", "1", "长" * 501), "住在哪里")
    _refused(desks, errors.UnknownDesk, Asked("nowhere"))


def test_an_emergency_is_handed_over_whatever_is_not_answered_yet(desks: Special) -> None:
    ticket = desks.take(desks.answers(desks.epidemic), ending=Ending.TRANSFER)
    assert ticket.closing == Closing.TRANSFERRED
    assert not Intake.objects.exists()


def test_a_closed_desk_says_where_else_to_go(desks: Special) -> None:
    evening = MONDAY.replace(hour=20)
    asked = desks.answers(desks.enterprise, "no", "1")
    _refused(desks, errors.DeskClosed, asked, "请于工作日 9 时后来电", at=evening)
    assert desks.take(asked).status == Status.REGISTERED


def test_only_who_has_the_skill_today_sits_at_a_desk(desks: Special) -> None:
    asked = desks.answers(desks.epidemic, "no", "1")
    town = desks.town
    _refused(desks, errors.NotSkilled, asked, "0号键疫情专席", by=town.actor("agent2.wuxi"))
    _refused(desks, errors.UnknownDesk, asked, by=town.actor("agent.suzhou"))
    skill = desks.epidemic.skills.get()
    staff.end_skill(skill.pk, MONDAY.date(), by=desks.admin, at=MONDAY)
    forget_all()
    _refused(desks, errors.NotSkilled, asked)


def test_a_skill_is_given_by_who_keeps_the_centre_to_who_works_there(desks: Special) -> None:
    suzhou = desks.town.person("agent.suzhou").pk
    with pytest.raises(errors.ImpossibleDesk, match="不在专席所属"):
        staff.grant(desks.epidemic.pk, suzhou, from_on=FIRST, by=desks.admin, at=MONDAY)
    with pytest.raises(errors.ImpossibleDesk, match="已有这个专席"):
        staff.grant(desks.epidemic.pk, desks.town.person("agent.wuxi").pk, from_on=FIRST, by=desks.admin, at=MONDAY)
    with pytest.raises(NotPermitted):
        staff.grant(desks.epidemic.pk, suzhou, from_on=FIRST, by=desks.town.actor("lead.wuxi"), at=MONDAY)


def _asked(desks: Special) -> Ticket:
    ticket = desks.take(desks.answers(desks.enterprise, "no", "1"))
    by, later = desks.town.actor("agent.wuxi"), MONDAY + timedelta(minutes=5)
    special.ask_specialist(ticket.number, desks.field.pk, "货车通行证怎么办", by=by, at=later)
    return Ticket.objects.get(pk=ticket.pk)


def test_a_question_has_a_clock_of_its_own_while_the_centres_stands(desks: Special) -> None:
    ticket, row = _asked(desks), Enquiry.objects.get()
    assert not Clock.objects.filter(ticket=ticket, stopped_at=None).exists()
    assert (row.limit, row.due_at, ticket.due_at) == ("4wh", MONDAY.replace(hour=15, minute=35), row.due_at)
    assert Notice.objects.get(kind="enquiry").organisation_id == desks.town.unit("320200-jt").pk
    answered = MONDAY.replace(hour=11)
    special.answer_enquiry(row.pk, "带行驶证到窗口，当天办结。", by=desks.town.actor("specialist.wuxi"), at=answered)
    clock = Clock.objects.get(ticket=ticket, stopped_at=None)
    assert (clock.kind, clock.started_at) == (ClockKind.REVIEW, answered)
    assert Notice.objects.get(kind="enquiry_answered").person_id == desks.town.person("agent.wuxi").pk
    event = Event.objects.filter(topic="ticket", subject=ticket.pk).latest("seq")
    assert (event.verb, event.by_name, event.facts["in_time"]) == ("specialist_answer", "单专员", True)


def test_specialists_see_their_questions_and_never_the_ticket(desks: Special) -> None:
    ticket, hers, stranger = _asked(desks), desks.town.actor("specialist.wuxi"), desks.town.actor("specialist.suzhou")
    assert [row.question for row in enquiries.waiting(hers)] == ["货车通行证怎么办"]
    assert not tickets.visible_to(hers).filter(pk=ticket.pk).exists()
    assert not enquiries.for_actor(stranger).exists()
    with pytest.raises(errors.NotFound):
        special.answer_enquiry(Enquiry.objects.get().pk, "答", by=stranger, at=MONDAY)


def test_of_two_specialists_one_answers_and_the_other_is_told(desks: Special) -> None:
    _asked(desks)
    row, at = Enquiry.objects.get(), MONDAY + timedelta(minutes=20)
    with pytest.raises(errors.NothingAnswered):
        special.answer_enquiry(row.pk, " ", by=desks.town.actor("specialist.wuxi"), at=at)
    special.answer_enquiry(row.pk, "先到窗口。", by=desks.town.actor("specialist.wuxi"), at=at)
    with pytest.raises(errors.AlreadyAnswered, match="单专员"):
        special.answer_enquiry(row.pk, "后到窗口。", by=desks.town.actor("specialist2.wuxi"), at=at)
    assert Enquiry.objects.get().answer == "先到窗口。"


def test_what_cannot_be_asked_is_refused(desks: Special) -> None:
    ticket, by = _asked(desks), desks.town.actor("agent.wuxi")
    moves = Ticket.objects.get(pk=ticket.pk).moves
    for field, words, refusal in (
        (desks.field.pk, "再问", errors.AlreadyAsked),
        (desks.field.pk, "", errors.NothingAsked),
        (999_999, "问", errors.NoSpecialists),
    ):
        with pytest.raises(refusal):
            special.ask_specialist(ticket.number, field, words, by=by, at=MONDAY)
    usual = desks.town.ticket()
    with pytest.raises(errors.NotTakenHere):
        special.ask_specialist(usual.number, desks.field.pk, "问", by=by, at=MONDAY)
    assert Ticket.objects.get(pk=ticket.pk).moves == moves


def test_a_late_question_rings_once_at_the_specialists_and_at_the_centre(desks: Special) -> None:
    _asked(desks)
    late = MONDAY + timedelta(days=1)
    assert (enquiries.tell_overdue(at=late), enquiries.tell_overdue(at=late)) == (1, 0)
    rung = {notice.organisation_id: notice.facts for notice in Notice.objects.filter(kind="enquiry_overdue")}
    assert set(rung) == {desks.town.unit("320200-jt").pk, desks.town.unit("320200-rx").pk}
    assert "number" not in rung[desks.town.unit("320200-jt").pk]


def test_a_draft_is_gone_with_nothing_when_the_desk_was_retired_meanwhile(desks: Special) -> None:
    by = desks.town.actor("agent.wuxi")
    draft, _ = drafts.open_call("13912345678", by=by, at=MONDAY, desk="epidemic")
    Desk.objects.filter(code="epidemic").update(until_on=MONDAY.date())
    forget_all()
    with pytest.raises(errors.UnknownDesk):
        drafts.sit_at(draft, 0, "epidemic", by=by, at=MONDAY)
    assert Draft.objects.filter(pk=draft).exists()
