"""From a row to a ticket of the past, with the checks of any door; or to a refusal that says why not."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from hotline.flow.intake import checks
from hotline.flow.intake.words import Appeal
from hotline.flow.tickets.bulk import Past
from hotline.flow.tickets.words import Channel, NewContact, NewTicket
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.organisations.queries import Unit
from hotline.lib import masks

from . import errors
from .mapping import zone
from .words import Choice, Line, Mapping, Text

ANSWER = 20_000
USUAL, USUAL_LENGTH = "%Y-%m-%d %H:%M:%S", 19
LINE = re.compile(r"\s+")


class Reader:
    """Turns the rows of one source into tickets."""

    def __init__(self, mapping: Mapping, centre: Unit, now: datetime) -> None:
        self.mapping, self.centre, self.now = mapping, centre, now
        self.zone: ZoneInfo = zone(mapping)
        self.seen: dict[str, int] = {}

    def identifier(self, line: Line) -> str:
        """The row's identifier at its source.

        :raises NoIdentifier: it has none.
        :raises RepeatedIdentifier: an earlier row of the file has the same.
        """
        identifier = line.values.get(self.mapping.id, "").strip()
        if not identifier:
            raise errors.NoIdentifier
        first = self.seen.setdefault(identifier, line.number)
        if first != line.number:
            raise errors.RepeatedIdentifier(identifier=identifier[:80], line=first)
        return identifier

    def case(self, line: Line, identifier: str, unit: Unit | None) -> Past:
        """The row as a ticket of the past.

        :raises Refusal: the row cannot be right; the sentence says why.
        """
        row = line.values
        registered_at = self._moment(row, self.mapping.registered_at)
        if registered_at > self.now:
            raise errors.InTheFuture(moment=row[self.mapping.registered_at])
        clean = checks.cleaned(self._appeal(row, identifier), self.now)  # categories of today
        closed_at = self._closed_at(row, registered_at)
        return Past(
            contact=clean.contact,
            ticket=clean.matters[0],
            registered_at=registered_at,
            unit=unit,
            closed_at=closed_at,
            due_at=self._optional_moment(row, self.mapping.due_at),
            answer=_joined(self.mapping.answer, row)[:ANSWER] if closed_at else "",
            is_public=self.mapping.publish,
            facts={name: masks.mask_text(row[name]) for name in self.mapping.facts if row.get(name)},
        )

    def _appeal(self, row: Table[str, str], identifier: str) -> Appeal:
        mapping = self.mapping
        contact = NewContact(
            self.centre.id,
            Channel(self._choice("channel", mapping.channel, row)),
            name=row.get(mapping.caller_name, ""),
            phone=row.get(mapping.caller_phone, ""),
            address=row.get(mapping.caller_address, ""),
            call_reference=row.get(mapping.reference, "")[:80],
        )
        text = _joined(mapping.text, row)
        title = LINE.sub(" ", _joined(mapping.title, row)).strip() or text
        matter = NewTicket(
            Kind(self._choice("kind", mapping.kind, row)),
            title[: checks.LONGEST["title"]],
            text,
            self._choice("category", mapping.category, row),
            self._choice("region", mapping.region, row),
            Urgency(self._choice("urgency", mapping.urgency, row)),
            place=_joined(mapping.place, row)[: checks.PLACE],
            source=mapping.source,
            source_id=identifier[:80],
        )
        return Appeal(contact, (matter,))

    def _choice(self, name: str, choice: Choice, row: Table[str, str]) -> str:
        said = row.get(choice.column, "").strip() if choice.column else ""
        if said in choice.table:
            return choice.table[said]
        for word, value in choice.contains.items():
            if word in said:
                return value
        if not choice.fallback and said and name != "category":
            raise errors.UnknownValue(column=choice.column, value=said[:40])
        return choice.fallback

    def _closed_at(self, row: Table[str, str], registered_at: datetime) -> datetime | None:
        mapping = self.mapping
        if mapping.closed_column and row.get(mapping.closed_column, "").strip() not in mapping.closed_values:
            return None
        moments = (self._optional_moment(row, column) for column in mapping.answered_at)
        closed_at = next((moment for moment in moments if moment is not None), None)
        if closed_at is None:
            if mapping.closed_column:
                raise errors.ClosedWithoutTime
            return None
        if closed_at < registered_at:
            raise errors.ImpossibleOrder(closed=f"{closed_at:%F %T}", registered=f"{registered_at:%F %T}")
        return closed_at

    def _optional_moment(self, row: Table[str, str], column: str) -> datetime | None:
        return self._moment(row, column) if column and row.get(column, "").strip() else None

    def _moment(self, row: Table[str, str], column: str) -> datetime:
        value = row.get(column, "").strip()
        if USUAL in self.mapping.times and len(value) == USUAL_LENGTH:
            with suppress(ValueError):  # as strptime would, five times as fast
                return datetime.fromisoformat(value).replace(tzinfo=self.zone)
        for form in self.mapping.times:
            try:
                return datetime.strptime(value, form).replace(tzinfo=self.zone)
            except ValueError:
                continue
        raise errors.BadMoment(column=column, value=value[:40])


def _joined(text: Text, row: Table[str, str]) -> str:
    parts = (row.get(column, "").strip() for column in text.columns)
    return text.joined.join(dict.fromkeys(part for part in parts if part))
