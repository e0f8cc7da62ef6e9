"""The sheet of time-limit policies: versions; none is ever rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.catalogue import lists, policies
from hotline.ground.people.words import Actor
from hotline.web.kit import moments
from hotline.web.kit.doors import now

from . import cells, limit_tables
from .sheets import Asked, Column, Deed, Done, Link, Sheet


class Limits(Sheet):
    """Versions of the time limits."""

    slug = "limits"
    title = _("时限方案")
    hint = _("每次调整是一个新版本，从生效时间起用于以后开始的时限；已经开始的时限不变。")
    icon = "hourglass"
    search_label = _("版本或名称")
    table = "limit_policy"
    order = ("-from_at",)
    aside = "console/limits_aside.html"
    columns = (
        Column(_("版本"), lambda row: cells.strong(row.version), "cell-tight"),
        Column(_("名称"), lambda row: row.name),
        Column(_("生效时间"), lambda row: moments.full(row.from_at), "cell-tight"),
        Column(_("行数"), lambda row: row.count, "cell-number"),
        Column(_("说明"), lambda row: row.note or "—"),
        Column(_("状态"), lambda row: state(row), "cell-tight"),
    )

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Every version, the latest first."""
        rows = lists.policies()
        return rows.filter(name__contains=asked.words) if asked.words else rows

    def may_create(self, by: Actor) -> bool:
        """A new version begins as a copy of another."""
        return False

    def may_change(self, row: Any, by: Actor) -> bool:
        """Only what has not come into force can be taken back."""
        return super().may_create(by) and row.from_at > now()

    def links(self, by: Actor) -> list[Link]:
        """Try them, compare two of them."""
        return [
            Link(_("试一试"), reverse("console:try_limits"), "wand"),
            Link(_("对比两个版本"), reverse("console:compare_limits"), "columns"),
        ]

    def row_links(self, row: Any, by: Actor) -> list[Link]:
        """Begin the next version from this one."""
        found = [Link(_("对比"), reverse("console:compare_limits") + f"?right={row.pk}", "columns")]
        if super().may_create(by):
            found.append(Link(_("以此为底新建版本"), reverse("console:copy_limits", args=[row.pk]), "copy"))
        return found

    def subject(self, row: Any) -> object:
        """Its version."""
        return row.version

    def name(self, row: Any) -> str:
        """Version and name."""
        return f"{row.version} {row.name}"

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Take back what has not begun."""

        def withdraw(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            policies.withdraw(row.version, by=by, at=at)
            return Done(_("已撤回。"))

        warning = _("这个版本将被删除，到时仍沿用前一版本。")
        return [Deed("withdraw", _("撤回此版本"), "trash", withdraw, consequence=warning)]

    def more(self, row: Any, by: Actor, on: date) -> dict[str, Any]:
        """Its rows as a table, and how it stands."""
        return {"state": state(row), "row": row, "clocks": limit_tables.clocks(), "lines": limit_tables.lines(row.pk)}


def state(row: Any) -> object:
    """In force, to come, or followed by another."""
    moment = now()
    present = lists.policy_at(moment)
    if row.from_at > moment:
        day = f"{timezone.localtime(row.from_at):%Y-%m-%d}"
        return cells.pill("ask", "hourglass", gettext("{day} 起").format(day=day))
    if present is not None and present.pk == row.pk:
        return cells.pill("good", "circle-check", gettext("现行"))
    return cells.pill("done", "archive", gettext("已被替代"))
