"""What is done with a report as a whole: handed in, sent back, issued, withdrawn, made again, taken away, received."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from hotline.ground.people.words import Actor, Capability
from hotline.insight.reports import actions, issuing, queries
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.filling import fill

from . import page
from .forms import IssueForm, NoteForm, WhyForm
from .views import READERS

GONE = ("IssuedAlready", "NotInDraft")
Do = Callable[[int, dict[str, Any], Actor], Any]


class Deed:
    """One deed: its form, what it does, what it tells, where the person finds herself."""

    def __init__(self, do: Do, told: str | Promise, form: type[forms.Form] = forms.Form, field: str = "") -> None:
        self.do, self.told, self.form, self.field = do, told, form, field


DEEDS = {
    "submit": Deed(lambda pk, said, by: actions.submit(pk, by=by, at=now()), _("已送审，等待签发。")),
    "again": Deed(lambda pk, said, by: actions.make_again(pk, by=by, at=now()), _("重新生成中。")),
    "remove": Deed(lambda pk, said, by: actions.remove(pk, by=by, at=now()), _("已删除。")),
    "send_back": Deed(
        lambda pk, said, by: actions.send_back(pk, said["note"], by=by, at=now()), _("已退回修改。"), NoteForm, "note"
    ),
    "issue": Deed(
        lambda pk, said, by: issuing.issue(pk, said["opinion"], by=by, at=now()), _("已签发。"), IssueForm, "issue"
    ),
    "withdraw": Deed(
        lambda pk, said, by: actions.withdraw(pk, said["why"], by=by, at=now()),
        _("已撤回，更正稿已建立。"),
        WhyForm,
        "why",
    ),
}
FIELDS = {"Unread": "opinion", "NoReason": "why"}


@door(Capability.WRITE_REPORTS, Capability.ISSUE_REPORTS)
@require_POST
def do(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Do it; a refusal stands on the report's page beside its form."""
    if deed not in DEEDS:
        raise Http404
    by, chosen = actor(request), DEEDS[deed]
    row = queries.report(pk, by)
    form = chosen.form(request.POST)
    done: list[Any] = []
    fill(form, lambda said: done.append(chosen.do(pk, said, by)), FIELDS, GONE)
    if not done:
        told = {chosen.field: form} if chosen.field else {}
        return page.show(request, row, by, status=422, refused=form.non_field_errors(), **told)
    messages.success(request, str(chosen.told))
    if deed == "remove":
        return HttpResponseRedirect(reverse("briefs:home"))
    return HttpResponseRedirect(reverse("briefs:report", args=[done[0] if deed == "withdraw" else pk]))


@door(*READERS)
@require_POST
def receive(request: HttpRequest, pk: int, owed: int) -> HttpResponse:
    """Sign for a report that was delivered."""
    issuing.receive(pk, owed, by=actor(request), at=now())
    messages.success(request, str(_("已签收。")))
    return HttpResponseRedirect(reverse("briefs:report", args=[pk]))
