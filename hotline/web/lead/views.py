"""The leader's own page: what she instructed and where it stands, this week's reports, hot matters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.flow.groups import crowds
from hotline.flow.tickets import hot
from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day
from hotline.watch.instructions import queries
from hotline.web.kit.doors import actor, door, now

from .cards import cards, report_title

HOT: dict[str, tuple[str | Promise, Callable[..., list[hot.Hot]]]] = {
    "crowded": (_("反映多"), crowds.crowded),
    "supervised": (_("督办中"), hot.supervised),
    "overdue": (_("已超期"), hot.overdue),
    "repeated": (_("反复办"), hot.repeated),
}
UNIT: dict[str, str | Promise] = {"crowded": _("人反映"), "repeated": _("轮")}
WEEK = timedelta(days=7)


@door(Capability.LEAD_AREA)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everything at one glance, by one thumb."""
    by, at = actor(request), now()
    mine = cards(queries.mine(by), by)
    open_ = [each for each in mine if not each.row.outcome]
    found: dict[str, Any] = {
        "at": at,
        "open": open_,
        "back": [each for each in mine if each.is_back],
        "ended": [each for each in mine if each.row.outcome and not each.is_back],
        "standing": queries.standing((each.row for each in open_), at),
        "reports": [(row, report_title(row)) for row in _week(by, at)],
        "may_instruct": by.holds(Verb.INSTRUCT),
    }
    return render(request, "lead/home.html", found | _hot(request, by, at))


@door(Capability.LEAD_AREA)
@require_GET
def hot_matters(request: HttpRequest) -> HttpResponse:
    """Only the hot matters, for changing from one kind to another without losing one's place."""
    return render(request, "lead/hot.html", _hot(request, actor(request), now()))


def _week(by: Actor, at: datetime) -> list[Any]:
    return queries.reports(by, since=civil_day(at - WEEK))


def _hot(request: HttpRequest, by: Actor, at: datetime) -> dict[str, Any]:
    chosen = request.GET.get("hot", "")
    chosen = chosen if chosen in HOT else next(iter(HOT))
    return {
        "hot": HOT[chosen][1](by, at=at),
        "chosen": chosen,
        "kinds": [(code, label) for code, (label, _read) in HOT.items()],
        "counted": UNIT.get(chosen, ""),
    }
