"""Sample appeals of the demonstration: invented, spread over every state, so that no bench opens empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from hotline.config import (
    samples_disaster,
    samples_instructions,
    samples_scores,
    samples_supervision,
    story_disputes,
)
from hotline.flow.callers import actions as callers
from hotline.flow.callers.words import NewMark
from hotline.flow.dispatch import actions as dispatching
from hotline.flow.followup import actions as followups
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.groups import actions as groups
from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.flow.intake import actions as intake
from hotline.flow.intake.words import Appeal
from hotline.flow.tickets import lookups
from hotline.flow.tickets.words import Channel, NewContact, NewTicket, Status
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.lib.datafile import read_yaml

DATA = Path(__file__).parent / "data" / "samples.yaml"
SOURCE = "sample"
PACE = timedelta(minutes=4)
SAID = "已安排属地街道到场处理，情况属实，现场已整改，并告知来电人。"
TOLD = "您好，您反映的问题已安排属地处理并整改到位，后续将加强日常巡查。感谢您的关心和支持。"
GOOD = Visit(FollowUpChannel.PHONE, True, True, Solved.SOLVED, Satisfied.SATISFIED)
BAD = Visit(
    FollowUpChannel.PHONE, True, True, Solved.PARTLY, Satisfied.DISSATISFIED, "policy", "火灭了，但没有人赔偿。"
)
Walk = Callable[[str, datetime], None]
Matter = Mapping[str, Any]
MORE: tuple[Callable[[datetime], None], ...] = (
    samples_instructions.play,
    samples_disaster.play,
    samples_scores.play,
    samples_supervision.play,
)
"""What other capabilities lay over the samples once they are there; each stands in a module beside this one."""


def play(tell: Callable[[str], None]) -> None:
    """Register the sample appeals and walk each as far as it is to come; nothing when they are there already."""
    content = read_yaml(DATA)
    if lookups.number_by_source(SOURCE, "1") is not None:
        tell("already played")
        return
    now = datetime.now(UTC)
    with transaction.atomic():
        for number, matter in enumerate(content["matters"], start=1):
            _walk(str(number), matter, content, now)
        for mark in content["marks"]:
            _mark(mark, content["centre"], now)
        for more in MORE:
            more(now)
    tell(f"{len(content['matters'])} appeals")


def _walk(source_id: str, matter: Matter, content: Matter, now: datetime) -> None:
    at = now - timedelta(hours=matter["hours"])
    number, until = _take(source_id, matter, content["centre"], at), Status(matter.get("first", matter["until"]))
    lead = organisations.unit_by_code(content["lead"]).id
    if until is Status.MERGED:
        _merge(number, matter, at + PACE)
        return
    at = _come(number, until, lead, at, BAD if matter.get("rated") == "bad" else GOOD)
    for then in matter.get("then", ()):
        at += PACE
        by = people.actor_named(then["who"], at.date())
        story_disputes.VERBS[then["do"]](source_id, number, then, by, at)


def _come(number: str, until: Status, lead: int, at: datetime, visit: Visit) -> datetime:
    """Walk the road as far as a state; when that was."""
    for reached, step in _road(lead, at, visit):
        if until is Status.IN_REVIEW:
            break
        at += PACE
        step(number, at)
        if reached is until:
            break
    return at


def _mark(mark: Matter, centre: str, now: datetime) -> None:
    """Mark a number, or ask for it."""
    at = now - timedelta(hours=mark["hours"])
    agent, lead = (people.actor_named(name, at.date()) for name in ("agent.wuxi", "shift-lead.wuxi"))
    new = NewMark(mark["reason"], mark["evidence"])
    asked = callers.propose(mark["phone"], organisations.unit_by_code(centre).id, new, by=agent, at=at)
    if mark.get("days"):
        callers.approve(asked, mark["days"], mark["opinion"], by=lead, at=at + PACE)


def _merge(number: str, matter: Matter, at: datetime) -> None:
    """Lay a sample under an earlier one."""
    main = lookups.number_by_source(SOURCE, str(matter["under"]))
    if main is None:
        raise ValueError(f"no sample {matter['under']} before this one")
    groups.merge(number, main, matter["why"], by=people.actor_named("reviewer.wuxi", at.date()), at=at)


def _take(source_id: str, matter: Matter, centre: str, at: datetime) -> str:
    new = NewTicket(
        kind=Kind(matter["kind"]),
        title=matter["title"],
        text=matter["text"],
        category=matter["category"],
        region=matter["region"],
        place=matter["place"],
        urgency=Urgency(matter.get("urgency", Urgency.NORMAL)),
        is_confidential=matter.get("confidential", False),
        source=SOURCE,
        source_id=source_id,
    )
    caller = NewContact(
        organisations.unit_by_code(centre).id, Channel.PHONE, name=matter["name"], phone=matter["phone"]
    )
    agent = people.actor_named("agent.wuxi", at.date())
    [registered] = intake.take(Appeal(caller, (new,)), by=agent, at=at, submitted=True)
    return registered.number


def _road(lead: int, at: datetime, visit: Visit) -> Iterator[tuple[Status | None, Walk]]:
    def who(role: str) -> Actor:
        return people.actor_named(role, at.date())

    reply = NewReply(Outcome.SOLVED, SAID, TOLD, may_publish=True)
    handler = who("handler.binhu")

    def mine(number: str) -> int:
        return lookups.open_assignment(number, lead)

    yield Status.TO_DISPATCH, lambda n, at: intake.accept(n, by=who("reviewer.wuxi"), at=at)
    yield (
        Status.TO_SIGN,
        lambda n, at: dispatching.dispatch(n, lead, by=who("dispatcher.wuxi"), at=at, why="属地处置"),
    )
    yield Status.HANDLING, lambda n, at: handling.sign(n, mine(n), by=handler, at=at)
    yield None, lambda n, at: handling.contact(n, mine(n), ContactResult.REACHED, "已电话联系", by=handler, at=at)
    yield Status.REPLY_REVIEW, lambda n, at: handling.reply(n, mine(n), reply, by=handler, at=at)
    yield Status.FOLLOW_UP, lambda n, at: handling.pass_reply(n, "", by=who("reviewer.wuxi"), at=at, publish=True)
    yield None, lambda n, at: _close(n, visit, who("follow-up-agent.wuxi"), at)


def _close(number: str, visit: Visit, by: Actor, at: datetime) -> None:
    followups.follow_up(number, visit, by=by, at=at)
