"""The year's picture of a calendar: days to click, next year's announcement to paste."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.calendar import actions as calendar_actions
from hotline.ground.calendar import announcement
from hotline.ground.calendar import lists as calendars
from hotline.ground.catalogue import lists as catalogue
from hotline.ground.catalogue.words import ClockKind
from hotline.lib.refusal import NotFound, NotPermitted
from hotline.web.kit.doors import actor, door, now, today
from hotline.web.kit.filling import attempt

from . import cells, months, registry, rights
from .fields import SheetForm, TextField
from .sheets import Done, Sheet

FIRST_YEAR, LAST_YEAR = 2000, 2100


class DaysForm(SheetForm):
    """Days picked on the picture and what they become."""

    days = forms.MultipleChoiceField(label=_("日期"), error_messages={"required": _("请先在图上点选日期。")})
    become = forms.ChoiceField(choices=[("off", ""), ("work", ""), ("usual", "")])
    name = forms.CharField(max_length=40, required=False)

    def prepare(self) -> None:
        """Any day may be picked; whether it may be set is for the action to say."""
        picked = self.data.getlist("days") if hasattr(self.data, "getlist") else []
        self.fields["days"].choices = [(day, day) for day in picked if _day(day)]  # type: ignore[attr-defined]


class PasteForm(SheetForm):
    """The announcement as a text."""

    text = TextField(label=_("放假安排全文"), rows=10, max_length=20000)


@door(rights.REFERENCE, rights.JOURNAL)
def year(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Twelve months; who keeps the calendar may set the days she picks."""
    by = actor(request)
    sheet = registry.sheet("calendars", by)
    row = sheet.find(code, by)
    _within(number)
    form = DaysForm(request.POST or None, by=by)
    if request.method == "POST":
        _require(sheet, row, by)
        if form.is_valid() and attempt(form, lambda: _set(row.code, form.cleaned_data, by)) is not None:
            messages.success(request, gettext("已设置 {count} 天。").format(count=len(form.cleaned_data["days"])))
            return HttpResponseRedirect(request.path)
    picked = set(request.POST.getlist("days"))
    context = {
        "sheet": sheet,
        "row": row,
        "name": sheet.name(row),
        "number": number,
        "years": range(max(row.known_from.year, number - 3), max(row.known_until.year + 1, number) + 1),
        "months": months.year(row.code, number, today()),
        "form": form,
        "picked": picked,
        "may_change": sheet.may_change(row, by) and bool(row.spans),
        "is_unknown": number > row.known_until.year,
        **_reach(row),
    }
    return render(request, "console/year.html", context, status=422 if form.errors else 200)


@door(rights.REFERENCE)
def paste(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Read an announcement, show what was understood, and write it after one more look."""
    by = actor(request)
    sheet = registry.sheet("calendars", by)
    row = sheet.find(code, by)
    _within(number)
    _require(sheet, row, by)
    form = PasteForm(request.POST or None, by=by)
    days: list[announcement.Announced] = []
    unread: list[announcement.Unread] = []
    if request.method == "POST" and form.is_valid():
        days, unread = announcement.read(form.cleaned_data["text"], number)
        if not days:
            form.add_error("text", gettext("没有读出任何日期。请粘贴含“×月×日至×日放假”“×月×日上班”的原文。"))
        elif "confirm" in request.POST and attempt(form, lambda: _announce(row.code, number, days, by)) is not None:
            messages.success(
                request, gettext("已导入 {year} 年放假安排，共 {count} 天。").format(year=number, count=len(days))
            )
            return HttpResponseRedirect(reverse("console:year", args=[code, number]))
    context = {"sheet": sheet, "row": row, "name": sheet.name(row), "number": number, "form": form}
    context |= {"days": days, "unread": unread, "off": [each for each in days if not each.is_working]}
    context |= {"worked": [each for each in days if each.is_working]}
    return render(request, "console/paste.html", context, status=422 if form.errors else 200)


def _set(code: str, facts: dict[str, Any], by: Any) -> Done:
    days = [date.fromisoformat(day) for day in facts["days"]]
    if facts["become"] == "usual":
        calendar_actions.clear_days(code, days, by=by, at=now())
    else:
        is_working = facts["become"] == "work"
        calendar_actions.set_days(code, dict.fromkeys(days, is_working), facts["name"], by=by, at=now())
    return Done("")


def _announce(code: str, number: int, days: list[announcement.Announced], by: Any) -> Done:
    """Write day by day's name; days that are over stay as they are."""
    moment, row = now(), calendars.named(code)
    coming = [each for each in days if each.day >= today()]
    until = date(number, 12, 31)
    known = until if row is not None and until >= row.known_until else None
    for name in dict.fromkeys(each.name for each in coming):
        group = {each.day: each.is_working for each in coming if each.name == name}
        calendar_actions.set_days(code, group, name, by=by, at=moment, known_until=known)
    return Done("")


def _reach(row: Any) -> dict[str, Any]:
    """How far the longest limit can be counted before it leaves the announced days."""
    policy = catalogue.policy_at(now())
    if policy is None or not row.spans:
        return {}
    limits = [getattr(each, clock.value) for each in catalogue.limit_rows(policy.pk) for clock in ClockKind]
    longest = calendars.longest(limits)
    until = calendars.safe_until(row.code, longest) if longest else None
    is_short = until is None or until < today()
    return {"longest": cells.limit(longest), "safe_until": until, "is_short": is_short}


def _require(sheet: Sheet, row: Any, by: Any) -> None:
    if not sheet.may_change(row, by):
        raise NotPermitted(verb=gettext("修改"))


def _within(number: int) -> None:
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise NotFound


def _day(said: str) -> bool:
    try:
        date.fromisoformat(said)
    except ValueError:
        return False
    return True
