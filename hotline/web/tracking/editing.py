"""The editor: an expression checked while it is typed, a definition tried before it is saved, a topic or a version."""

from __future__ import annotations

from datetime import date, timedelta
from time import monotonic
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, Capability
from hotline.insight.alerts.words import Deed
from hotline.lib.refusal import Refusal
from hotline.lib.text import number
from hotline.watch.topics import actions, checking, queries, trying
from hotline.watch.topics.words import TopicState, Trial
from hotline.web.kit import becoming, charts
from hotline.web.kit.charts import Chart, Series
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import fill

from .forms import LONGEST, ChangeForm, DefinitionForm, NewForm, PeriodForm
from .views import name_of

TRIED_DAYS = 90
SECONDS = 8.0
"""How long a trial may take; it says how far it came."""
BESIDE = {
    "BadExpression": "expression",
    "MatchesEverything": "expression",
    "CodeTaken": "code",
    "ImpossibleCode": "code",
    "NoName": "name",
    "UnknownUmbrella": "umbrella",
    "UnknownCategory": "categories",
    "UnknownPlace": "regions",
    "ImpossibleDates": "until_on",
    "NoWhy": "why",
}
"""Which field of the form a refusal is about."""
GONE = ("Ended",)
HALVES = frozenset({"name", "name_en", "code", "umbrella", "from_on", "until_on"})
"""Fields of which two stand in a row."""


@door(Capability.DEFINE_TOPICS)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """What an expression says, while it is typed: its words, or what is wrong at which place."""
    expression = request.POST.get("expression", "")[: LONGEST + 1]
    return render(request, "tracking/check.html", {"checked": _checked(expression)})


def _checked(expression: str) -> dict[str, Any]:
    try:
        words = checking.words(expression)
    except Refusal as refusal:
        place = number(refusal.facts.get("place"))
        told = {"problem": refusal.sentence(gettext, get_language() or "zh")}
        return told | (_marked(expression, place - 1) if place else {})
    return {"words": words}


def _marked(expression: str, at: int) -> dict[str, Any]:
    """The expression in three: before the place, the character there, after it."""
    return {"at": at, "before": expression[:at], "here": expression[at : at + 1], "after": expression[at + 1 :]}


@door(Capability.DEFINE_TOPICS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new topic: tried, kept as a draft, or started."""
    by = actor(request)
    centre = _centre(by)
    begun = _begun(request)
    form = NewForm(request.POST or None, initial=begun, home=centre.region, umbrellas=_umbrellas(by, centre.id))
    period = _period(request)
    context: dict[str, Any] = {"form": form, "centre": centre, "period": period}
    if "try" in request.POST:
        form.try_only()
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            context["trial"] = _tried(form, period, centre, by)
        elif code := fill(form, lambda _: _define(request, form, centre.id, by), BESIDE):
            address = reverse("tracking:topic", args=[code])
            becoming.of_alert(request, Deed.TOPIC, address, form.cleaned_data["name"])
            return HttpResponseRedirect(address)
    return _editor(request, form, context)


def _begun(request: HttpRequest) -> dict[str, Any]:
    """What a page that leads here, as an alert does, fills in beforehand."""
    lists = {name: request.GET.getlist(name) for name in ("categories", "regions")}
    words = {name: request.GET.get(name, "")[:120] for name in ("name", "name_en", "expression")}
    return {name: said for name, said in (lists | words).items() if said}


def _define(request: HttpRequest, form: NewForm, centre_id: int, by: Actor) -> str:
    is_draft = "draft" in request.POST
    code = actions.define(centre_id, form.topic(), form.definition(), is_draft=is_draft, by=by, at=now())
    told = gettext("草稿已保存，启用后才匹配工单。") if is_draft else gettext("专题已启用：新登记的工单一秒内匹配。")
    messages.success(request, told)
    return code


@door(Capability.DEFINE_TOPICS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Another version of a topic; tried before it is saved."""
    by = actor(request)
    row = queries.topic(code, by)
    last = queries.versions(row.pk)[0]
    names = ("expression", "categories", "regions", "channels", "kinds", "from_on", "until_on")
    centre = organisations.unit(row.centre_id)
    begun = {name: getattr(last, name) for name in names}
    form = ChangeForm(request.POST or None, initial=begun, home=centre.region)
    seen, period = number(request.POST.get("seen_version", "")) or last.version, _period(request)
    context: dict[str, Any] = {"form": form, "row": row, "name": name_of(row), "centre": centre}
    context |= {"seen": seen, "period": period}
    if request.method == "POST" and "try" in request.POST:
        form.fields["why"].required = False
    if request.method == "POST" and form.is_valid():
        if "try" in request.POST:
            context["trial"] = _tried(form, period, centre, by)
        elif fill(form, lambda said: _changed(code, form, said["why"], seen, by), BESIDE, GONE):
            messages.success(request, gettext("新版已生效：以后登记的工单按新版匹配，已匹配的不变。"))
            return HttpResponseRedirect(reverse("tracking:topic", args=[code]))
    return _editor(request, form, context)


def _changed(code: str, form: DefinitionForm, why: str, seen: int, by: Actor) -> bool:
    actions.change(code, form.definition(), why=why, seen=seen, by=by, at=now())
    return True


def _editor(request: HttpRequest, form: Form, context: dict[str, Any]) -> HttpResponse:
    """The page of the editor; what is wrong with the expression is shown at its place."""
    said = form["expression"].value()
    if request.method == "POST" or said:
        context["checked"] = _checked(str(said or ""))
    if trial := context.get("trial"):
        context["months"] = _months(trial)
    context["halves"] = HALVES
    period = context["period"]
    wrong = bool(form.errors) or (request.method == "POST" and "try" in request.POST and bool(period.errors))
    return render(request, "tracking/editor.html", context, status=422 if wrong else 200)


def _period(request: HttpRequest) -> PeriodForm:
    begun = {"since": today() - timedelta(days=TRIED_DAYS), "until": today()}
    given = request.POST if request.method == "POST" and "since" in request.POST else begun
    return PeriodForm(given)


def _tried(form: DefinitionForm, period: PeriodForm, centre: Unit, by: Actor) -> Trial | None:
    """What the definition would have found; none where it or the period cannot be, and the forms say why."""
    if not period.is_valid():
        return None
    since, until = period.cleaned_data["since"], period.cleaned_data["until"] + timedelta(days=1)
    if not _is_possible(period, since, until):
        return None
    ends = monotonic() + SECONDS

    def do(_: dict[str, Any]) -> Trial:
        definition = checking.checked(form.definition(), centre.id, now())
        return trying.tried(definition, centre.region, since, until, by, is_over=lambda: monotonic() > ends)

    return fill(form, do, BESIDE)


def _is_possible(period: PeriodForm, since: date, until: date) -> bool:
    if since >= until:
        period.add_error("until", gettext("结束日期不能早于开始日期。"))
    elif since > today():
        period.add_error("since", gettext("请选择一段已经过去的时间。"))
    return period.is_valid()


def _months(trial: Trial) -> Chart:
    return Chart(
        charts.Kind.BAR,
        gettext("各月命中的工单"),
        tuple(trial.by_month),
        (Series(gettext("工单"), tuple(float(count) for count in trial.by_month.values())),),
        unit=gettext("件"),
        head=gettext("月份"),
        size="small",
    )


def _centre(by: Actor) -> Unit:
    """The centre a person defines topics for: that of her posting."""
    posted = [grant.organisation_id for grant in by.grants if Capability.DEFINE_TOPICS in grant.permissions]
    return organisations.unit(posted[0])


def _umbrellas(by: Actor, centre_id: int) -> list[tuple[str, str]]:
    rows = queries.choices(by)
    ours = (row for row in rows if row.centre_id == centre_id and row.umbrella_id is None)
    return [(row.code, name_of(row)) for row in ours if row.state != TopicState.ENDED]
