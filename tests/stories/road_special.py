"""Steps at special desks through their doors: the agent's desk, the recipients' alerts, the specialists' queue."""

from __future__ import annotations

import re
from typing import Any

from hotline.config import stories
from hotline.config.story_special import answers
from hotline.flow.intake import drafts
from hotline.ground.desks import enquiries, queries
from hotline.ground.people import queries as people
from hotline.lib.days import civil_day

from .road import Road, Step


def _take_at_desk(road: Road, step: Step) -> None:
    who, matter, at = road.enter(step["who"]), dict(step["matter"]), stories.moment(step)
    by = people.actor_named(step["who"], at.date())
    desk = queries.on_line(drafts.seat(by), str(step["line"]), civil_day(at))
    assert desk is not None
    call = road.fill(who, "/desk/", "/calls/", phone=step["caller"]["phone"], line=str(step["line"]))
    page = who.get(call).content.decode()
    assert desk.name in page
    secret = re.search(r'name="is_confidential"[^>]*checked', page)
    assert (secret is not None) is matter.pop("is_confidential", False), "the desk presets secrecy"
    region = str(matter.pop("region"))
    parts = [region[:4], region[:6] if len(region) > 4 else "", region if len(region) > 6 else ""]
    said: dict[str, Any] = {f"region_{level}": part for level, part in enumerate(parts)} | step["caller"] | matter
    said |= answers(desk, step["answers"], at).answers
    verb = step.get("ending", "register")
    where = road.fill(who, call, call, **said, region=region, verb=verb, answer=step.get("answer", ""))
    road.number = re.findall(r"\b\d{14}\b", who.get(where).content.decode())[0]


def _see_alert(road: Road, step: Step) -> None:
    who = road.enter(step["who"])
    assert road.number in who.get("/special/alerts/").content.decode()
    road.fill(who, "/special/alerts/", "/seen/")


def _ask_specialist(road: Road, step: Step) -> None:
    at, by = stories.moment(step), people.actor_named(step["who"], stories.moment(step).date())
    desk = queries.on_line(drafts.seat(by), str(step["line"]), civil_day(at))
    assert desk is not None
    field = next(each for each in queries.specialisms(desk.id, at) if each.name == step["field"])
    page = f"/tickets/{road.number}/do/ask_specialist/"
    road.fill(road.enter(step["who"]), page, "", having="question", field=str(field.pk), question=step["question"])


def _answer_enquiry(road: Road, step: Step) -> None:
    by = people.actor_named(step["who"], stories.moment(step).date())
    page = f"/special/questions/{enquiries.waiting(by).get(number=road.number).pk}/"
    who = road.enter(step["who"])
    assert page in who.get("/special/questions/").content.decode()
    road.fill(who, page, "", having="answer", answer=step["answer"])


def _answer_directly(road: Road, step: Step) -> None:
    page = f"/tickets/{road.number}/do/answer_directly/"
    road.fill(road.enter(step["who"]), page, "", having="text", text=step["answer"])


STEPS = {
    "take_at_desk": _take_at_desk,
    "see_alert": _see_alert,
    "ask_specialist": _ask_specialist,
    "answer_enquiry": _answer_enquiry,
    "answer_directly": _answer_directly,
}
