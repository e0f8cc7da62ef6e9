"""Keeping scripts and their questions: the next version is drafted, one in force never changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day
from hotline.lib.refusal import Clause, clause

from . import actions, errors
from .models import Desk, Question, Script
from .words import AnswerKind, NewQuestion, NewScript, YesNo

TABLE, QUESTION = "desk_script", "desk_question"
MOST = 12
"""Questions of one script: more cannot be asked while somebody waits on the line."""


def draft(desk_id: int, new: NewScript, *, by: Actor, at: datetime) -> Script:
    """Write the next version of a desk's script, with the questions of the latest one.

    :raises NotFound: no such desk; ``NotPermitted``; ``ImpossibleDesk``: it would begin in the past, or say nothing.
    """
    with transaction.atomic():
        desk = actions.taken(desk_id, by)
        _check(desk, new, at)
        latest = Script.objects.filter(desk=desk).order_by("-number").first()
        row = Script.objects.create(desk=desk, number=latest.number + 1 if latest else 1, **_columns(new))
        if latest is not None:
            _copy(latest, row)
        facts = {"desk": desk_id, "number": row.number, **_columns(new)}
        journal.record_reference(TABLE, row.pk, "draft", by=by, at=at, facts=facts)
    return row


def _copy(old: Script, new: Script) -> None:
    Question.objects.bulk_create(
        Question(
            script=new,
            ordinal=each.ordinal,
            kind=each.kind,
            text=each.text,
            text_en=each.text_en,
            is_required=each.is_required,
            choices=each.choices,
            grave=each.grave,
        )
        for each in old.questions.order_by("ordinal", "pk")
    )


def change(identifier: int, new: NewScript, *, by: Actor, at: datetime) -> None:
    """Change a version that is not in force yet.

    :raises NotFound: there is none; ``ScriptInForce``: it has begun.
    """
    with transaction.atomic():
        row = _coming(identifier, by, at)
        _check(row.desk, new, at, but=row.pk)
        after = _columns(new)
        before = {name: getattr(row, name) for name in after}
        Script.objects.filter(pk=row.pk).update(**after)
        journal.record_reference(TABLE, row.pk, "change", by=by, at=at, facts={"before": before, "after": after})


def add_question(script_id: int, new: NewQuestion, *, by: Actor, at: datetime) -> Question:
    """Ask one thing more in a version that is not in force yet.

    :raises ScriptInForce: it has begun; ``ImpossibleDesk``: what cannot be right, in words.
    """
    with transaction.atomic():
        script = _coming(script_id, by, at)
        _check_question(new)
        if script.questions.count() >= MOST:
            raise _bad(clause("一份脚本最多 {most} 个问题", most=MOST))
        row = Question.objects.create(script=script, **_asked(new))
        journal.record_reference(QUESTION, row.pk, "add", by=by, at=at, facts={"script": script_id, **_asked(new)})
    return row


def change_question(identifier: int, new: NewQuestion, *, by: Actor, at: datetime) -> None:
    """Ask something otherwise in a version that is not in force yet; ``ScriptInForce`` where it has begun."""
    with transaction.atomic():
        row = _question(identifier, by, at)
        _check_question(new)
        after = _asked(new)
        before = {name: getattr(row, name) for name in after}
        Question.objects.filter(pk=row.pk).update(**after)
        journal.record_reference(QUESTION, row.pk, "change", by=by, at=at, facts={"before": before, "after": after})


def remove_question(identifier: int, *, by: Actor, at: datetime) -> None:
    """Ask something no more in a version that is not in force yet; ``ScriptInForce`` where it has begun."""
    with transaction.atomic():
        row = _question(identifier, by, at)
        journal.record_reference(QUESTION, row.pk, "remove", by=by, at=at, facts={"text": row.text})
        row.delete()


def _coming(identifier: int, by: Actor, at: datetime) -> Script:
    row = Script.objects.select_related("desk").filter(pk=identifier).first()
    if row is None:
        raise errors.NotFound
    actions.taken(row.desk_id, by)
    if row.from_on <= civil_day(at):
        raise errors.ScriptInForce(number=row.number, from_on=row.from_on.isoformat())
    return row


def _question(identifier: int, by: Actor, at: datetime) -> Question:
    row = Question.objects.filter(pk=identifier).first()
    if row is None:
        raise errors.NotFound
    _coming(row.script_id, by, at)
    return row


def _check(desk: Desk, new: NewScript, at: datetime, *, but: int = 0) -> None:
    if not new.text.strip():
        raise _bad(clause("请填写受理话术"))
    is_first = not Script.objects.filter(desk=desk).exclude(pk=but).exists()
    if new.from_on < civil_day(at) or (new.from_on == civil_day(at) and not is_first):
        raise _bad(clause("新版脚本最早从明天起生效：今天已按原脚本登记"))
    if Script.objects.filter(desk=desk, from_on=new.from_on).exclude(pk=but).exists():
        raise _bad(clause("同一天已有另一版脚本生效"))


def _check_question(new: NewQuestion) -> None:
    if not new.text.strip():
        raise _bad(clause("请填写问题"))
    codes = {each.code for each in new.choices}
    if new.kind is AnswerKind.CHOICE and len(codes) < 2:
        raise _bad(clause("单选题至少有两个选项"))
    offered = codes if new.kind is AnswerKind.CHOICE else set(YesNo) if new.kind is AnswerKind.YES_NO else set()
    if set(new.grave) - offered:
        raise _bad(clause("危险回答须是选项之一"))


def _columns(new: NewScript) -> dict[str, Any]:
    return {
        "from_on": new.from_on,
        "text": new.text.strip(),
        "text_en": new.text_en.strip(),
        "danger_words": list(new.danger_words),
        "raised": new.raised,
    }


def _asked(new: NewQuestion) -> dict[str, Any]:
    choices = new.choices if new.kind is AnswerKind.CHOICE else ()
    return {
        "kind": new.kind,
        "text": new.text.strip(),
        "text_en": new.text_en.strip(),
        "is_required": new.is_required,
        "choices": [[each.code, each.name, each.name_en] for each in choices],
        "grave": list(new.grave),
        "ordinal": new.ordinal,
    }


def _bad(problem: Clause) -> errors.ImpossibleDesk:
    return errors.ImpossibleDesk(problem=problem)
