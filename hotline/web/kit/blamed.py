"""Dissatisfaction by what it lies in, in words, as ``kit/blamed.html`` shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from hotline.ground.catalogue.words import Blame


@dataclass(frozen=True, slots=True)
class Part:
    """How many of the dissatisfied named causes of one kind."""

    label: str
    count: int


def parts(counts: Mapping[Blame | None, int]) -> list[Part]:
    """The kinds in their order, all of them, then those of whom no listed cause is known; nothing where all is well."""
    if not sum(counts.values()):
        return []
    language = get_language() or "zh"
    known = [Part(each.label(language), counts.get(each, 0)) for each in Blame]
    return [*known, Part(gettext("未注明成因"), counts[None])] if counts.get(None) else known
