"""Sheets of two kinds that many rooms have: rows that hold between days, sets of values that hold until the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.ground.people.words import Actor
from hotline.web.kit import vocabulary
from hotline.web.kit.doors import today

from . import cells
from .forms_catalogue import UntilForm
from .sheets import Asked, Column, Deed, Done, Filter, Sheet, Text


def word(value: object, enum: str) -> str:
    """The word for a code in the reader's language."""
    return vocabulary.label(value, enum, get_language() or "zh")


class Dated(Sheet):
    """A sheet whose rows hold between days, end, and are followed by others."""

    change_label = _("从生效日起接替本行")
    change_hint = _("修改后保存：本行到生效日为止，新行从生效日接上；以前的督办和报送不变。")
    end_warning: ClassVar[Text] = _("从这一天起不再有效，以前的督办和报送不变。")

    def filters(self, by: Actor) -> list[Filter]:
        """By state."""
        return [Filter("state", _("状态"), [("", _("在用与待生效")), ("all", _("全部状态"))])]

    def kept(self, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
        """The rows that hold or will hold, unless all are asked for."""
        on = today() if asked.on == date.max else asked.on
        return rows if asked.get("state") == "all" else rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=on))

    def may_change(self, row: Any, by: Actor) -> bool:
        """Whoever keeps the sheet, while the row holds."""
        return self.may_create(by) and (row.until_on is None or row.until_on > today())

    def stop(self, row: Any, until_on: date, by: Actor, at: datetime) -> None:
        """Let the row end."""
        raise NotImplementedError

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Let it end without a successor."""

        def close(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
            self.stop(row, facts["until_on"], by, at)
            return Done(_("已设定到期日。"))

        if row.until_on is not None and row.until_on <= on:
            return []
        start, leaves = {"until_on": on}, row.from_on >= on
        return [Deed("close", _("到期终止"), "archive", close, UntilForm, "", self.end_warning, start, leaves=leaves)]


class NamedRules(Dated):
    """Dated rows with a name in two languages; who changes one lets another follow it."""

    search_label = _("名称")

    def named(self, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
        """Those of the rows whose name has the words, as ``kept`` keeps them."""
        if asked.words:
            rows = rows.filter(Q(name__contains=asked.words) | Q(name_en__icontains=asked.words))
        return self.kept(rows, asked)

    def name(self, row: Any) -> str:
        """What it is called."""
        return cells.either(row.name, row.name_en)

    def succeed(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Any:
        """End a row on the day its successor begins; the successor."""
        raise NotImplementedError

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Let another follow it."""
        return Done(_("原行已设定到期，新行从生效日接上。"), key=str(self.succeed(row, facts, by, at).pk))


class SetsByDay(Sheet):
    """Sets of values with a note, each from a day on until the next one."""

    search_label = _("说明")
    order = ("-from_on",)
    values: ClassVar[tuple[Column, ...]] = ()
    """What stands between the day and the note."""

    def __init_subclass__(cls, **more: Any) -> None:
        """Put the columns of a kind of sets together."""
        super().__init_subclass__(**more)
        since = Column(_("生效日期"), lambda row: cells.strong(row.from_on))
        cls.columns = (since, *cls.values, Column(_("说明"), lambda row: cells.cut(row.note, 48)))

    def sets(self) -> QuerySet[Any]:
        """All of them."""
        raise NotImplementedError

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """Those whose note has the words."""
        return self.sets().filter(note__icontains=asked.words)
