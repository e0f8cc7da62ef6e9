"""Reading a mapping: YAML in, a checked ``Mapping`` out."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hotline.flow.tickets.words import Channel
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.lib.datafile import DataFileError, read_yaml
from hotline.lib.refusal import Clause, clause
from hotline.lib.words import Word

from . import errors
from .words import Choice, Mapping, Text, UnitRule

SHIPPED = Path(__file__).parent / "mappings"
REQUIRED = ("source", "centre", "id", "registered_at", "text")
TEXTS = ("text", "title", "place", "answer")
CHOICES: dict[str, tuple[type[Word] | None, str]] = {
    "kind": (Kind, Kind.HELP),
    "channel": (Channel, Channel.TRANSFER),
    "category": (None, ""),
    "urgency": (Urgency, Urgency.NORMAL),
    "region": (None, ""),
}
PLAIN = ("source", "centre", "id", "registered_at", "zone", "due_at", "reference")
LISTS = ("times", "answered_at", "facts")
KNOWN = {*PLAIN, *TEXTS, *CHOICES, *LISTS, "caller", "closed", "publish", "unit"}


def read(name: str) -> Mapping:
    """The mapping in a file, or a shipped one by its name.

    :raises BadMapping: naming what is wrong with it.
    """
    path = Path(name) if name.endswith((".yaml", ".yml")) or "/" in name else SHIPPED / f"{name}.yaml"
    try:
        said = read_yaml(path)
        return _mapping(said)
    except (DataFileError, ValueError, TypeError, AttributeError) as error:
        raise errors.BadMapping(path=path, problem=_why(error)) from error


def shipped() -> list[str]:
    """The names of the mappings that come with the platform."""
    return sorted(path.stem for path in SHIPPED.glob("*.yaml"))


def _why(error: Exception) -> object:
    """Our own clause, which is translated where it is told, or what the error says."""
    said = error.args[0] if error.args else None
    return said if isinstance(said, Clause) else error


def _mapping(said: Any) -> Mapping:
    if not isinstance(said, dict):
        raise ValueError(clause("应为“名称: 值”的形式"))
    if unknown := set(said) - KNOWN:
        raise ValueError(clause("不认识的项目 {names}", names="、".join(sorted(map(str, unknown)))))
    if missing := [name for name in REQUIRED if not said.get(name)]:
        raise ValueError(clause("缺少 {names}", names="、".join(missing)))
    caller, closed = said.get("caller") or {}, said.get("closed") or {}
    read: dict[str, Any] = {name: str(said[name]) for name in PLAIN if name in said}
    read |= {name: _text(said.get(name)) for name in TEXTS}
    read |= {name: _choice(name, said.get(name)) for name in CHOICES}
    read |= {name: _list(said[name]) for name in LISTS if name in said}
    return Mapping(
        **read,
        unit=_unit(said.get("unit") or {}),
        caller_name=caller.get("name", ""),
        caller_phone=caller.get("phone", ""),
        caller_address=caller.get("address", ""),
        closed_column=closed.get("column", ""),
        closed_values=frozenset(_list(closed.get("values", []))),
        publish=said.get("publish") is True,
    )


def _list(said: Any) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(str(item) for item in said)


def _text(said: Any) -> Text:
    if said is None:
        return Text()
    if isinstance(said, dict):
        return Text(_list(said["columns"]), said.get("joined", " · "))
    return Text(_list(said))


def _choice(name: str, said: Any) -> Choice:
    words, usual = CHOICES[name]
    if said is None:
        return Choice(fallback=usual)
    choice = Choice(fallback=said) if isinstance(said, str) else Choice(**said)
    values = {*choice.table.values(), *choice.contains.values(), choice.fallback} - {""}
    if words is not None and (wrong := [value for value in values if value not in set(words)]):
        raise ValueError(
            clause(
                "{name} 的值 {wrong} 应为 {words} 之一",
                name=name,
                wrong="、".join(map(str, wrong)),
                words="、".join(words),
            )
        )
    return choice


def _unit(said: dict[str, Any]) -> UnitRule:
    rule = UnitRule(**said)
    if rule.column and not rule.table and not (rule.prefix and rule.parent):
        raise ValueError(clause("unit 需要 table，或 prefix 和 parent（按需建立单位）"))
    return rule


def zone(mapping: Mapping) -> ZoneInfo:
    """The time zone of a source's times.

    :raises BadMapping: there is no such zone.
    """
    try:
        return ZoneInfo(mapping.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise errors.BadMapping(path=mapping.source, problem=clause("没有时区 {zone}", zone=mapping.zone)) from error
