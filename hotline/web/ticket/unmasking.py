"""Seeing one masked field in clear: a reason first, then only that field, only this once."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hotline.flow.tickets import errors, queries, whole
from hotline.ground.people.words import Actor, Capability
from hotline.ground.privacy import actions as privacy
from hotline.ground.privacy import queries as privacies
from hotline.ground.privacy.errors import MayNotUnmask
from hotline.ground.privacy.words import MaskedField
from hotline.web.kit.doors import actor, door, now

from . import reading


class ReasonForm(forms.Form):
    """Why somebody must see it."""

    reason = forms.CharField(label=_("查看原因"), max_length=200, help_text=_("至少 4 个字，供审计查看。"))


@door("unmask")
@require_http_methods(["GET", "POST"])
def unmask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the reason; note it; show the field."""
    by, at = actor(request), now()
    given = request.POST or request.GET
    detail = _detail(number, given.get("where", ""), given.get("field", ""), by)
    form = ReasonForm(request.POST or None)
    clear = ""
    if request.method == "POST" and form.is_valid():
        privacy.unmask(detail.where, MaskedField(detail.field), form.cleaned_data["reason"], by=by, at=at)
        clear = detail.value
    context = {"detail": detail, "form": form, "clear": clear, "number": number, "left": privacies.left_today(by, at)}
    response = render(request, "ticket/unmask.html", context, status=422 if form.errors else 200)
    response["HX-Retarget"], response["HX-Reswap"] = "#kit-dialog", "innerHTML"
    response["Cache-Control"] = "no-store"
    return response


def _detail(number: str, where: str, field: str, by: Actor) -> reading.Detail:
    """The field among those this person sees masked on this ticket; anything else is not there.

    :raises MayNotUnmask: the posting by which she sees the ticket does not allow it.
    """
    found = whole.read(number, by)
    for detail in reading.details(found, by):
        if (detail.where, detail.field) == (where, field):
            if not queries.holds_over(Capability.UNMASK, found.ticket, by, found.units):
                raise MayNotUnmask
            return detail
    raise errors.TicketNotFound
