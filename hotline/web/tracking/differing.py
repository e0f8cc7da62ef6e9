"""What a version of a topic changed: the expression word by word, everything else as it was and as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import get_language, gettext

from hotline.web.kit import names, vocabulary

_PIECES = re.compile(r"\s+|[()（）]|[^\s()（）]+")


@dataclass(frozen=True, slots=True)
class Change:
    """One part that changed: what it is called, how it was, how it is."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """A version, the pieces of its expression (``same``, ``new``, ``gone``), and what else changed."""

    row: Any
    pieces: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]


def told(versions: Sequence[Any]) -> Iterator[Told]:
    """Versions, the latest first, each with what it changed of the one before."""
    for place, row in enumerate(versions):
        before = versions[place + 1] if place + 1 < len(versions) else None
        if before is None:
            yield Told(row, (("same", row.expression),), ())
        else:
            yield Told(row, tuple(pieces(before.expression, row.expression)), tuple(_changes(before, row)))


def pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Two expressions as one text of pieces: what stayed, what came, what went."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "same", "".join(new[k:m])
            continue
        if i < j:
            yield "gone", "".join(old[i:j])
        if k < m:
            yield "new", "".join(new[k:m])


def _changes(before: Any, after: Any) -> Iterator[Change]:
    for label, say, name in _parts():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Change(label, say(old), say(new))


def _parts() -> list[tuple[str, Any, str]]:
    return [
        (gettext("诉求分类"), _listed(lambda code: names.category(code, is_full=True)), "categories"),
        (gettext("区域"), _listed(names.region), "regions"),
        (gettext("来源渠道"), _listed(lambda code: vocabulary.label(code, "channel", _language())), "channels"),
        (gettext("诉求类型"), _listed(lambda code: vocabulary.label(code, "kind", _language())), "kinds"),
        (gettext("登记自"), _day, "from_on"),
        (gettext("登记至"), _day, "until_on"),
    ]


def _listed(say: Any) -> Any:
    joined = ", " if names.is_english() else "、"
    return lambda codes: joined.join(say(code) for code in codes) or gettext("不限")


def _day(day: Any) -> str:
    return f"{day:%Y-%m-%d}" if day else gettext("不限")


def _language() -> str:
    return get_language() or "zh"
