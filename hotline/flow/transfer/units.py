"""Which unit had a ticket: named by the mapping, or made on demand under a parent."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist

from hotline.ground.organisations import making, queries
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.lib.refusal import clause

from . import errors
from .words import UnitRule

UNFIT = re.compile(r"[^0-9A-Za-z._-]+")


class Units:
    """The units of one import, each looked up or made once."""

    def __init__(self, rule: UnitRule, parent: Unit, *, by: Actor, at: datetime) -> None:
        self.rule, self.parent, self.by, self.at = rule, parent, by, at
        self.known: dict[str, Unit] = {}
        self.made = 0

    def unit(self, row: Table[str, str]) -> Unit | None:
        """The unit of a row; None where the mapping or the row names none.

        :raises UnknownValue: the row names one the mapping has no place for.
        """
        rule = self.rule
        if rule.fixed:
            return self._take(rule.fixed, rule.fixed_name or rule.fixed, rule.fixed_name_en)
        said = row.get(rule.column, "").strip() if rule.column else ""
        if not said:
            return None
        if said in rule.table:
            return self._take(rule.table[said], "", "")
        if not rule.prefix:
            raise errors.UnknownValue(column=rule.column, value=said[:40])
        name = row.get(rule.name, "").strip() or said
        return self._take(f"{rule.prefix}{UNFIT.sub('-', said)}"[:40], name, name)

    def _take(self, code: str, name: str, name_en: str) -> Unit:
        if code not in self.known:
            self.known[code] = self._found(code) or self._make(code, name, name_en)
        return self.known[code]

    def _found(self, code: str) -> Unit | None:
        try:
            return queries.unit_by_code(code)
        except ObjectDoesNotExist:
            return None

    def _make(self, code: str, name: str, name_en: str) -> Unit:
        if not name:
            raise errors.BadMapping(path="unit", problem=clause("没有编码为“{code}”的单位", code=code))
        self.made += 1
        return making.make(code, name[:80], name_en[:160], self.parent, by=self.by, at=self.at)
