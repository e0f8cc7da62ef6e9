"""Signing many at once, with a report of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from hotline.flow.handling import actions as handling
from hotline.flow.tickets.errors import AlreadySigned, NotYours, TicketNotFound
from hotline.lib import text
from hotline.lib.refusal import Refusal
from hotline.web.kit.doors import door

from . import views
from .places import Place, place

MOST = 50


class NothingPicked(Refusal):
    """请先勾选要批量签收的工单。"""

    status = 422


@dataclass(frozen=True, slots=True)
class Line:
    """How signing one of them went."""

    number: str
    assignment: int
    problem: str = ""


@door()
@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Sign what was picked, each for itself: one that cannot be signed keeps no other from it."""
    here = place(request)
    picked = [each.partition("/") for each in dict.fromkeys(request.POST.getlist("picked"))][:MOST]
    wanted = [(ticket, branch) for ticket, _, said in picked if (branch := text.number(said)) is not None]
    if not wanted:
        raise NothingPicked
    lines = [_signed(here, ticket, branch) for ticket, branch in wanted]
    went = [line for line in lines if not line.problem]
    found = {"lines": lines, "went": len(went), "refused": len(lines) - len(went)}
    return render(request, "office/signed.html", views.frame(here) | found)


def _signed(here: Place, number: str, assignment: int) -> Line:
    try:
        handling.sign(number, assignment, by=here.by, at=here.at)
    except AlreadySigned as refusal:
        is_mine = refusal.facts.get("who") == here.by.name
        return Line(number, assignment, "" if is_mine else _said(refusal))
    except NotYours:
        return Line(number, assignment, _said(TicketNotFound()))
    except Refusal as refusal:
        return Line(number, assignment, _said(refusal))
    return Line(number, assignment)


def _said(refusal: Refusal) -> str:
    return refusal.sentence(gettext, get_language() or "zh")
