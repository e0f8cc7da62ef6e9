"""Time limits: copy a version, compare two, try one on a ticket."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from hotline.ground.calendar import queries as calendars
from hotline.ground.calendar.words import CalendarError, Limit
from hotline.ground.catalogue import lists, policies
from hotline.ground.catalogue.words import Bounds, ClockKind, Kind, NewLimits, Urgency
from hotline.ground.people.words import Actor
from hotline.ground.regions.words import RegionLevel
from hotline.lib.refusal import NotFound, NotPermitted
from hotline.web.kit import moments
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import attempt

from . import cells, limit_tables, months, registry, rights, vocabularies
from .fields import CategoryField, MomentField, SheetForm, WordField
from .sheets import Done
from .sheets_places import calendar_choices

MOST_ROWS = 60
_BOUNDS = tuple(each.name for each in fields(Bounds))


class PolicyForm(SheetForm):
    """What a version is called and when it begins."""

    version = forms.CharField(label=_("版本号"), max_length=20)
    name = forms.CharField(label=_("名称"), max_length=80)
    from_at = MomentField(label=_("生效时间"))
    max_tries = forms.IntegerField(label=_("回访最多几次联系不上"), min_value=1, max_value=10)
    max_reworks = forms.IntegerField(label=_("最多重办几轮"), min_value=0, max_value=10)
    rating_days = forms.IntegerField(label=_("评价链接有效天数"), min_value=1, max_value=90)
    max_returns = forms.IntegerField(label=_("同一单位最多退单几次"), min_value=0, max_value=10)
    max_extensions = forms.IntegerField(label=_("同一派单最多批准延期几次"), min_value=0, max_value=10)
    contest_days = forms.IntegerField(label=_("归档后几天内可以评价申诉"), min_value=0, max_value=365)
    confirm_minutes = forms.IntegerField(label=_("全省应急模式等第二人确认多少分钟"), min_value=10, max_value=1440)
    disaster_days = forms.IntegerField(label=_("应急时限方案一次最长几天"), min_value=1, max_value=60)
    hot_days = forms.IntegerField(label=_("热点诉求看最近几天"), min_value=1, max_value=365)
    opening_minutes = forms.IntegerField(label=_("举报人信息同意开启后几分钟内可看"), min_value=5, max_value=240)
    note = forms.CharField(label=_("说明或依据"), max_length=300, required=False)


class LimitForm(forms.Form):
    """One row of a version."""

    urgency = WordField(Urgency, blank=_("不限"), required=False)
    category_prefix = forms.CharField(max_length=20, required=False)
    kind = WordField(Kind, blank=_("不限"), required=False)
    level = WordField(RegionLevel, blank=_("不限"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for clock in ClockKind:
            self.fields[clock.value] = LimitField()
        for name, bound in self.fields.items():
            bound.label = vocabularies.column(name)
            bound.widget.attrs["aria-label"] = str(bound.label)


class LimitField(forms.CharField):
    """A written limit."""

    def __init__(self) -> None:
        super().__init__(max_length=10, widget=forms.TextInput(attrs={"class": "limit-input"}))

    def clean(self, value: Any) -> str:
        """In its plain form."""
        written = str(super().clean(value))
        try:
            return str(Limit.parse(written))
        except CalendarError:
            raise forms.ValidationError(
                _("“%(limit)s”读不懂，请写成 30min、24h、4wh、5wd 或 5d"), params={"limit": written}
            ) from None


Rows = forms.formset_factory(LimitForm, extra=0, min_num=1, validate_min=True, max_num=MOST_ROWS, can_delete=True)


class TryForm(SheetForm):
    """A ticket to try the limits on."""

    kind = WordField(Kind, label=_("类型"), initial=Kind.HELP)
    category = CategoryField(label=_("分类"), required=False)
    urgency = WordField(Urgency, label=_("紧急程度"), initial=Urgency.NORMAL)
    level = WordField(RegionLevel, label=_("承办单位级别"), initial=RegionLevel.COUNTY)
    calendar = forms.ChoiceField(label=_("承办单位的工作日历"))
    at = MomentField(label=_("开始时间"))

    def prepare(self) -> None:
        """The calendars there are."""
        self.fields["calendar"].choices = calendar_choices()  # type: ignore[attr-defined]


@door(rights.REFERENCE)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a version from another: every row may be changed, added or left out."""
    by = actor(request)
    if not rights.over_province(by, rights.REFERENCE):
        raise NotPermitted(verb=gettext("新建时限版本"))
    source = lists.policy(pk)
    if source is None:
        raise NotFound
    start = {"name": source.name, "from_at": timezone.localtime(now()).replace(hour=0, minute=0) + _ONE_DAY}
    start |= {name: getattr(source, name) for name in _BOUNDS}
    form = PolicyForm(request.POST or None, initial=start, by=by)
    rows = Rows(request.POST or None, initial=None if request.POST else _initial(pk), prefix="row")
    if "more" in request.POST:
        rows = Rows(_with_another(request), prefix="row")
    elif request.method == "POST" and form.is_valid() and rows.is_valid():
        done = attempt(form, lambda: _publish(form, rows, by))
        if done:
            messages.success(request, str(done.sentence))
            return HttpResponseRedirect(reverse("console:row", args=["limits", done.key]))
    status = 422 if request.POST and "more" not in request.POST else 200
    context = {"source": source, "form": form, "rows": rows, "heads": [vocabularies.column(name) for name in _COLUMNS]}
    return render(request, "console/limits_copy.html", context | {"sheet": registry.SHEETS["limits"]}, status=status)


@door(rights.REFERENCE, rights.JOURNAL)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two versions side by side; the one before and this one unless told otherwise."""
    every = list(lists.policies())
    right = _chosen(request.GET.get("right", ""), every, 0)
    after = every.index(right) + 1 if right else 0
    left = _chosen(request.GET.get("left", ""), every, min(after, len(every) - 1))
    table = limit_tables.differences(left.pk, right.pk) if left and right else []
    is_brief = request.GET.get("all") != "yes"
    context = {
        "sheet": registry.SHEETS["limits"],
        "policies": every,
        "left": left,
        "right": right,
        "clocks": limit_tables.clocks(),
        "table": [row for row in table if row.kind != "same" or not is_brief],
        "is_brief": is_brief,
        "same": sum(row.kind == "same" for row in table),
    }
    return render(request, "console/limits_compare.html", context)


@door(rights.REFERENCE, rights.JOURNAL)
@require_GET
def attempt_limits(request: HttpRequest) -> HttpResponse:
    """Every deadline of such a ticket, on a calendar, and the row that gives them."""
    by = actor(request)
    start = {"at": timezone.localtime(now()).replace(second=0, microsecond=0), "calendar": calendars.STATUTORY}
    is_asked = "kind" in request.GET
    form = TryForm(request.GET if is_asked else None, initial=start, by=by)
    context: dict[str, Any] = {"sheet": registry.SHEETS["limits"], "form": form}
    if is_asked and form.is_valid():
        context |= _tried(form.cleaned_data)
    return render(request, "console/limits_try.html", context, status=422 if form.errors else 200)


def _tried(facts: dict[str, Any]) -> dict[str, Any]:
    at: datetime = facts["at"]
    policy = lists.policy_at(at)
    found = (
        lists.matching(policy.pk, facts["kind"], facts["category"], facts["urgency"], facts["level"]) if policy else []
    )
    if policy is None or not found:
        return {"is_tried": True, "policy": policy, "clocks": []}
    clocks: list[tuple[str, str, str, str, bool]] = []
    marks: dict[date, list[str]] = {}
    for clock in ClockKind:
        written = getattr(found[0].row, clock.value)
        end, yellow = calendars.deadline(written, facts["calendar"], at)
        local, name = timezone.localtime(end.at), vocabularies.column(clock.value)
        clocks.append((name, cells.limit(written), moments.full(end.at), moments.full(yellow), end.certain))
        marks.setdefault(local.date(), []).append(f"{name} {local:%H:%M}")
    first = timezone.localtime(at).date()
    marks.setdefault(first, []).insert(0, gettext("开始 {time}").format(time=f"{timezone.localtime(at):%H:%M}"))
    return {
        "is_tried": True,
        "policy": policy,
        "clocks": clocks,
        "winner": limit_tables.fits(found[0].row),
        "others": [limit_tables.fits(each.row) for each in found[1:]],
        "months": months.between(facts["calendar"], first, max(marks), today(), marks),
    }


_COLUMNS = ("urgency", "category_prefix", "kind", "level", *(clock.value for clock in ClockKind))
_ONE_DAY = timedelta(days=1)


def _initial(pk: int) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in _COLUMNS} for row in lists.limit_rows(pk)]


def _with_another(request: HttpRequest) -> Any:
    data = request.POST.copy()
    data["row-TOTAL_FORMS"] = str(min(int(data.get("row-TOTAL_FORMS") or 0) + 1, MOST_ROWS))
    return data


def _publish(form: PolicyForm, rows: Any, by: Actor) -> Done:
    kept = [facts for facts in rows.cleaned_data if facts and not facts.get("DELETE")]
    new = [
        NewLimits(
            {clock: facts[clock.value] for clock in ClockKind},
            facts["kind"],
            facts["category_prefix"],
            facts["urgency"],
            facts["level"],
        )
        for facts in kept
    ]
    said = form.cleaned_data
    row = policies.publish(
        said["version"],
        said["name"],
        new,
        from_at=said["from_at"],
        note=said["note"],
        by=by,
        at=now(),
        bounds=Bounds(**{name: said[name] for name in _BOUNDS}),
    )
    return Done(gettext("已发布，到生效时间起用。"), key=str(row.pk))


def _chosen(said: str, every: list[Any], otherwise: int) -> Any:
    found = next((row for row in every if str(row.pk) == said), None)
    return found or (every[otherwise] if every else None)
