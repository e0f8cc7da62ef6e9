"""A story played through the doors: each step by its person, at its moment, with the form she would see."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from hotline.config import stories
from hotline.flow.tickets import lookups
from hotline.flow.tickets.models import Clock, Ticket
from hotline.flow.tickets.whole import tree
from hotline.flow.tickets.words import Verb
from hotline.ground.calendar.words import SHANGHAI
from hotline.ground.journal.models import Event
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.models import Person
from hotline.lib.memo import forget_all

from .forms import form

Step = Mapping[str, Any]
POINTS = ("is_to_the_point", "is_founded", "was_contacted", "is_fit_for_public")
TABS = ("to_sign", "handling", "waiting")


class Road:
    """The doors of the house on the days of a story."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.monkeypatch = monkeypatch
        self.number = ""
        self.numbers: dict[str, str] = {}
        self.script: stories.Story

    def play(self, code: str) -> Ticket:
        """Play one story from its first call to the archive; the ticket as it lies there."""
        self.script = next(story for story in stories.stories() if story.code == code)
        for step in self.script.steps:
            self.at(datetime.fromisoformat(str(step["at"])).replace(tzinfo=SHANGHAI))
            name = str(step.get("ticket", ""))
            self.number = self.numbers.get(name, "")
            STEPS[step["do"]](self, step)
            self.numbers[name] = self.number
        self.number = self.numbers.get("", "")
        return Ticket.objects.get(number=self.number)

    def at(self, moment: datetime) -> None:
        """It is this moment, everywhere."""
        self.monkeypatch.setattr(timezone, "now", lambda: moment)
        forget_all()

    def enter(self, username: str) -> Client:
        """Somebody at her own screen, with her one-time password given where her post asks for one."""
        client = Client()
        person = Person.objects.get(username=username)
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        if people.is_privileged(person.pk):
            device, _ = TOTPDevice.objects.get_or_create(user_id=person.pk, name="story", confirmed=True)
            session = client.session
            session[DEVICE_ID_SESSION_KEY] = device.persistent_id
            session.save()
        return client

    def fill(self, who: Client, page: str, ending: str, *, having: str = "", **said: Any) -> str:
        """Open a page, fill in one of its forms, send it; where it leads. Nothing may be refused.

        :param ending: how the form's address ends; ``having`` a field it must hold.
        """
        shown = who.get(page, follow=True)
        assert shown.status_code == 200, page
        asked = form(shown.content.decode(), ending, having)
        sent = asked.fields | {name: value if isinstance(value, list) else [value] for name, value in said.items()}
        answer = who.post(asked.action or shown.request["PATH_INFO"], {key: each for key, each in sent.items() if each})
        assert answer.status_code == 302, faults(answer)
        return str(answer["Location"])

    def inbox_link(self, who: Client) -> str:
        """The ticket's line in the inbox of whoever looks."""
        for tab in TABS:
            page = who.get(f"/office/?tab={tab}").content.decode()
            found = re.search(rf'href="(/office/{self.number}/\d+/[^"]*)"', page)
            if found:
                return found[1].replace("&amp;", "&")
        raise AssertionError(f"{self.number} is in no tab of the inbox")


def faults(answer: Any) -> list[Any]:
    """What the form that came back complains of."""
    asked = (answer.context or {}).get("forms") or {}
    return [each.errors for each in asked.values() if each.is_bound]


def _take(road: Road, step: Step) -> None:
    who, matter = road.enter(step["who"]), dict(step["matter"])
    needy = matter.pop("beneficiary", {})
    call = road.fill(who, "/desk/", "/calls/", phone=step["caller"]["phone"])
    region = str(matter.pop("region"))
    parts = [region[:4], region[:6] if len(region) > 4 else "", region if len(region) > 6 else ""]
    said = {f"region_{level}": part for level, part in enumerate(parts)}
    said |= {f"needy_{name}": value for name, value in needy.items()}
    said |= step["caller"] | matter
    where = road.fill(who, call, call, **said, region=region, verb="register")
    page = who.get(where).content.decode()
    road.number = re.findall(r"\b\d{14}\b", page)[0]


def _submit(road: Road, step: Step) -> None:
    road.fill(road.enter(step["who"]), f"/desk/tickets/{road.number}/", "", verb="submit", having="seen")


def _accept(road: Road, step: Step) -> None:
    road.fill(road.enter(step["who"]), "/bench/review/next/", f"{road.number}/accept/")


def _dispatch(road: Road, step: Step) -> None:
    who = road.enter(step["who"])
    lead = organisations.unit_by_code(step["lead"]).id
    page = who.get("/bench/dispatch/next/", follow=True).content.decode()
    named = re.findall(r'name="lead" value="(\d+)"', page)
    said = {"lead": str(lead)} if str(lead) in named else {"lead": "other", "other": str(lead)}
    helpers = [str(organisations.unit_by_code(each).id) for each in step.get("joint", [])]
    said |= {"note": step.get("note", ""), "why": step.get("why", "")}
    road.fill(who, "/bench/dispatch/next/", f"{road.number}/dispatch/", **said, joint=helpers)


def in_office(deed: str, said: Callable[[Step], dict[str, Any]]) -> Callable[[Road, Step], None]:
    """A unit's deed, from the ticket's line in its inbox."""

    def play(road: Road, step: Step) -> None:
        who = road.enter(step["who"])
        road.fill(who, road.inbox_link(who), f"/{deed}/", **said(step))

    return play


def _reply(step: Step) -> dict[str, Any]:
    said = {"outcome": step["outcome"], "internal_text": step["internal"], "public_text": step["public"]}
    return said | ({"may_publish": "on"} if step["public"] else {})


def _pass_reply(road: Road, step: Step) -> None:
    points = dict.fromkeys(POINTS, "on") | ({"publish": "on"} if step.get("publish") else {})
    road.fill(road.enter(step["who"]), "/bench/replies/next/", f"{road.number}/pass/", **points)


def _join_contact(road: Road, step: Step) -> None:
    who = road.enter(step["who"])
    call = road.fill(who, "/desk/", "/calls/", phone=step["caller"]["phone"])
    assert road.number in who.get(call).content.decode(), "the caller's ticket is shown to the agent"
    said = {"verb": "join", "join_number": road.number, "join_note": step["note"], "text": step["note"]}
    road.fill(who, call, call, **said, **step["caller"])


def _follow_up(road: Road, step: Step) -> None:
    answers = {"is_contacted": "yes", "was_contacted_by_unit": "yes"}
    answers |= {name: step[name] for name in ("solved", "satisfied", "note")}
    road.fill(road.enter(step["who"]), "/bench/follow-up/next/", f"{road.number}/follow-up/", **answers)


def on_page(road: Road, step: Step, verb: str, *, of: str = "", **said: Any) -> None:
    """Do a verb from the ticket's page, with the form she would see there.

    :param of: the unit whose assignment it is done for, where it is a unit's verb or one of several.
    """
    mine = lookups.open_assignment(road.number, organisations.unit_by_code(of).id) if of else ""
    who, at = road.enter(step["who"]), f"/tickets/{road.number}/do/{verb}/"
    assert at in who.get(f"/tickets/{road.number}/").content.decode(), f"{verb} is offered"
    road.fill(who, f"{at}?assignment={mine}", at, **said)


STEPS: dict[str, Callable[[Road, Step], None]] = {
    "take": _take,
    "submit": _submit,
    "accept": _accept,
    "dispatch": _dispatch,
    "sign": in_office("sign", lambda step: {}),
    "contact": in_office("contact", lambda step: {"result": step["result"], "note": step["note"]}),
    "send_down": in_office(
        "send-down", lambda step: {"unit": str(organisations.unit_by_code(step["to"]).id), "note": step["note"]}
    ),
    "reply": in_office("reply", _reply),
    "pass_reply": _pass_reply,
    "join_contact": _join_contact,
    "follow_up": _follow_up,
}


def timeline(ticket: Ticket) -> list[str]:
    """What happened, as the ticket's page tells it: day, time, verb, person."""
    return [
        f"{event.at.astimezone(SHANGHAI):%m-%d %H:%M} {Verb(event.verb).zh} {event.by_name}"
        for event in Event.objects.filter(topic="ticket", subject=ticket.pk).order_by("seq")
    ]


def branches(ticket: Ticket) -> list[str]:
    """The tree of assignments, each level further in, with who answered when."""
    lines = []
    for branch in tree(list(ticket.assignments.order_by("pk")), []):
        each = branch.assignment
        unit, answered = organisations.unit(each.unit_id).name, each.replied_at
        assert answered is not None
        when = answered.astimezone(SHANGHAI)
        lines.append(f"{'  ' * branch.depth}{unit} {each.get_role_display()} {when:%H:%M}")
    return lines


def missed(ticket: Ticket) -> list[Clock]:
    """The clocks that still run, or ran out."""
    clocks = Clock.objects.filter(ticket=ticket)
    assert clocks.exists()
    return [clock for clock in clocks if clock.stopped_at is None or clock.stopped_at > clock.due_at]
