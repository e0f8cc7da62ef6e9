"""What a sheet is: one class tells all there is to know of a reference table, and the views make its screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotline.ground.people.words import Actor, Capability
from hotline.lib.refusal import NotFound

from . import rights
from .fields import SheetForm

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list was asked for: by whom, for which day, with which words and filters."""

    by: Actor
    on: date
    words: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The chosen value of a filter, empty when none was chosen."""
        return self.chosen.get(name, "")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list; ``show`` makes its cell out of a row."""

    label: Text
    show: Callable[[Any], object]
    css: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice above a list."""

    name: str
    label: Text
    choices: Sequence[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Done:
    """What a deed leaves behind: a sentence, and perhaps a secret that is shown this once, or where to go next."""

    sentence: Text
    secret: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that can be done to a row beside changing it, with its own small form."""

    slug: str
    label: Text
    icon: str
    do: Callable[[Mapping[str, Any], Actor, datetime], Done]
    form: type[SheetForm] = SheetForm
    hint: Text = ""
    consequence: Text = ""
    initial: Mapping[str, Any] = field(default_factory=dict)
    is_open: bool = False
    leaves: bool = False
    """Whether the row is gone afterwards."""

    @property
    def is_dangerous(self) -> bool:
        """Whether it is asked about before it is done."""
        return bool(self.consequence)


@dataclass(frozen=True, slots=True)
class Link:
    """A page of its own kind that belongs to a sheet or to one of its rows."""

    label: Text
    address: str
    icon: str = "arrow-right"


class Sheet:
    """A reference table. Subclasses say what is particular; what is not said here stays as it is."""

    slug: ClassVar[str]
    title: ClassVar[Text]
    hint: ClassVar[Text] = ""
    icon: ClassVar[str] = "list"
    new_label: ClassVar[Text] = _("新增")
    change_label: ClassVar[Text] = _("保存")
    change_hint: ClassVar[Text] = ""
    search_label: ClassVar[Text] = _("名称或编码")
    empty_hint: ClassVar[Text] = _("换个词或放宽筛选条件再试。")
    manage: ClassVar[Capability] = rights.REFERENCE
    looks: ClassVar[tuple[Capability, ...]] = (rights.REFERENCE, rights.JOURNAL)
    columns: ClassVar[tuple[Column, ...]] = ()
    order: ClassVar[tuple[str, ...]] = ("pk",)
    form: ClassVar[type[SheetForm]] = SheetForm
    table: ClassVar[str] = ""
    aside: ClassVar[str] = ""
    faults: ClassVar[Mapping[str, str]] = {}
    """Refusals by the name of their class, and the field beside which their sentence belongs."""

    def may_look(self, by: Actor) -> bool:
        """Whether the actor finds the sheet in her menu."""
        return any(by.holds(each) for each in self.looks)

    def may_create(self, by: Actor) -> bool:
        """Whether the actor may add a row: as a rule, where she keeps the whole province."""
        return rights.over_province(by, self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """Whether the actor may change this row."""
        return self.may_create(by)

    def filters(self, by: Actor) -> list[Filter]:
        """The choices above the list."""
        return []

    def links(self, by: Actor) -> list[Link]:
        """Pages beside the list."""
        return []

    def row_links(self, row: Any, by: Actor) -> list[Link]:
        """Pages beside the row."""
        return []

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """The rows that were asked for, as far as the actor sees them."""
        raise NotImplementedError

    def seen(self, by: Actor) -> QuerySet[Any]:
        """Every row the actor sees."""
        return self.rows(Asked(by, date.max, "", {"state": "all"}))

    def find(self, key: str, by: Actor) -> Any:
        """One row by its key.

        :raises NotFound: there is none, or the actor does not see it.
        """
        try:
            found = self.seen(by).filter(pk=key).first()
        except (ValueError, TypeError) as error:
            raise NotFound from error
        if found is None:
            raise NotFound
        return found

    def key(self, row: Any) -> str:
        """What stands for a row in an address."""
        return str(row.pk)

    def address(self, row: Any) -> str:
        """The page of a row."""
        return reverse("console:row", args=[self.slug, self.key(row)])

    def subject(self, row: Any) -> object:
        """What stands for a row in the journal."""
        return row.pk

    def name(self, row: Any) -> str:
        """What a row is called."""
        return str(row)

    def initial(self, row: Any) -> dict[str, Any]:
        """What the form of a row holds at first."""
        return {name: getattr(row, name, None) for name in self.form.base_fields}

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Add a row."""
        raise NotImplementedError

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Change a row."""
        raise NotImplementedError

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """What else can be done to a row."""
        return []

    def more(self, row: Any, by: Actor, on: date) -> dict[str, Any]:
        """What the template ``aside`` needs."""
        return {}
