"""The sheet of working calendars; their days are kept on the year's picture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.calendar import actions as calendar_actions
from hotline.ground.calendar import queries as calendars
from hotline.ground.people.words import Actor
from hotline.web.kit.doors import today

from . import cells
from .fields import SheetForm, WordsField
from .sheets import Asked, Column, Done, Link, Sheet

JANUARY_FIRST = (1, 1)


class CalendarForm(SheetForm):
    """A calendar's names and the working spans of its working days."""

    code = forms.CharField(label=_("编码"), max_length=20, help_text=_("小写字母、数字或横线，确定后不能更改。"))
    name = forms.CharField(label=_("名称"), max_length=60)
    name_en = forms.CharField(label=_("英文名称"), max_length=60, required=False)
    spans = WordsField(
        label=_("工作时段"),
        longest=11,
        by_lines=True,
        rows=3,
        help_text=_("每行一段，如 09:00-12:00；留空为全天候。只影响以后开始的时限，已算出的时限不变。"),
    )

    def prepare(self) -> None:
        """A code stays."""
        if self.row is not None:
            self.fix("code")

    def clean_spans(self) -> list[tuple[str, str]]:
        """Pairs of times."""
        pairs = [
            tuple(part.strip() for part in line.replace("—", "-").split("-", 1)) for line in self.cleaned_data["spans"]
        ]
        if any(len(pair) != 2 for pair in pairs):
            raise forms.ValidationError(_("每行写一段，如 09:00-12:00。"))
        return [(pair[0], pair[1]) for pair in pairs]


class Calendars(Sheet):
    """Working calendars: hours of a day, holidays, make-up days."""

    slug = "calendars"
    title = _("工作日历")
    hint = _("工作时段、节假日和调休。改动只影响以后开始的时限。")
    icon = "calendar"
    new_label = _("新增日历")
    form = CalendarForm
    table = "calendar"
    order = ("code",)
    columns = (
        Column(_("名称"), lambda row: cells.strong(cells.either(row.name, row.name_en))),
        Column(_("编码"), lambda row: cells.code(row.code), "cell-tight"),
        Column(_("工作时段"), lambda row: cells.few([f"{a}–{b}" for a, b in row.spans]) or gettext("全天候")),
        Column(_("已公布的节假日"), lambda row: cells.span(row.known_from, row.known_until), "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """All of them; there are few."""
        rows = calendars.calendars()
        return rows.filter(name__contains=asked.words) if asked.words else rows

    def address(self, row: Any) -> str:
        """The picture of this year."""
        return reverse("console:year", args=[row.code, today().year])

    def name(self, row: Any) -> str:
        """Its name."""
        return cells.either(row.name, row.name_en)

    def initial(self, row: Any) -> dict[str, Any]:
        """Its columns, spans as lines."""
        return super().initial(row) | {"spans": [f"{start}-{end}" for start, end in row.spans]}

    def row_links(self, row: Any, by: Actor) -> list[Link]:
        """The year's picture."""
        return [Link(_("全年图"), self.address(row), "calendar-event")]

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Make a calendar that knows the same years as the others."""
        known = calendars.known_until() or date(today().year, 12, 31)
        row = calendar_actions.create(
            facts["code"],
            facts["name"],
            facts["name_en"],
            facts["spans"],
            known_from=date(today().year, *JANUARY_FIRST),
            known_until=known,
            by=by,
            at=at,
        )
        return Done(_("已新增日历。请在全年图上核对节假日。"), key=row.code)

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Change its names and spans."""
        calendar_actions.change(row.code, facts["name"], facts["name_en"], facts["spans"], by=by, at=at)
        return Done(_("已保存。"))
