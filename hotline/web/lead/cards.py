"""Instructions and tasks as cards: what they are about, where they stand, how far they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext

from hotline.flow.tickets import queries as tickets
from hotline.ground.people.words import Actor
from hotline.lib import masks
from hotline.watch.instructions.words import Series, Stage, TaskState


@dataclass(frozen=True, slots=True)
class Card:
    """One instruction as a list shows it. Its ticket is named to who may see it and to nobody else."""

    row: Any
    subject: str
    link: str
    stage: Stage
    tasks: tuple[Any, ...]

    @property
    def done(self) -> int:
        """How many of its tasks are carried out."""
        return sum(task.state is TaskState.DONE for task in self.tasks)

    @property
    def is_back(self) -> bool:
        """Whether it was reported back to the leader, who has not read it."""
        return bool(self.row.outcome) and self.row.read_at is None


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task of a unit, with what the instruction is about."""

    task: Any
    subject: str
    link: str


def cards(rows: Iterable[Any], by: Actor) -> list[Card]:
    """Cards of several instructions, with one query for the tickets the reader sees."""
    found = list(rows)
    seen = _seen(found, by)
    return [_card(row, row.ticket_id in seen) for row in found]


def card(row: Any, by: Actor) -> Card:
    """The card of one instruction."""
    return cards([row], by)[0]


def task_cards(tasks: Iterable[Any], by: Actor) -> list[TaskCard]:
    """Cards of several tasks of a unit."""
    found = list(tasks)
    seen = _seen([task.instruction for task in found], by)
    return [TaskCard(task, *_subject(task.instruction, task.instruction.ticket_id in seen)) for task in found]


def _seen(rows: list[Any], by: Actor) -> set[int]:
    wanted = {row.ticket_id for row in rows if row.ticket_id}
    return set(tickets.visible_to(by).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _card(row: Any, is_seen: bool) -> Card:
    alive = tuple(task for task in row.tasks.all() if task.state is not TaskState.TAKEN_BACK)
    return Card(row, *_subject(row, is_seen), row.stage, alive)


def _subject(row: Any, is_seen: bool) -> tuple[str, str]:
    if row.report is not None:
        return report_title(row.report), ""
    if not is_seen:
        return gettext("一张工单（不在您的查看范围）"), ""
    return masks.mask_text(row.ticket.words.title), reverse("ticket:page", args=[row.ticket.number])


def report_title(report: Any) -> str:
    """A special report as it is called: series, number, title."""
    series = Series(report.series).label(get_language() or "zh")
    return gettext("{series}{number}《{title}》").format(series=series, number=report.number, title=report.title)
