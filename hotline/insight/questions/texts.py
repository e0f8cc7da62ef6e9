"""A question as text for an address, read strictly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from hotline.insight.measures import codes, links
from hotline.insight.measures.dividing import DIMENSIONS, PARTING, require_parting
from hotline.insight.measures.words import Fact, Window
from hotline.lib.refusal import Refusal
from hotline.lib.words import Word

from . import errors
from .words import LIVE, Against, Inquiry, Picture, Preset, Span

WordT = TypeVar("WordT", bound=Word)
Said = Mapping[str, Sequence[str]]
MOST_FACTS = 4
MOST_BY = 2
SINGLE = frozenset(
    {"period", "from", "to", "against", "against_from", "against_to", "picture", "sort", "source", "window"}
)


def written(inquiry: Inquiry) -> str:
    """The question as the query string of an address, always the same for the same question."""
    pairs = [("measure", each.value) for each in inquiry.facts] + [("by", each) for each in inquiry.by]
    pairs += [(name, code) for name in sorted(inquiry.where) for code in inquiry.where[name]]
    pairs += [("period", inquiry.span.preset.value), *_days("", inquiry.span)]
    if inquiry.against is not Against.NOTHING:
        pairs += [("against", inquiry.against.value)]
        pairs += _days("against_", inquiry.other) if inquiry.against is Against.DAYS else []
    pairs += [("picture", inquiry.picture.value)]
    pairs += [("sort", inquiry.sort)] if inquiry.sort else []
    pairs += [("window", inquiry.window.value)] if inquiry.window else []
    pairs += [("source", inquiry.source)] if inquiry.source != LIVE else []
    return urlencode(pairs)


def _days(prefix: str, span: Span) -> list[tuple[str, str]]:
    if span.preset is not Preset.DAYS:
        return []
    known = (("from", span.first), ("to", span.last))
    return [(prefix + name, day.isoformat()) for name, day in known if day is not None]


def read(text: str) -> Inquiry:
    """A question from the query string of an address.

    :raises UnknownMeasure: and ``UnknownDimension``, ``UnknownWord`` and the like, for whatever cannot be understood.
    """
    said, odd = _said(text)
    if odd:
        raise errors.UnknownWord(name=odd[0][0][:40], value=odd[0][1][:40])
    return Inquiry(**{name: of(said) for name, of in READ.items()})


def salvaged(text: str) -> Inquiry:
    """What can be understood of such a string, to begin anew with: of measures all that are known, be they too many.

    No answer is asked of it before somebody has put it right.
    """
    said, _ = _said(text)
    measures = said.pop("measure", [])
    found: dict[str, Any] = {"facts": tuple(fact for code in dict.fromkeys(measures) if (fact := Fact.of(code)))}
    said["by"] = list(dict.fromkeys(name for name in said.get("by", ()) if name in PARTING))[:MOST_BY]
    for name, of in READ.items():
        if name not in found:
            with suppress(Refusal):
                found[name] = of(said)
    return Inquiry(**found | {"where": codes.known(found.get("where", {}))})


def _said(text: str) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """The words of an address by their names, and those that are none of ours or said twice."""
    said: dict[str, list[str]] = {}
    odd = []
    known = SINGLE | {"measure", "by"} | DIMENSIONS
    for name, value in parse_qsl(text, max_num_fields=200):
        if name not in known or (name in SINGLE and name in said):
            odd.append((name, value))
        else:
            said.setdefault(name, []).append(value)
    return said, odd


def _facts(said: Said) -> tuple[Fact, ...]:
    codes = said.get("measure", ())
    found = [links.measure(code) for code in dict.fromkeys(codes)]
    if not found:
        raise errors.NoMeasure
    if len(found) > MOST_FACTS:
        raise errors.TooManyMeasures(most=MOST_FACTS)
    return tuple(found)


def _by(said: Said) -> tuple[str, ...]:
    names = said.get("by", ())
    require_parting(*names)
    if len(names) > MOST_BY:
        raise errors.TooManyDivisions
    return tuple(names)


def _where(said: Said) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(said[name])) for name in sorted(DIMENSIONS) if name in said}


def _word(kind: type[WordT], name: str, said: Said, usual: WordT) -> WordT:
    value = said.get(name, [usual.value])[0]
    found = kind.of(value)
    if found is None:
        raise errors.UnknownWord(name=name, value=value[:40])
    return found


def _span(said: Said) -> Span:
    preset = _word(Preset, "period", said, Preset.THIS_MONTH)
    return Span(preset, _day("from", said), _day("to", said)) if preset is Preset.DAYS else Span(preset)


def _day(name: str, said: Said) -> date | None:
    if name not in said:
        return None
    try:
        return date.fromisoformat(said[name][0])
    except ValueError:
        raise errors.DaysMissing from None


READ: Mapping[str, Callable[[Said], Any]] = {
    "facts": _facts,
    "by": _by,
    "where": _where,
    "span": _span,
    "against": lambda said: _word(Against, "against", said, Against.NOTHING),
    "other": lambda said: Span(Preset.DAYS, _day("against_from", said), _day("against_to", said)),
    "picture": lambda said: _word(Picture, "picture", said, Picture.TABLE),
    "sort": lambda said: said.get("sort", [""])[0][:40],
    "window": lambda said: _word(Window, "window", said, Window.REGISTERED) if "window" in said else None,
    "source": lambda said: said.get("source", [LIVE])[0][:80],
}
"""How each part of a question is read."""
