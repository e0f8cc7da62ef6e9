"""Reports owed every week: who owes what, delivered with a note or a file, received."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from hotline.ground.files import queries as files
from hotline.ground.people.words import Actor, Capability
from hotline.lib.refusal import NotFound, Refusal
from hotline.watch.duties import actions as reporting
from hotline.watch.duties import queries as duties
from hotline.watch.duties.words import ReportState
from hotline.web.kit import filling, names, pages, vocabulary
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.tables import TIGHT, WIDE, Column, Table, show
from hotline.web.kit.templatetags.kit import clock, moment, word
from hotline.web.kit.templatetags.supervision import report_pill

from .tables import since

LATEST, NEXT = ("-due_at", "-pk"), ("due_at", "pk")
ALL = "all"


class DeliverForm(forms.Form):
    """What is delivered."""

    note = forms.CharField(
        label=_("报送说明"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000, required=False
    )
    file = forms.FileField(label=_("报告文件"), required=False, help_text=_("说明和文件至少有一项。"))


def duty_name(row: Any) -> str:
    """What the duty is called."""
    return str(row.duty.name_en if names.is_english() else row.duty.name)


def state(row: Any) -> ReportState:
    """How a report stands now."""
    return duties.state_of(row, now())


def due(row: Any) -> Any:
    """Until when; the clock runs while it is owed."""
    return moment(row.due_at) if row.delivered_at else clock(row.due_at)


REPORTS = Table(
    "reports",
    (
        Column("duty", _("报送事项"), duty_name, kind=WIDE),
        Column("centre", _("报送中心"), lambda row: names.unit(row.centre_id)),
        Column("state", _("状态"), lambda row: report_pill(state(row)), lambda row: word(state(row)), TIGHT),
        Column("due", _("期限"), due, lambda row: row.due_at, TIGHT),
        Column("recipient", _("报给"), lambda row: word(row.duty.recipient, "recipient"), kind=TIGHT),
        Column("delivered", _("报送时间"), lambda row: since(row.delivered_at), lambda row: row.delivered_at, TIGHT),
        Column("received", _("签收时间"), lambda row: since(row.received_at), lambda row: row.received_at, TIGHT),
    ),
    lambda row: reverse("oversight:report", args=[row.pk]),
)


@door(Capability.WATCH_AREA)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Who owes what: what is not delivered, the longest overdue first, unless another state is asked for."""
    by, at = actor(request), now()
    found, said = duties.reports(by), request.GET.get("state", "")
    asked = ReportState.of(said)
    if asked is not None:
        found = found.filter(duties.in_state(asked, at))
    elif said != ALL:
        said, found = "", found.filter(delivered_at__isnull=True)
    counts = [(each, duties.reports(by).filter(duties.in_state(each, at)).count()) for each in ReportState]
    is_owed = not said or asked in (ReportState.DUE, ReportState.LATE)
    page = pages.page(found, request.GET.get("cursor", ""), NEXT if is_owed else LATEST)
    empty = (_("没有报送"), _("每周自动生成各中心应报的事项；报送制度在管理台中维护。"))
    shown = show(request, REPORTS, page, empty=empty)
    tabs = [("", gettext("应报未报"), None), *((each.value, each.label(_language()), n) for each, n in counts)]
    context = {"shown": shown, "tabs": [*tabs, (ALL, gettext("全部"), None)], "asked": said}
    return render(request, "oversight/duties.html", context)


@door(Capability.WATCH_AREA)
@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One report."""
    return _shown(request, pk, DeliverForm())


@door(Capability.WATCH_AREA)
@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark it delivered."""
    by, form = actor(request), DeliverForm(request.POST, request.FILES)
    duties.report(pk, by)
    if not form.is_valid():
        return _shown(request, pk, form, status=422)
    kept = form.cleaned_data["file"]
    content, name = (kept.read(), kept.name) if kept else (b"", "")
    try:
        reporting.deliver(pk, form.cleaned_data["note"], content, name, by=by, at=now())
    except Refusal as refusal:
        filling.tell(form, refusal, {"NothingDelivered": "note"})
        return _shown(request, pk, form, status=refusal.status)
    messages.success(request, gettext("已报送。"))
    return HttpResponseRedirect(reverse("oversight:report", args=[pk]))


@door(Capability.WATCH_AREA)
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for it."""
    form = DeliverForm({})
    try:
        reporting.receive(pk, by=actor(request), at=now())
    except Refusal as refusal:
        filling.tell(form, refusal)
        return _shown(request, pk, form, status=refusal.status)
    messages.success(request, gettext("已签收。"))
    return HttpResponseRedirect(reverse("oversight:report", args=[pk]))


@door(Capability.WATCH_AREA)
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that was delivered, to be kept."""
    row = duties.report(pk, actor(request))
    kept = files.file(row.file_id) if row.file_id else None
    if kept is None:
        raise NotFound
    try:
        content = files.opened(kept)
    except FileNotFoundError as fault:
        raise NotFound from fault
    response = FileResponse(content, content_type=kept.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    response["Cache-Control"] = "private, no-store"
    return response


def _shown(request: HttpRequest, pk: int, form: DeliverForm, *, status: int = 200) -> HttpResponse:
    by = actor(request)
    row = duties.report(pk, by)
    signer = duties.signer(row)
    kept = files.file(row.file_id) if row.file_id else None
    context = {
        "report": row,
        "name": duty_name(row),
        "weekday": vocabulary.label(str(row.duty.weekday), "weekday", _language()),
        "state": state(row),
        "signer": signer,
        "file": kept,
        "form": form,
        "problem": filling.problem(form) if form.is_bound else "",
        **_may(row, by, signer),
    }
    return render(request, "oversight/report.html", context, status=status)


def _may(row: Any, by: Actor, signer: Any) -> dict[str, bool]:
    owes = row.delivered_at is None and duties.is_posted(row.centre_id, by)
    signs = signer is not None and row.delivered_at is not None and row.received_at is None
    is_another = by.name != row.delivered_by
    return {"may_deliver": owes, "may_receive": signs and is_another and duties.is_posted(signer.id, by)}


def _language() -> str:
    return get_language() or "zh"
