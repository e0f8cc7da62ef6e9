"""One safe thing done to many tickets: first the list of what would happen, then a report of what did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from hotline.flow.dispatch import actions as dispatching
from hotline.flow.intake import actions as intake
from hotline.flow.intake import queries as proposals
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.errors import TicketNotFound
from hotline.lib import masks, text
from hotline.lib.refusal import NotFound, Refusal
from hotline.web.kit.doors import door

from . import pane, queries, views
from .seats import Seat, seat
from .words import MOST_BULK, Bench


class NothingPicked(Refusal):
    """请先勾选要批量处理的工单。"""

    status = 422


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket of a bulk action: before, what would happen; after, what did."""

    number: str
    title: str = ""
    moves: int = 0
    option: Any = None
    problem: str = ""


@door()
@require_POST
def ask(request: HttpRequest, bench: str) -> HttpResponse:
    """Show what would happen to each of the picked tickets."""
    here = _bulk_seat(request, bench)
    picked = list(dict.fromkeys(request.POST.getlist("picked")))[:MOST_BULK]
    if not picked:
        raise NothingPicked
    lines = _planned(here, picked)
    able = [line for line in lines if not line.problem]
    found = {"lines": lines, "able": len(able), "is_asking": True, "most": MOST_BULK}
    return render(request, "bench/bulk.html", views.frame(here) | found)


@door()
@require_POST
def do(request: HttpRequest, bench: str) -> HttpResponse:
    """Do it, each ticket for itself, and tell of each how it went."""
    here = _bulk_seat(request, bench)
    planned = [each.partition("/") for each in request.POST.getlist("line")][:MOST_BULK]
    lines = [_run(here, ticket, moves) for ticket, _, said in planned if (moves := text.number(said)) is not None]
    went = [line for line in lines if not line.problem]
    found = {"lines": lines, "went": len(went), "refused": len(lines) - len(went), "is_asking": False}
    return render(request, "bench/bulk.html", views.frame(here) | found)


def _bulk_seat(request: HttpRequest, bench: str) -> Seat:
    here = seat(request, bench)
    if here.bench not in views.BULK:
        raise NotFound
    return here


def _planned(here: Seat, picked: list[str]) -> list[Line]:
    """What would happen to each, read for all at once."""
    found = {
        each.number: each for each in tickets.visible_to(here.by).select_related("words").filter(number__in=picked)
    }
    claims = queries.claims(picked, here.at)
    held = {number: claim.name for number, claim in claims.items() if not queries.mine(claim, here.by)}
    declined = proposals.proposed(each.pk for each in found.values())
    lines = []
    for number in picked:
        ticket = found.get(number)
        if ticket is None:
            lines.append(Line(number, problem=_said(TicketNotFound())))
            continue
        problem, option = _weighed(here, ticket, held.get(number, ""), ticket.pk in declined)
        lines.append(Line(number, masks.mask_text(ticket.words.title), ticket.moves, option, problem))
    return lines


def _weighed(here: Seat, ticket: Any, holder: str, is_proposed: bool) -> tuple[str, Any]:
    """Why not, or nothing; and for dispatch the unit it would go to."""
    if holder:
        return gettext("{name} 正在处理").format(name=holder), None
    if ticket.status != here.bench.status:
        return gettext("已不在这个队列"), None
    if here.bench is Bench.DISPATCH:
        found = pane.candidates(here, ticket)
        return ("", pane.option(found[0], True)) if found else (gettext("派单目录没有对应单位，请单独派单"), None)
    return _unfit_for_review(ticket, is_proposed), None


def _unfit_for_review(ticket: Any, is_proposed: bool) -> str:
    if not ticket.category_id or not ticket.region_id:
        return gettext("还没有分类或区域，请单独审核")
    if ticket.is_sensitive or ticket.is_confidential:
        return gettext("保密或敏感工单，请单独审核")
    return gettext("提请不予受理，请单独审核") if is_proposed else ""


def _run(here: Seat, number: str, moves: int) -> Line:
    plan = Line(number)
    try:
        [plan] = _planned(here, [number])
        if plan.problem:
            return plan
        with transaction.atomic():
            if here.bench is Bench.REVIEW:
                intake.accept(number, by=here.by, at=here.at, seen=moves)
            else:
                _send(here, plan, moves)
    except Refusal as refusal:
        return Line(number, plan.title, moves, problem=_said(refusal))
    return plan


def _send(here: Seat, plan: Line, moves: int) -> None:
    chosen = plan.option.candidate
    joint = [unit.id for unit in chosen.joint] if here.centre.ticks_joint else []
    dispatching.dispatch(plan.number, chosen.unit.id, by=here.by, at=here.at, joint=joint, seen=moves)


def _said(refusal: Refusal) -> str:
    return refusal.sentence(gettext, get_language() or "zh")
