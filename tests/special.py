"""Special desks in the town: Wuxi's key 0, a counselling desk and an enterprise desk with specialists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hotline.flow.intake import drafts
from hotline.flow.intake.words import Ending, Finish
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Channel, NewContact, NewTicket
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.desks import actions, scripts, staff
from hotline.ground.desks.models import Desk, Question
from hotline.ground.desks.words import (
    AlertWhen,
    AnswerKind,
    Asked,
    Choice,
    NewDesk,
    NewQuestion,
    NewRecipient,
    NewScript,
)
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Actor, Scope
from hotline.lib.memo import forget_all

from .town import LONG_AGO, MONDAY, Town

BEFORE = MONDAY - timedelta(days=7)
FIRST = date(2020, 2, 25)
SAID: dict[str, Any] = {"kind": Kind.ENQUIRY, "title": "隔离怎么办", "text": "从外地回来要隔离几天。"}


class Special:
    """The desks of Wuxi, and short ways to take a call at one of them."""

    def __init__(self, town: Town) -> None:
        self.town, self.admin = town, town.actor("admin.js")
        Role.objects.filter(code="agent").update(
            permissions=[*Role.objects.get(code="agent").permissions, "ask_specialist"]
        )
        self._role("specialist", ["specialist_answer"])
        self._role("duty_officer", ["receive_alerts"])
        self.person("specialist.wuxi", "单专员", "specialist", "320200-jt")
        self.person("specialist2.wuxi", "双专员", "specialist", "320200-jt")
        self.person("specialist.suzhou", "苏专员", "specialist", "320500-cg")
        self.person("duty.wuxi", "值守", "duty_officer", "320200-cg")
        forget_all()
        self.epidemic = self.desk("epidemic", "0", "0号键疫情专席", alert_when=AlertWhen.ALWAYS)
        self.secret = self.desk("counselling", "6", "心理疏导专席", keeps_secret=True, alert_when=AlertWhen.ALWAYS)
        self.enterprise = self.desk(
            "enterprise", "8", "一企来专席", calendar="office", answer_limit="4wh", elsewhere="请于工作日 9 时后来电。"
        )
        self.field = staff.add_specialism(
            self.enterprise.pk, "交通", "Transport", town.unit("320200-jt").pk, from_on=FIRST, **self.then
        )
        forget_all()

    @property
    def then(self) -> dict[str, Any]:
        """Who keeps the desks, and when she set them up."""
        return {"by": self.admin, "at": BEFORE}

    def _role(self, code: str, permissions: list[str]) -> None:
        Role.objects.create(code=code, name=code, name_en=code, scope=Scope.OWN_UNIT, permissions=permissions)

    def person(self, username: str, name: str, role: str, unit: str) -> Person:
        """Somebody more in the town."""
        hashed = self.town.person("agent.wuxi").password
        person = Person.objects.create(username=username, name=name, password=hashed, created_at=BEFORE)
        Posting.objects.create(person=person, role_id=role, organisation=self.town.unit(unit), from_on=LONG_AGO)
        return person

    def desk(self, code: str, line: str, name: str, **more: Any) -> Desk:
        """A desk with one question of yes or no, one of several and one to be written; Wang Min may sit there."""
        centre = self.town.unit("320200-rx").pk
        new = NewDesk(code, centre, line, name, code, category="02.01.01", **more)
        row = actions.add(new, from_on=FIRST, **self.then)
        said = NewScript(FIRST, "您好，请问有没有发热？", "Hello, any fever?", ("呼吸困难",), Urgency.DANGER)
        script = scripts.draft(row.pk, said, by=self.admin, at=BEFORE - timedelta(days=1))
        yes_no = NewQuestion(AnswerKind.YES_NO, "有没有发热", "Fever?", grave=("yes",), ordinal=1)
        places = (Choice("1", "本市", "Here"), Choice("2", "外地", "Away"))
        for question in (
            yes_no,
            NewQuestion(AnswerKind.CHOICE, "从哪里来", "From where?", choices=places, ordinal=2),
            NewQuestion(AnswerKind.TEXT, "住在哪里", "Where do you stay?", is_required=False, ordinal=3),
        ):
            scripts.add_question(script.pk, question, by=self.admin, at=BEFORE - timedelta(days=1))
        agent = self.town.person("agent.wuxi").pk
        staff.grant(row.pk, agent, from_on=FIRST, **self.then)
        unit = self.town.unit("320200-cg").pk
        told = NewRecipient("指挥部值班室", organisation_id=unit, phone="13900000001")
        staff.add_recipient(row.pk, told, from_on=FIRST, **self.then)
        return row

    def answers(self, desk: Desk, *values: str) -> Asked:
        """Answers to a desk's questions in their order."""
        questions = Question.objects.filter(script__desk=desk).order_by("ordinal")
        pairs = zip(questions, values, strict=False)
        return Asked(desk.code, {f"ask_{question.pk}": value for question, value in pairs})

    def take(
        self,
        asked: Asked,
        *,
        by: Actor | None = None,
        at: datetime = MONDAY,
        ending: Ending = Ending.REGISTER,
        **matter: Any,
    ) -> Ticket:
        """A call at a desk, registered."""
        who = by or self.town.actor("agent.wuxi")
        centre = who.grants[0].organisation_id
        draft, _ = drafts.open_call("", by=who, at=at)
        contact = NewContact(centre, Channel.PHONE, name="张三", phone="13912345678")
        how = Finish(ending, "您好。" if ending is Ending.ANSWER else "", asked=asked)
        if ending is Ending.TRANSFER:
            how = Finish(ending, reason="110", asked=asked)
        done = drafts.finish(draft, 0, contact, NewTicket(**(SAID | matter)), how, by=who, at=at)
        return Ticket.objects.get(number=done["number"])
