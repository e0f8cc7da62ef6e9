"""Larger parts of a page: pickers and tables. Loaded everywhere, like ``kit``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from hotline.ground.disaster import queries as disaster
from hotline.web.kit import charts, doors, names, pickers, stream, tables

register = template.Library()
SPARK_HEIGHT = 22
OPENS = ("manage_disaster", "register", "view_journal", "watch_area")
"""Who finds more about a disaster behind its banner."""


@register.inclusion_tag("kit/cascade.html")
def region_picker(name: str, code: str | None = "") -> dict[str, Any]:
    """``{% region_picker "region" ticket.region_id %}``: city, county, street; posts the deepest choice as ``name``."""
    return pickers.cascade(name, code or "")


@register.inclusion_tag("kit/picker.html")
def category_picker(
    name: str,
    code: str | None = "",
    placeholder: str = "",
    key: str = "",
    is_invalid: bool = False,
    with_branches: bool = False,
) -> dict[str, Any]:
    """``{% category_picker "category" ticket.category_id %}``: leaves by keyword; posts the code as ``name``."""
    source = reverse("kit:categories") + ("?branches=1" if with_branches else "")
    return _picker(name, code or "", names.category(code), source, key, is_invalid) | {
        "placeholder": placeholder or gettext("输入分类关键词，如“路灯”"),
        "key_label": gettext("分类"),
    }


@register.inclusion_tag("kit/picker.html")
def unit_picker(
    name: str,
    identifier: int | None = None,
    below: int | None = None,
    placeholder: str = "",
    key: str = "",
    is_invalid: bool = False,
) -> dict[str, Any]:
    """``{% unit_picker "lead" unit_id below=our_unit %}``: units by name; posts the identifier as ``name``."""
    source = reverse("kit:units") + (f"?below={below}" if below else "")
    return _picker(name, identifier or "", names.unit(identifier), source, key, is_invalid) | {
        "placeholder": placeholder or gettext("输入单位名称"),
        "key_label": gettext("单位"),
    }


def topic_picker(name: str, placeholder: str) -> dict[str, Any]:
    """Running topics by name or code; posts the code as ``name``."""
    return _picker(name, "", "", reverse("kit:topics"), "", is_invalid=False) | {"placeholder": placeholder}


def place_picker(name: str, within: str, placeholder: str) -> dict[str, Any]:
    """Regions of an area, of any level, by name or code; posts the code as ``name``."""
    source = reverse("kit:places") + (f"?within={within}" if within else "")
    return _picker(name, "", "", source, "", is_invalid=False) | {"placeholder": placeholder}


def _picker(name: str, value: object, label: str, source: str, key: str, is_invalid: bool) -> dict[str, Any]:
    return {
        "name": name,
        "id": f"id_{name}",
        "value": value,
        "label": label,
        "source": source,
        "key": key,
        "is_invalid": is_invalid,
    }


@register.inclusion_tag("kit/table.html", takes_context=True)
def table(context: dict[str, Any], shown: tables.Shown) -> dict[str, Any]:
    """``{% table shown %}``: a list with the person's columns; see ``kit.tables``."""
    return {"shown": shown, "request": context["request"], "csrf_token": context.get("csrf_token")}


@register.simple_block_tag(takes_context=True)
def verbs(context: dict[str, Any], content: str, label: str = "") -> str:
    """``{% verbs %}…buttons…{% endverbs %}``: the strip of verbs at the bottom, each button with its ``data-key``."""
    return format_html('<div class="verbs" role="toolbar" aria-label="{}">{}</div>', label or gettext("操作"), content)


@register.inclusion_tag("kit/disaster.html", takes_context=True)
def disaster_banner(context: dict[str, Any]) -> dict[str, Any]:
    """``{% disaster_banner %}``: the disaster modes around the reader, with their end; nothing in quiet times."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return {"modes": []}
    by = doors.actor(request)
    return {"modes": disaster.around(by, doors.now()), "may_open": any(by.holds(each) for each in OPENS)}


@register.inclusion_tag("kit/disaster_public.html")
def disaster_public() -> dict[str, Any]:
    """``{% disaster_public %}``: what citizens are told of disaster modes in force."""
    return {"modes": disaster.active(doors.now())}


@register.simple_tag(takes_context=True)
def stream_address(context: dict[str, Any]) -> str:
    """Where the page listens for changes; empty outside the doors."""
    request = context.get("request")
    return stream.address(request) if request is not None else ""


@register.inclusion_tag("kit/chart.html")
def chart(spec: charts.Chart, bare: bool = False, dark: bool = False, size: str = "", keep: str = "") -> dict[str, Any]:
    """``{% chart spec %}``: a picture, its figures as a table beneath; ``bare`` keeps that to screen readers.

    ``keep`` names it on its page: where a part is fetched anew, the picture stays and takes the new figures.
    """
    return {
        "chart": spec,
        "told": spec.table or spec,
        "data": json_script(spec.data()),
        "is_bare": bare or spec.kind is charts.Kind.SPARK,
        "is_dark": dark,
        "size": size or spec.size,
        "keep": keep,
    }


@register.inclusion_tag("kit/chart_files.html")
def chart_files() -> dict[str, Any]:
    """``{% chart_files %}`` in block ``scripts``: what a page with charts needs."""
    return {}


@register.simple_tag
def sparkline(counts: Sequence[int]) -> SafeString:
    """``{% sparkline tally.days %}``: counts of days as thin bars, in a line of a list; the figures stand beside."""
    most = max(counts, default=0) or 1
    heights = [max(1, round(SPARK_HEIGHT * count / most)) for count in counts]
    bars = (
        ("" if count else "spark-none", 4 * place, SPARK_HEIGHT - height, height)
        for place, (count, height) in enumerate(zip(counts, heights, strict=True))
    )
    drawn = format_html_join("", '<rect class="{}" x="{}" y="{}" width="3" height="{}"></rect>', bars)
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        4 * len(counts),
        SPARK_HEIGHT,
        drawn,
    )
