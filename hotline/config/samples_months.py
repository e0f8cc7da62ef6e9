"""Samples of whole months: appeals of many units from the call to the citizen's rating, for evaluation to rank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.followup import actions as followups
from hotline.flow.followup.words import FollowUpChannel, Satisfied, Solved, Visit
from hotline.flow.handling import actions as handling
from hotline.flow.handling.words import ContactResult, NewReply, Outcome
from hotline.flow.intake import actions as intake
from hotline.flow.intake.words import Appeal
from hotline.flow.tickets import lookups
from hotline.flow.tickets.words import Channel, NewContact, NewTicket
from hotline.ground.catalogue.words import Kind
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.lib.datafile import read_yaml
from hotline.lib.days import SHANGHAI

DATA = Path(__file__).parent / "data" / "samples_months.yaml"
SOURCE = "sample-month"
STEP, HOUR, DAY = timedelta(minutes=20), timedelta(hours=1), timedelta(days=1)
SOON, LATE = 20 * HOUR, 19 * DAY
"""After how long a unit replies; late is later than any limit, holidays and all, and still in the same month."""
RATED = {
    "g": (SOON, Satisfied.SATISFIED),
    "v": (SOON, Satisfied.VERY),
    "b": (SOON, Satisfied.DISSATISFIED),
    "l": (LATE, Satisfied.BASICALLY),
    "x": (LATE, Satisfied.VERY_DISSATISFIED),
}
"""What a letter of the data means: when the unit replies, and what the citizen says of it."""
REPLY = NewReply(
    Outcome.SOLVED, "已到现场核实，情况属实，问题已处理。", "您好，您反映的问题已核实处理，感谢您的监督和支持。"
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One appeal of a month: who handles it, what it is about, and what becomes of it."""

    place: int
    unit: Mapping[str, Any]
    matter: Mapping[str, str]
    name: str
    letter: str


def content() -> Mapping[str, Any]:
    """The data: groups of units with their months."""
    return read_yaml(DATA)  # type: ignore[no-any-return]


def play(first: date, ordinal: int) -> None:
    """Play one month.

    :param ordinal: which of the months in the data, the earlier one first.
    """
    data = content()
    centre = organisations.unit_by_code(data["centre"]).id
    for number, sample in enumerate(_samples(data, ordinal), start=1):
        at = datetime(first.year, first.month, 1 + sample.place, 9, tzinfo=SHANGHAI) + number * timedelta(minutes=1)
        _walk(sample, centre, f"{ordinal}-{number}", at)


def _samples(data: Mapping[str, Any], ordinal: int) -> Iterator[Sample]:
    turn = 0
    for group in data["groups"]:
        for unit in group["units"]:
            for place, letter in enumerate(unit["months"][ordinal]):
                matters, names = unit.get("matters") or group["matters"], data["people"]
                yield Sample(place, unit, matters[place % len(matters)], names[turn % len(names)], letter)
                turn += 1


def _walk(sample: Sample, centre: int, source_id: str, at: datetime) -> None:
    def who(username: str) -> Actor:
        return people.actor_named(username, at.date())

    number = _take(sample, centre, source_id, who("agent.wuxi"), at)
    unit, handler = organisations.unit_by_code(sample.unit["unit"]).id, who(sample.unit["handler"])
    intake.accept(number, by=who("reviewer.wuxi"), at=at + STEP)
    dispatching.dispatch(number, unit, by=who("dispatcher.wuxi"), at=at + 2 * STEP, why="按职责派单")
    mine = lookups.open_assignment(number, unit)
    handling.sign(number, mine, by=handler, at=at + 3 * STEP)
    handling.contact(number, mine, ContactResult.REACHED, "已电话联系", by=handler, at=at + 4 * STEP)
    after, satisfied = RATED[sample.letter]
    handling.reply(number, mine, REPLY, by=handler, at=at + after)
    handling.pass_reply(number, "", by=who("reviewer.wuxi"), at=at + after + HOUR)
    followups.follow_up(number, _visit(satisfied), by=who("follow-up-agent.wuxi"), at=at + after + DAY)


def _visit(satisfied: Satisfied) -> Visit:
    is_bad = satisfied in (Satisfied.DISSATISFIED, Satisfied.VERY_DISSATISFIED)
    said = ("result", "处理不彻底，过几天又反复。") if is_bad else ("", "")
    solved = Solved.PARTLY if is_bad else Solved.SOLVED
    return Visit(FollowUpChannel.PHONE, True, True, solved, satisfied, *said, wants_rework=False if is_bad else None)


def _take(sample: Sample, centre: int, source_id: str, by: Actor, at: datetime) -> str:
    place = sample.unit["places"][sample.place % len(sample.unit["places"])]
    title, text = (sample.matter[part].format(place) for part in ("title", "text"))
    new = NewTicket(
        kind=Kind.COMPLAINT,
        title=title,
        text=text,
        category=sample.matter["category"],
        region=sample.unit["region"],
        place=place,
        source=SOURCE,
        source_id=source_id,
    )
    ordinal, _, turn = source_id.partition("-")
    phone = f"1380052{ordinal}{int(turn):03d}"
    caller = NewContact(centre, Channel.PHONE, name=sample.name, phone=phone)
    [registered] = intake.take(Appeal(caller, (new,)), by=by, at=at, submitted=True)
    return registered.number
