"""One assignment of a unit: opening it, and doing one thing to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from hotline.flow.delays import queries as delays
from hotline.flow.disputes import queries as disputes
from hotline.flow.handling import templates as phrases
from hotline.flow.tickets.errors import TicketNotFound
from hotline.flow.tickets.queries import reach
from hotline.flow.tickets.whole import Branch, Whole
from hotline.flow.tickets.words import AssignmentRole, Tab, Verb
from hotline.ground.organisations import queries as organisations
from hotline.lib.refusal import NotFound, Refusal
from hotline.web.kit import delayed, disputed, essentials, names
from hotline.web.kit.doors import door
from hotline.web.kit.listing import turning

from . import actions, forms, views
from .places import Place, place
from .verbs import DEEDS, Deed, Doing

QUEUED = 25


@door()
@require_GET
def page(request: HttpRequest, number: str, assignment: int) -> HttpResponse:
    """One assignment beside the inbox."""
    return shown(place(request), number, assignment, {})


def mine(here: Place, number: str, assignment: int) -> tuple[dict[str, Any], Branch]:
    """The ticket's essentials and the branch that was sent to one of the actor's units.

    :raises TicketNotFound: not hers, or not there.
    """
    found = essentials.read(number, here.by, here.at)
    units = reach(here.by).units
    branch = next((each for each in found["branches"] if each.assignment.pk == assignment), None)
    if branch is None or branch.assignment.unit_id not in units:
        raise TicketNotFound
    return found, branch


def shown(
    here: Place,
    number: str,
    assignment: int,
    bound: dict[str, Any],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The split page."""
    found, branch = mine(here, number, assignment)
    queue = here.rows(limit=QUEUED)
    keys = [(row.ticket.number, row.assignment_id) for row in queue.rows]
    spot = keys.index((number, assignment)) if (number, assignment) in keys else -1
    found |= essentials.replies(found["ticket"].pk) | views.frame(here) | may(here, found["whole"], branch)
    found |= {
        "branch": branch,
        "mine": branch.assignment,
        "queue": queue.rows,
        "above": here.address("assignment", *keys[spot - 1]) if spot > 0 else "",
        "under": here.address("assignment", *keys[spot + 1]) if 0 <= spot + 1 < len(keys) else "",
        "turning": turning(here.request, queue),
        "problem": problem,
        "unit": organisations.unit(branch.assignment.unit_id),
        "phrases": _phrases(found, branch) if "reply" in found["may"] else [],
    }
    found |= _hard(here, found["whole"], branch)
    found["forms"] = {name.replace("-", "_"): bound.get(name) or _fresh(name, branch) for name in DEEDS}
    return render(here.request, "office/assignment.html", found, status=status)


def may(here: Place, whole: Whole, branch: Branch) -> dict[str, Any]:
    """What the actor may do for this assignment now; and what keeps her from answering."""
    able = {name for name, deed in DEEDS.items() if whole.may(deed.verb, branch.assignment.pk)}
    waiting = [each for each in whole.branches if each.assignment.is_open and each is not branch]
    if not is_lead(branch):
        waiting = [each for each in waiting if each.assignment.parent_id == branch.assignment.pk]
    return {"may": able, "waiting": waiting, "children": [each for each in branch.children if each.assignment.is_open]}


def _hard(here: Place, whole: Whole, branch: Branch) -> dict[str, Any]:
    """What a unit may ask the centre for, and what was asked and decided so far."""
    ticket, mine_ = whole.ticket, branch.assignment
    may_return = whole.may(Verb.RETURN, mine_.pk) and disputes.may_return(ticket, mine_, here.at)
    may_extend = whole.may(Verb.EXTEND, mine_.pk) and delays.may_ask(ticket, mine_.pk, here.at)
    asked = [verb for verb, is_open in ((Verb.RETURN, may_return), (Verb.EXTEND, may_extend)) if is_open]
    returns, cases = list(disputes.returns_of(ticket.pk)), list(disputes.cases_of(ticket.pk))
    return {
        "asks": asked,
        "is_returning": any(row.assignment_id == mine_.pk and not row.verdict for row in returns),
        "disputes": disputed.panel(ticket, here.by, returns, cases),
        "delays": delayed.panel(list(delays.extensions(ticket.pk)), list(delays.suspensions(ticket.pk))),
    }


def is_lead(branch: Branch) -> bool:
    """Whether the assignment is the round's leading one, whose reply the citizen reads."""
    return branch.assignment.parent_id is None and branch.assignment.role == AssignmentRole.LEAD


def _fresh(name: str, branch: Branch) -> forms.DeedForm:
    return DEEDS[name].form(is_lead=is_lead(branch), auto_id=f"{name}_%s")


def _phrases(found: dict[str, Any], branch: Branch) -> list[tuple[str, str]]:
    ticket = found["ticket"]
    unit = organisations.unit(branch.assignment.unit_id)
    known = phrases.usable(unit.id, ticket.category_id or "")
    own = [(each.title, phrases.filled(each.text, ticket.words.title, unit.name)) for each in known]
    return [*_suggested(found), *own] if is_lead(branch) else own


def _suggested(found: dict[str, Any]) -> list[tuple[str, str]]:
    """What the units that answered suggest telling the citizen: the leading unit composes its answer from it."""
    answered = [each for each in found["others"] if each.public_text.strip() and each.verdict != "rejected"]
    whose = gettext("{unit}的建议答复")
    return [(whose.format(unit=names.unit(each.assignment.unit_id)), each.public_text) for each in answered]


@door()
@require_POST
def do(request: HttpRequest, number: str, assignment: int, deed: str) -> HttpResponse:
    """Do one thing for one assignment."""
    here = place(request)
    _, branch = mine(here, number, assignment)
    button = DEEDS.get(deed)
    if button is None:
        raise NotFound
    form = button.form(request.POST, request.FILES, is_lead=is_lead(branch), auto_id=f"{deed}_%s")
    if not form.is_valid():
        problem = gettext("请补正标红的内容后再提交。")
        return shown(here, number, assignment, {deed: form}, problem=problem, status=422)
    doing = Doing(here, number, assignment)
    try:
        is_new = actions.once(form.cleaned_data["token"], lambda: button.run(doing, form), by=here.by, at=here.at)
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        sentence = refusal.sentence(gettext, get_language() or "zh")
        return shown(here, number, assignment, {deed: form}, problem=sentence, status=refusal.status)
    messages.success(request, button.told(form) if is_new else gettext("刚才已经办好，没有重复执行。"))
    return HttpResponseRedirect(_onward(here, number, assignment, button))


def _onward(here: Place, number: str, assignment: int, button: Deed) -> str:
    """A signed assignment stays open for the first contact; after the answer the next one opens."""
    if not button.ends:
        tab = {Verb.SIGN: Tab.HANDLING, Verb.SEND_DOWN: Tab.WAITING, Verb.ADD_JOINT: Tab.WAITING}.get(button.verb)
        at = here.address("assignment", number, assignment)
        return at.replace(f"tab={here.tab.value}", f"tab={tab.value}") if tab else at
    rows = here.rows(limit=2).rows
    following = next((row for row in rows if row.assignment_id != assignment), None)
    return here.address("assignment", following.ticket.number, following.assignment_id) if following else here.home
