"""The desk's pages: sealed reports, hazards with their reports, proposals and payments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from hotline.flow.rewards import actions, amounts, judging, queries, rights, vault
from hotline.flow.rewards.words import Effect
from hotline.flow.tickets import queries as tickets
from hotline.ground.people.words import Actor, Capability
from hotline.lib.refusal import NotFound
from hotline.web.kit import names, pages
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import fill

from . import forms

HANDLE, APPROVE = Capability.HANDLE_REWARDS, Capability.APPROVE_REWARDS
LATEST_FIRST = ("-sealed_at", "-pk")
BESIDE = {
    "NoProof": "proof",
    "UnknownProof": "proof",
    "InCaseAlready": "number",
    "NotSealed": "number",
    "UnknownRule": "rule",
    "ImpossibleBase": "base",
    "WrongCode": "code",
    "NoVoucher": "voucher",
}
"""Which field of a form of this page a refusal is about."""
GONE = ("JudgedAlready", "RewardedAlready", "PaidAlready", "NotApproved", "TooLateToCollect")
FIRST_PAGES = (
    (HANDLE, "rewarding:reports"),
    (APPROVE, "rewarding:approvals"),
    (Capability.OPEN_VAULT, "rewarding:vault"),
)


@door(HANDLE, APPROVE, Capability.OPEN_VAULT, Capability.MANAGE_REFERENCE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The page of one's own post."""
    by = actor(request)
    page = next((page for capability, page in FIRST_PAGES if by.holds(capability)), "rewarding:amounts")
    return HttpResponseRedirect(reverse(page))


@door(HANDLE)
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """Sealed reports of the centre, and where each stands."""
    by, at = actor(request), now()
    page = pages.page(queries.informants(by, HANDLE), request.GET.get("cursor", ""), LATEST_FIRST)
    rows = [
        {"row": row, "told": queries.told(row, at), "report": queries.report_of(row.ticket_id)} for row in page.rows
    ]
    return render(request, "rewarding/reports.html", {"rows": rows, "page": page})


@door(HANDLE)
@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest, number: str) -> HttpResponse:
    """Seal who reported; the code is shown once."""
    by = actor(request)
    ticket = tickets.ticket(number, by)
    rights.require(HANDLE, ticket.centre_id, by)
    form = forms.SealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        done = fill(form, lambda said: vault.seal(number, is_employee=said["is_employee"], by=by, at=now()))
        if done is not None:
            answer = render(request, "rewarding/sealed.html", {"ticket": ticket, "code": done.code})
            answer["Cache-Control"] = "no-store"
            return answer
    context = {"ticket": ticket, "form": form, "is_sealed": queries.sealed(ticket.pk) is not None}
    return render(request, "rewarding/seal.html", context, status=422 if form.errors else 200)


@door(HANDLE)
@require_http_methods(["GET", "POST"])
def new_hazard(request: HttpRequest, number: str) -> HttpResponse:
    """Open a hazard with a first report, or lay the report to one that is known."""
    by = actor(request)
    ticket = tickets.ticket(number, by)
    form = forms.HazardForm(request.POST or None)
    if request.method == "POST":
        made = fill(form, lambda said: judging.note_hazard(number, said["name"], said["accused"], by=by, at=now()))
        if made is not None:
            messages.success(request, gettext("已建立隐患事项。"))
            return _to(made)
    context = {"ticket": ticket, "form": form, "known": list(queries.hazards(by)[:20])}
    return render(request, "rewarding/hazard_new.html", context, status=422 if form.errors else 200)


@door(HANDLE, APPROVE)
@require_GET
def hazard(request: HttpRequest, identifier: int) -> HttpResponse:
    """One hazard: its reports in order, what was judged, its reward."""
    return _page(request, identifier, {})


@door(HANDLE)
@require_http_methods(["POST"])
def do(request: HttpRequest, identifier: int, deed: str) -> HttpResponse:
    """Lay a report to a hazard, judge one, propose its reward, note its payment."""
    if deed not in DEEDS:
        raise NotFound
    by = actor(request)
    queries.hazard(identifier, by)
    form, act, sentence = DEEDS[deed](request, identifier, by)
    said = {"NoReason": "ground" if deed == "judge" else "why"}
    if fill(form, act, BESIDE | said, GONE) is None:
        return _page(request, identifier, {deed: form}, status=422)
    messages.success(request, sentence)
    return _to(identifier)


Asked = tuple[Any, Callable[[dict[str, Any]], Any], str]


def _add(request: HttpRequest, identifier: int, by: Actor) -> Asked:
    def act(said: dict[str, Any]) -> bool:
        judging.add_report(identifier, said["number"].strip(), by=by, at=now())
        return True

    return forms.AddForm(request.POST), act, gettext("已归入本事项。")


def _judge(request: HttpRequest, identifier: int, by: Actor) -> Asked:
    number = request.POST.get("report", "")
    row = next((each for each in queries.reports(identifier) if each.ticket.number == number), None)
    if row is None:
        raise NotFound

    def act(said: dict[str, Any]) -> bool:
        files = [int(each) for each in said["proof"]]
        judging.judge(identifier, number, Effect(said["effect"]), said["ground"], files, by=by, at=now())
        return True

    form = forms.JudgeForm(request.POST, files=queries.files(row.ticket_id))
    form.report = number  # type: ignore[attr-defined]
    return form, act, gettext("已认定。")


def _propose(request: HttpRequest, identifier: int, by: Actor) -> Asked:
    number = request.POST.get("report", "")

    def act(said: dict[str, Any]) -> int:
        return actions.propose(identifier, number, int(said["rule"]), said["base"], said["why"], by=by, at=now())

    return forms.ProposeForm(request.POST, rules=_rules()), act, gettext("已提请审批，须由另一人批准。")


def _pay(request: HttpRequest, identifier: int, by: Actor) -> Asked:
    def act(said: dict[str, Any]) -> bool:
        current = next((each for each in queries.rewards(identifier) if each.is_current), None)
        if current is None:
            raise NotFound
        actions.pay(current.pk, said["code"], said["voucher"], by=by, at=now())
        return True

    return forms.PayForm(request.POST), act, gettext("已登记发放。")


DEEDS: dict[str, Callable[[HttpRequest, int, Actor], Asked]] = {
    "add": _add,
    "judge": _judge,
    "propose": _propose,
    "pay": _pay,
}


def _page(request: HttpRequest, identifier: int, forms_: dict[str, Any], status: int = 200) -> HttpResponse:
    by, at = actor(request), now()
    row = queries.hazard(identifier, by)
    found, rewards = queries.reports(identifier), queries.rewards(identifier)
    current = next((each for each in rewards if each.is_current), None)
    context = {
        "row": row,
        "reports": [_report(each, forms_.get("judge")) for each in found],
        "rewards": [{"row": each, "state": queries.state(each, at), "rule": rule_name(each.rule)} for each in rewards],
        "current": current,
        "state": queries.state(current, at) if current else None,
        "may_handle": rights.may(HANDLE, row.centre_id, by),
        "add": forms_.get("add") or forms.AddForm(),
        "propose": forms_.get("propose") or forms.ProposeForm(rules=_rules()),
        "pay": forms_.get("pay") or forms.PayForm(),
        "effective": [each for each in found if each.effect == Effect.EFFECTIVE],
        "has_unjudged": any(not each.effect for each in found),
    }
    return render(request, "rewarding/hazard.html", context, status=status)


def _report(row: Any, asked: Any) -> dict[str, Any]:
    files = queries.files(row.ticket_id)
    form = asked if getattr(asked, "report", "") == row.ticket.number else forms.JudgeForm(files=files)
    proof = [name for pk, name in files if pk in row.proof]
    return {"row": row, "form": form, "proof": proof}


def rule_name(rule: Any) -> str:
    """Its name in the reader's language."""
    return str(rule.name_en if names.is_english() and rule.name_en else rule.name)


def _rules() -> list[tuple[int, str]]:
    return [(each.pk, rule_name(each)) for each in amounts.rules_on(today())]


def _to(identifier: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("rewarding:hazard", args=[identifier]))
