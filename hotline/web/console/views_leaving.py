"""The console's lists as files: the same rows for the same people as on the screens, for who may export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.flow.tickets import leaving as tickets
from hotline.flow.tickets import lookups
from hotline.ground.journal import checks
from hotline.ground.journal import lists as journal
from hotline.ground.people.words import Actor, Capability
from hotline.lib import masks
from hotline.web.kit import sheets
from hotline.web.kit.doors import actor, door
from hotline.web.kit.tables import Text

from . import leaving, queue, rights, views_audit, views_knowledge, views_operations

STEP = 500
Read = Callable[[HttpRequest, Actor], Iterable[Any]]


def _steps(rows: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:
    found = rows.iterator(chunk_size=STEP)
    while step := tuple(islice(found, STEP)):
        yield step


def _events(request: HttpRequest, by: Actor) -> Iterator[Any]:
    for step in _steps(views_audit.events(request, by)):
        names = tickets.names_of(row.subject for row in step if row.topic == "ticket")
        for row, (_pk, line) in zip(step, views_audit.lines(step), strict=True):
            people = names.get(row.subject, ()) if row.topic == "ticket" else ()
            yield replace(line, facts=tuple(masks.mask_said(each, people) for each in line.facts))


def _looks(request: HttpRequest, by: Actor) -> Iterator[Any]:
    for step in _steps(views_audit.looks(request, by)):
        names = tickets.names_behind(row.subject for row in step)
        for row in step:
            row.names = names[row.subject]
            yield row


def _seals(request: HttpRequest, by: Actor) -> Iterator[Any]:
    for step in _steps(journal.seals()):
        last = checks.last_checks([seal.pk for seal in step])
        for row in step:
            row.last = last.get(row.pk)
            yield row


def _texts(request: HttpRequest, by: Actor) -> Iterable[Any]:
    return views_operations.worded()


def _letters(request: HttpRequest, by: Actor) -> Iterator[Any]:
    for step in _steps(views_operations.letters(request, by)):
        about = [row.ticket for row in step if row.ticket]
        numbers, names = lookups.numbers(about), tickets.names_of(about)
        for row in step:
            row.names = names.get(row.ticket or 0, ())
            row.number = numbers.get(row.ticket or 0, "")
            yield row


def _knowledge(request: HttpRequest, by: Actor) -> Iterable[Any]:
    return views_knowledge.kept(request, by).order_by(*views_knowledge.ORDER)


def _jobs(request: HttpRequest, by: Actor) -> Iterable[Any]:
    return queue.failed()


LISTS: dict[str, tuple[Text, tuple[Capability, ...], Read]] = {
    "journal": (_("日志检索"), (rights.JOURNAL,), _events),
    "unmaskings": (_("查看明文"), (rights.JOURNAL,), _looks),
    "seals": (_("链与封存"), (rights.JOURNAL,), _seals),
    "exports": (_("导出记录"), (rights.JOURNAL,), views_audit.left),
    "logins": (_("登录失败"), (rights.JOURNAL, rights.PEOPLE), views_audit.tries),
    "outbox": (_("外发消息"), views_operations.LOOK, _letters),
    "texts": (_("消息文字"), views_operations.LOOK, _texts),
    "jobs": (_("失败的任务"), views_operations.LOOK, _jobs),
    "knowledge": (_("知识库"), views_knowledge.LOOK, _knowledge),
}


def _export(request: HttpRequest, *, name: str) -> HttpResponse:
    by = actor(request)
    by.require(Capability.EXPORT)
    title, _capabilities, read = LISTS[name]
    keys = request.GET.getlist("column")
    return sheets.download(request, leaving.TABLES[name], read(request, by), title=str(title), keys=keys)


def export(name: str) -> Callable[..., Any]:
    """The view that gives one of the lists away, behind the door of the list itself."""
    return door(*LISTS[name][1])(require_GET(partial(_export, name=name)))
