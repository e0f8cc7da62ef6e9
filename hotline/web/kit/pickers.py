"""Fields that help while one types: regions step by step, categories by keyword, units by name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.queries import Node
from hotline.ground.organisations import queries as organisations
from hotline.ground.regions import queries as regions
from hotline.ground.regions.queries import Place
from hotline.lib.text import number
from hotline.watch.topics import queries as watches

from . import names
from .doors import actor, door, today

SHOWN = 20
LEVELS = 3


@door()
@require_GET
def regions_below(request: HttpRequest) -> HttpResponse:
    """The cascade of a region field, opened down to the chosen code."""
    name = request.GET.get("name", "region")[:40]
    picked = [request.GET.get(f"{name}_{level}", "") for level in range(LEVELS)]
    chosen = request.GET.get("code", "") or deepest(picked)
    return render(request, "kit/cascade.html", cascade(name, chosen))


@door()
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Regions of an area by name or code, each with the one it lies in; its direct parts while nothing is typed."""
    within = request.GET.get("within", "")
    if not within or regions.region(within) is None:
        within = regions.province().code
    found = regions.find(request.GET.get("q", "").strip()[:40], within, SHOWN)
    rows = [(place.code, names.region(place.code), _around(place.code)) for place in found]
    return render(request, "kit/options.html", {"rows": rows})


def _around(code: str) -> str:
    """The region around one, where that is not the whole province."""
    above = regions.lineage(code)[1:-1]
    return names.region(above[0]) if above else ""


def deepest(picked: list[str]) -> str:
    """The last choice that still lies in the one before: a new city forgets the old county."""
    chosen = ""
    for code in picked:
        if not code or not code.startswith(chosen):
            break
        chosen = code
    return chosen


def cascade(name: str, chosen: str) -> dict[str, object]:
    """What the cascade's template needs: one select a level, from the province down."""
    top = regions.province().code
    if chosen and (regions.region(chosen) is None or not chosen.startswith(top)):
        chosen = ""
    line = [code for code in reversed(regions.lineage(chosen)) if code != top] if chosen else []
    levels, parent = [], top
    for depth in range(LEVELS):
        options: tuple[Place, ...] = regions.children(parent) if parent else ()
        picked = line[depth] if depth < len(line) else ""
        levels.append({"depth": depth, "options": options, "picked": picked})
        parent = picked
    return {"name": name, "levels": levels, "chosen": chosen}


@door()
@require_GET
def categories(request: HttpRequest) -> HttpResponse:
    """Categories whose name, path or keywords hold what was typed; with ``branches`` not the leaves only."""
    found = find_categories(request.GET.get("q", ""), with_branches=bool(request.GET.get("branches")))
    language = get_language() or "zh"
    rows = [
        (
            node.code,
            node.label(language),
            " · ".join(filter(None, (names.leaf_words(node.code), node.advice(language)))),
        )
        for node in found
    ]
    return render(request, "kit/options.html", {"rows": rows})


def find_categories(words: str, *, with_branches: bool = False) -> list[Node]:
    """Leaves that fit the typed words, the best first: by name, then by keyword, then by what they hang under."""
    said = words.strip().lower()
    everything = catalogue.categories(today())
    ranked = [
        (rank, node.code, node)
        for node in everything.values()
        if (node.is_leaf or with_branches) and (rank := _rank(node, said, everything)) is not None
    ]
    return [node for _, _, node in sorted(ranked, key=lambda row: row[:2])[:SHOWN]]


def _rank(node: Node, said: str, everything: dict[str, Node]) -> int | None:
    if not said or node.code.startswith(said):
        return 0
    if said in node.name or said in node.name_en.lower():
        return 1
    if any(said in keyword or keyword in said for keyword in node.keywords):
        return 2
    parent = everything.get(node.parent or "")
    if parent and (said in parent.name or said in parent.name_en.lower()):
        return 3
    return 4 if said in node.hint or said in node.hint_en.lower() else None


@door()
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Units by name; with ``below`` only those a unit may send down to."""
    said = request.GET.get("q", "").strip()[:40]
    below = number(request.GET.get("below", ""))
    if below is not None:
        rows = _below(below, said)
    else:
        rows = [(unit.id, names.unit(unit.id), names.region(unit.region)) for unit in _named(said)]
    return render(request, "kit/options.html", {"rows": rows})


@door()
@require_GET
def topics(request: HttpRequest) -> HttpResponse:
    """The running topics the reader's rules may lean on, by name or code; under which umbrella, or whose they are."""
    words = request.GET.get("q", "").strip().lower()[:40].split()
    rows = []
    for row in watches.offered(actor(request)):
        said = f"{row.name} {row.name_en} {row.code}".lower()
        if all(word in said for word in words):
            above = _named_topic(row.umbrella) if row.umbrella else names.region(row.centre.region_id)
            rows.append((row.code, _named_topic(row), above))
    return render(request, "kit/options.html", {"rows": rows[:SHOWN]})


def _named_topic(row: Any) -> str:
    return str(row.name_en if names.is_english() else row.name)


def _named(said: str) -> list[organisations.Unit]:
    return organisations.find(said, on=today(), limit=SHOWN) if said else []


def _below(identifier: int, said: str) -> list[tuple[int, str, str]]:
    found = organisations.below(identifier)
    rows = (found.filter(name__contains=said) if said else found).values_list("pk", "region_id")[:SHOWN]
    return [(pk, names.unit(pk), names.region(region)) for pk, region in rows]
