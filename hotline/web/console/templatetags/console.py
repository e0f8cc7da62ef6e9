"""Tags of the console's templates."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from hotline.ground.privacy.words import MaskedField
from hotline.web.console import menu
from hotline.web.kit.doors import actor

register = template.Library()


@register.inclusion_tag("console/menu.html", takes_context=True)
def console_menu(context: dict[str, Any]) -> dict[str, Any]:
    """What stands at the left of every page of the console."""
    request = context["request"]
    return {"groups": menu.groups(actor(request), request.path)}


@register.filter
def as_choice(pair: tuple[str, str], chosen: str) -> bool:
    """Whether a pair of a filter's choices is the chosen one."""
    return pair[0] == chosen


@register.filter
def number(value: int | None) -> str:
    """A count with its thousands parted: ``7,463,000``."""
    return "—" if value is None else f"{value:,}"


@register.filter
def fingerprint(hash_: bytes) -> str:
    """The beginning of a hash: enough to compare by eye."""
    return bytes(hash_).hex()[:16]


@register.filter
def masked_field(code: str) -> str:
    """The word for a field of personal data."""
    found = MaskedField.of(code)
    return found.label(get_language() or "zh") if found else code
