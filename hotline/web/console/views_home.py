"""The first page of the console: what needs somebody's eye today, and where everything is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hotline.ground.calendar import queries as calendars
from hotline.ground.knowledge import queries as knowledge
from hotline.ground.people.words import Actor
from hotline.web.kit.doors import actor, door, today

from . import menu, rights

SOON = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits for somebody."""

    sentence: str
    at: str
    tone: str = "warn"


@door(*rights.ANYBODY)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits, and every page the person may open."""
    by = actor(request)
    return render(request, "console/home.html", {"matters": list(_matters(by)), "groups": menu.groups(by)})


def _matters(by: Actor) -> Iterator[Matter]:
    if by.holds(rights.REFERENCE):
        yield from _calendar()
    if by.holds(rights.EDIT) or by.holds(rights.REVIEW):
        yield from _knowledge(by)


def _calendar() -> Iterator[Matter]:
    until = calendars.known_until()
    if until is not None and until - today() < SOON:
        sentence = _("节假日只公布到 {day}，其后的时限按普通周末推算。请导入下一年的放假安排。").format(day=until)
        yield Matter(sentence, reverse("console:sheet", args=["calendars"]), "bad" if until < today() else "warn")


def _knowledge(by: Actor) -> Iterator[Matter]:
    address = reverse("console:knowledge")
    if by.holds(rights.REVIEW) and (count := knowledge.waiting().count()):
        yield Matter(_("{count} 条知识或修订待审核。").format(count=count), f"{address}?view=waiting")
    if count := knowledge.due_for_review(today()).count():
        yield Matter(_("{count} 条知识即将到期或久未复核。").format(count=count), f"{address}?view=due")
