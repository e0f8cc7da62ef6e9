"""A question as text for an address, read strictly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from hotline.insight.measures import links
from hotline.insight.measures.dividing import DIMENSIONS, require_parting
from hotline.insight.measures.words import Fact, Window
from hotline.lib.words import Word

from . import errors
from .words import LIVE, Against, Inquiry, Picture, Preset, Span

WordT = TypeVar("WordT", bound=Word)
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
    said: dict[str, list[str]] = {}
    known = SINGLE | {"measure", "by"} | DIMENSIONS
    for name, value in parse_qsl(text, max_num_fields=200):
        if name not in known or (name in SINGLE and name in said):
            raise errors.UnknownWord(name=name[:40], value=value[:40])
        said.setdefault(name, []).append(value)
    one = {name: values[0] for name, values in said.items() if name in SINGLE}
    against = _word(Against, "against", one, Against.NOTHING)
    return Inquiry(
        facts=_facts(said.get("measure", [])),
        by=_by(said.get("by", [])),
        where={name: tuple(dict.fromkeys(said[name])) for name in sorted(DIMENSIONS) if name in said},
        span=_span("", one, _word(Preset, "period", one, Preset.THIS_MONTH)),
        against=against,
        other=_span("against_", one, Preset.DAYS),
        picture=_word(Picture, "picture", one, Picture.TABLE),
        sort=one.get("sort", "")[:40],
        window=_word(Window, "window", one, Window.REGISTERED) if "window" in one else None,
        source=one.get("source", LIVE)[:80],
    )


def _facts(codes: Sequence[str]) -> tuple[Fact, ...]:
    found = [links.measure(code) for code in dict.fromkeys(codes)]
    if not found:
        raise errors.NoMeasure
    if len(found) > MOST_FACTS:
        raise errors.TooManyMeasures(most=MOST_FACTS)
    return tuple(found)


def _by(names: Sequence[str]) -> tuple[str, ...]:
    require_parting(*names)
    if len(names) > MOST_BY or len(set(names)) < len(names):
        raise errors.TooManyDivisions
    return tuple(names)


def _word(kind: type[WordT], name: str, said: dict[str, str], usual: WordT) -> WordT:
    value = said.get(name, usual.value)
    found = kind.of(value)
    if found is None:
        raise errors.UnknownWord(name=name, value=value[:40])
    return found


def _span(prefix: str, said: dict[str, str], preset: Preset) -> Span:
    return (
        Span(preset, _day(f"{prefix}from", said), _day(f"{prefix}to", said)) if preset is Preset.DAYS else Span(preset)
    )


def _day(name: str, said: dict[str, str]) -> date | None:
    if name not in said:
        return None
    try:
        return date.fromisoformat(said[name])
    except ValueError:
        raise errors.DaysMissing from None
