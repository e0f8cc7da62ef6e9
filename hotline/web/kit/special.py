"""What a ticket was asked at a special desk, as pages and papers show it; hidden with a confidential caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.ground.desks import queries
from hotline.ground.desks.queries import Taken
from hotline.ground.desks.words import AnswerKind
from hotline.lib import masks

from . import names


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer, in the reader's language; ``is_grave`` where it means danger."""

    question: str
    said: str
    is_grave: bool


@dataclass(frozen=True, slots=True)
class Special:
    """A ticket's special desk."""

    desk: str
    version: int
    words: tuple[str, ...]
    answers: tuple[Answer, ...]
    is_hidden: bool
    taken_by: str
    taken_at: datetime


def of(ticket_id: int, *, is_hidden: bool) -> Special | None:
    """How a ticket was taken at a special desk; None on the usual line.

    :param is_hidden: whether the reader may not know who spoke: then she reads no answers either.
    """
    found = queries.taken(ticket_id)
    return None if found is None else _shown(found, is_hidden)


def _shown(found: Taken, is_hidden: bool) -> Special:
    language = "en" if names.is_english() else "zh"
    answers = tuple(
        Answer(each.question.label(language), _said(each, language), each.value in each.question.grave)
        for each in found.answers
    )
    heard = tuple(sign for sign in found.signs if not sign.startswith("#"))
    return Special(
        found.desk.label(language),
        found.version,
        () if is_hidden else heard,
        () if is_hidden else answers,
        is_hidden,
        found.taken_by,
        found.taken_at,
    )


def _said(each: queries.Answered, language: str) -> str:
    if each.question.kind is AnswerKind.TEXT:
        return masks.mask_text(each.value)
    return each.question.said(each.value, language)
