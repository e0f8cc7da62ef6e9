"""The keepers' pages: openings of the vault; and the standard of amounts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.flow.rewards import amounts, openings, queries
from hotline.flow.rewards.words import Verdict
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.people.words import Capability
from hotline.web.kit import pages
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import fill

from .forms import AskForm, RuleForm, VerdictForm
from .handling import rule_name

KEEP = Capability.OPEN_VAULT
LATEST_FIRST = ("-asked_at", "-pk")


@door(KEEP)
@require_GET
def openings_(request: HttpRequest) -> HttpResponse:
    """Openings that were asked for, the latest first."""
    by, at = actor(request), now()
    page = pages.page(queries.openings(by), request.GET.get("cursor", ""), LATEST_FIRST)
    rows = [{"row": row, "holds": _holds(row, at)} for row in page.rows]
    return render(
        request, "rewarding/vault.html", {"rows": rows, "page": page, "minutes": catalogue.bounds(at).opening_minutes}
    )


def _holds(row: Any, at: Any) -> bool:
    return bool(row.is_approved and row.valid_until and at < row.valid_until)


@door(KEEP)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask to open the vault for one report."""
    by, at = actor(request), now()
    form = AskForm(request.POST or None)

    def do(said: dict[str, Any]) -> int:
        row = queries.informants(by, KEEP).filter(ticket__number=said["number"].strip()).first()
        if row is None:
            form.add_error("number", gettext("没有这个工单号的封存举报，请核对。"))
            return 0
        return openings.ask(row.pk, said["why"], by=by, at=at)

    if request.method == "POST" and (made := fill(form, do, {"NoReason": "why"})):
        messages.success(request, gettext("已提出申请，须由另一位保管员同意。"))
        return HttpResponseRedirect(reverse("rewarding:opening", args=[made]))
    return render(request, "rewarding/ask.html", {"form": form}, status=422 if form.errors else 200)


@door(KEEP)
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, identifier: int) -> HttpResponse:
    """One opening: its reason, and the second keeper's decision."""
    by, at = actor(request), now()
    row = queries.opening(identifier, by)
    form = VerdictForm(request.POST or None)

    def do(said: dict[str, Any]) -> bool:
        openings.decide(identifier, said["verdict"] == Verdict.APPROVED, said["opinion"], by=by, at=at)
        return True

    if request.method == "POST" and fill(form, do, {"NoReason": "opinion"}, ("DecidedAlready",)):
        messages.success(request, gettext("已作出决定。"))
        return HttpResponseRedirect(reverse("rewarding:opening", args=[identifier]))
    context = {"row": row, "form": form, "holds": _holds(row, at), "is_mine": row.asked_by_id == by.person_id}
    return render(request, "rewarding/opening.html", context, status=422 if form.errors else 200)


@door(KEEP)
@require_POST
def look(request: HttpRequest, identifier: int) -> HttpResponse:
    """Who the informant is: shown once a request, kept nowhere."""
    found = openings.look(identifier, by=actor(request), at=now())
    answer = render(request, "rewarding/look.html", {"who": _who(found), "pk": identifier})
    answer["Cache-Control"] = "no-store"
    return answer


def _who(found: Any) -> list[tuple[str, str]]:
    """What the vault holds of her, in its order."""
    words = (gettext("姓名"), gettext("电话"), gettext("证件"), gettext("地址"), gettext("邮箱"))
    return list(zip(words, (found.name, found.phone, found.identity, found.address, found.email), strict=True))


@door(Capability.HANDLE_REWARDS, Capability.APPROVE_REWARDS, Capability.MANAGE_REFERENCE)
@require_GET
def amounts_(request: HttpRequest) -> HttpResponse:
    """The standard: every rule with its dates."""
    rows = [{"row": row, "name": rule_name(row)} for row in amounts.listed()]
    may_set = actor(request).holds(Capability.MANAGE_REFERENCE)
    return render(request, "rewarding/amounts.html", {"rows": rows, "may_set": may_set, "today": today()})


@door(Capability.MANAGE_REFERENCE)
@require_http_methods(["GET", "POST"])
def amount_new(request: HttpRequest) -> HttpResponse:
    """Set a rule from a day on."""
    by = actor(request)
    form = RuleForm(request.POST or None, initial={"from_on": today()})

    def do(said: dict[str, Any]) -> bool:
        amounts.set_rule(form.rule(), by=by, at=now())
        return True

    if request.method == "POST" and fill(form, do):
        messages.success(request, gettext("标准已设定。"))
        return HttpResponseRedirect(reverse("rewarding:amounts"))
    return render(request, "rewarding/amount_new.html", {"form": form}, status=422 if form.errors else 200)
