"""What sentences about events are made of: words, units and reasons out of the facts of the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.web.kit import names

Facts = Mapping[str, Any]


def language() -> str:
    """The reader's."""
    return get_language() or "zh"


def word(code: Any, enum: type[Any]) -> str:
    """The word for a code of an enum; a code nobody knows as it is."""
    found = next((each for each in enum if each.value == code), None)
    return str(found.label(language())) if found else str(code or "")


def unit(facts: Facts, name: str = "unit") -> str:
    """The unit that a fact names, by its number or by the name it had."""
    return names.unit(facts.get(name)) or str(facts.get(f"{name}_name") or "")


def reason(facts: Facts, purpose: ReasonPurpose, name: str = "reason") -> str:
    """The listed reason that a fact names."""
    code = str(facts.get(name) or "")
    found = catalogue.reason(purpose, code) if code else None
    if found is None:
        return code
    return str(found.name_en if names.is_english() and found.name_en else found.name)
