"""Pure decisions of special desks: what is missing, what is impossible, what means danger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hotline.ground.catalogue.words import Urgency

from .words import AnswerKind, Question, Script

LADDER = (Urgency.NORMAL, Urgency.UTILITIES, Urgency.URGENT, Urgency.DANGER)
"""Urgencies from the slowest to the fastest."""


def missing(questions: Iterable[Question], answers: Mapping[str, str]) -> list[Question]:
    """The questions that must be answered and are not."""
    return [each for each in questions if each.is_required and not answers.get(each.name, "").strip()]


def impossible(questions: Iterable[Question], answers: Mapping[str, str]) -> Question | None:
    """The first question whose answer is none of those it offers."""
    for each in questions:
        said = answers.get(each.name, "").strip()
        offered = {choice.code for choice in each.answers()}
        if said and each.kind is not AnswerKind.TEXT and said not in offered:
            return each
    return None


def signs(script: Script, words: str, answers: Mapping[str, str]) -> tuple[str, ...]:
    """What means danger: words of the script that were said, and questions with a grave answer."""
    said = [answers[each.name] for each in script.questions if each.kind is AnswerKind.TEXT and each.name in answers]
    spoken = "\n".join([words, *said])
    heard = [word for word in script.danger_words if word and word in spoken]
    grave = [f"#{number}" for number, each in enumerate(script.questions, start=1) if _is_grave(each, answers)]
    return (*heard, *grave)


def _is_grave(question: Question, answers: Mapping[str, str]) -> bool:
    return answers.get(question.name, "").strip() in question.grave


def faster(one: Urgency, other: Urgency) -> Urgency:
    """The faster of two urgencies."""
    return max(one, other, key=LADDER.index)
