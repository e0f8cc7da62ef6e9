"""Reading instructions, guarded: the leader reads her own, the office those of its area, a unit its tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind
from hotline.lib.days import civil_day

from . import errors, rules
from .models import Instruction, ReportReference, Task
from .words import Stage, TaskState

OFFICE = (Verb.INSTRUCT, Verb.INSTRUCTION_TASK, Verb.JUDGE_INSTRUCTION)
MOST = 200
RECENT = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """How the tasks of several instructions stand, in figures."""

    instructions: int = 0
    tasks: int = 0
    late: int = 0
    done: int = 0


def seen_by(actor: Actor) -> QuerySet[Instruction]:
    """The instructions an actor sees whole: her own, and those of tickets she sees or of reports in her reach.

    Units see their tasks (``tasks_of``) and, with a ticket, what was instructed on it (``of_ticket``).
    """
    rows = Instruction.objects.all()
    if actor.kind is ActorKind.SYSTEM:
        return rows
    mine = Q(leader_id=actor.person_id) if actor.person_id else Q(pk__in=())
    if not any(actor.holds(verb) for verb in OFFICE):
        return rows.filter(mine)
    is_seen = Exists(tickets.visible_to(actor).filter(pk=OuterRef("ticket_id")))
    return rows.filter(mine | Q(report__isnull=False, centre_id__in=_centres(actor)) | Q(is_seen))


def _centres(actor: Actor) -> list[int]:
    """The centres with instructions that the actor's postings reach."""
    known = organisations.units(
        {
            *Instruction.objects.order_by().values_list("centre_id", flat=True).distinct(),
            *ReportReference.objects.order_by().values_list("centre_id", flat=True).distinct(),
        }
    )
    return [
        unit.id
        for unit in known.values()
        if any(rules.holds_over(actor, verb, unit.id, unit.path, unit.region) for verb in OFFICE)
    ]


def whole(rows: QuerySet[Instruction]) -> QuerySet[Instruction]:
    """The rows with everything a page shows of them."""
    tasks = Task.objects.prefetch_related("feedbacks__file", "judgings")
    return rows.select_related("ticket__words", "report", "file").prefetch_related(Prefetch("tasks", tasks))


def instruction(identifier: int, actor: Actor) -> Instruction:
    """One instruction the actor sees.

    :raises InstructionNotFound: there is none, or it is hidden.
    """
    found = whole(seen_by(actor)).filter(pk=identifier).first()
    if found is None:
        raise errors.InstructionNotFound
    return found


def of_ticket(ticket_id: int) -> QuerySet[Instruction]:
    """What was instructed on a ticket the caller may see, the latest first."""
    return whole(Instruction.objects.filter(ticket_id=ticket_id)).order_by("-pk")


def mine(actor: Actor) -> list[Instruction]:
    """What a leader instructed: what is open or unread first, by the day its tasks are due, then what ended lately."""
    if actor.person_id is None:
        return []
    hers = whole(Instruction.objects.filter(leader_id=actor.person_id))
    waiting = list(hers.filter(read_at__isnull=True)[:MOST])
    ended = list(hers.filter(read_at__isnull=False).order_by("-concluded_at")[:RECENT])
    return [*sorted(waiting, key=lambda each: (bool(each.outcome), next_day(each), each.pk)), *ended]


def next_day(found: Instruction) -> date:
    """The day by which the next of its open tasks is due; far away where none is."""
    return min((task.due_on for task in found.tasks.all() if not task.outcome), default=date.max)


def standing(found: Iterable[Instruction], at: datetime) -> Standing:
    """The figures of several instructions."""
    rows = list(found)
    tasks = [task for row in rows for task in row.tasks.all() if task.state is not TaskState.TAKEN_BACK]
    late = [task for task in tasks if is_late(task, at)]
    done = [task for task in tasks if task.state is TaskState.DONE]
    return Standing(len(rows), len(tasks), len(late), len(done))


def is_late(task: Task, at: datetime) -> bool:
    """Whether a task is open, not reported on, and its day is over."""
    return not task.outcome and task.state is not TaskState.REPORTED and task.due_on < civil_day(at)


def bench(actor: Actor) -> dict[Stage, list[Instruction]]:
    """The office's open instructions by what they wait for, those with the nearest day first; ended ones the latest."""
    rows = list(whole(seen_by(actor).filter(outcome="")).order_by("pk")[:MOST])
    found: dict[Stage, list[Instruction]] = {stage: [] for stage in Stage}
    for row in sorted(rows, key=lambda each: (next_day(each), each.pk)):
        found[row.stage].append(row)
    found[Stage.CONCLUDED] = list(whole(seen_by(actor).exclude(outcome="")).order_by("-concluded_at", "-pk")[:RECENT])
    return found


def task(identifier: int, actor: Actor) -> Task:
    """One task of an instruction the actor sees whole.

    :raises InstructionNotFound: there is none, or it is hidden.
    """
    found = Task.objects.select_related("instruction__ticket").filter(pk=identifier).first()
    if found is None or not seen_by(actor).filter(pk=found.instruction_id).exists():
        raise errors.InstructionNotFound
    return found


def tasks_of(actor: Actor) -> QuerySet[Task]:
    """The tasks of the actor's own units, the one due first on top."""
    rows = Task.objects.select_related("instruction__ticket__words", "instruction__report", "instruction__file")
    rows = rows.prefetch_related("feedbacks__file", "judgings").order_by("due_on", "pk")
    return rows.filter(unit_id__in=_units(actor))


def _units(actor: Actor) -> list[int]:
    holders = Task.objects.order_by().values_list("unit_id", flat=True).distinct()
    known = organisations.units(holders).values() if actor.holds(Verb.INSTRUCTION_FEEDBACK) else ()
    return [unit.id for unit in known if rules.acts_for(actor, Verb.INSTRUCTION_FEEDBACK, unit.id, unit.path)]


def task_of(identifier: int, actor: Actor) -> Task:
    """One task of the actor's own units.

    :raises InstructionNotFound: there is none, or it is another's.
    """
    found = tasks_of(actor).filter(pk=identifier).first()
    if found is None:
        raise errors.InstructionNotFound
    return found


def task_counts(actor: Actor) -> Counter[TaskState]:
    """How many tasks of the actor's units stand in each open state."""
    return Counter(row.state for row in tasks_of(actor).filter(outcome=""))


def reports(actor: Actor, *, since: date) -> list[ReportReference]:
    """The special reports within the actor's reach issued since a day, the latest first."""
    rows = ReportReference.objects.filter(centre_id__in=_centres(actor), issued_on__gte=since)
    return list(rows.order_by("-issued_on", "-pk")[:RECENT])


def report(identifier: int, actor: Actor) -> ReportReference:
    """One special report within the actor's reach.

    :raises InstructionNotFound: there is none, or it is out of reach.
    """
    found = ReportReference.objects.filter(pk=identifier).first()
    if found is not None:
        centre = organisations.unit(found.centre_id)
        if any(rules.holds_over(actor, verb, centre.id, centre.path, centre.region) for verb in OFFICE):
            return found
    raise errors.InstructionNotFound


def on_report(report_id: int, actor: Actor) -> QuerySet[Instruction]:
    """What was instructed on a special report, as far as the actor sees it, the latest first."""
    return whole(seen_by(actor).filter(report_id=report_id)).order_by("-pk")


def files_of(actor: Actor, instruction_id: int) -> frozenset[int]:
    """The stored files of an instruction that the actor may open: a unit those of its own tasks, and the scan."""
    if seen_by(actor).filter(pk=instruction_id).exists():
        rows = Task.objects.filter(instruction_id=instruction_id)
    else:
        rows = tasks_of(actor).filter(instruction_id=instruction_id)
        if not rows.exists():
            return frozenset()
    scan = Instruction.objects.filter(pk=instruction_id).values_list("file_id", flat=True)
    given = rows.values_list("feedbacks__file_id", flat=True)
    return frozenset(each for each in (*scan, *given) if each is not None)
