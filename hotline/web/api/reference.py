"""Reference data: categories, regions, kinds."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Router
from pydantic import StringConstraints

from hotline.flow.tickets.words import CallerKind, Channel
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import Kind, Urgency
from hotline.ground.regions import queries as regions
from hotline.lib.refusal import NotFound
from hotline.lib.words import Word

from .answers import CategoryOut, Problem, RegionOut, WordOut

router = Router(tags=["reference"])
ERRORS: Any = {(401, 429): Problem}
RegionCode = Annotated[str, StringConstraints(pattern=r"^\d{2,9}$")]


@router.get(
    "/categories", response={200: list[CategoryOut]} | ERRORS, summary="List categories", operation_id="listCategories"
)
def categories(request: HttpRequest) -> list[dict[str, Any]]:
    """Every category in force today, in order."""
    language = get_language() or "zh"
    found = catalogue.categories(timezone.localdate()).values()
    return [
        {
            "code": node.code,
            "name": node.label(language),
            "parent": node.parent,
            "is_leaf": node.is_leaf,
            "hint": node.advice(language),
        }
        for node in found
    ]


@router.get(
    "/regions",
    response={200: list[RegionOut], (404, 422): Problem} | ERRORS,
    summary="List regions",
    operation_id="listRegions",
)
def list_regions(request: HttpRequest, parent: RegionCode | None = None) -> list[dict[str, Any]]:
    """The regions directly below ``parent``; without it, those below the province."""
    above = regions.region(parent) if parent else regions.province()
    if above is None:
        raise NotFound
    is_english = (get_language() or "zh").startswith("en")
    return [
        {
            "code": place.code,
            "name": place.name_en if is_english and place.name_en else place.name,
            "full_name": place.full_name,
            "level": place.level,
        }
        for place in regions.children(above.code)
    ]


@router.get("/kinds", response={200: list[WordOut]} | ERRORS, summary="List kinds", operation_id="listKinds")
def kinds(request: HttpRequest) -> list[dict[str, str]]:
    """What a citizen may want with one matter."""
    return _listed(Kind)


@router.get(
    "/words", response={200: dict[str, list[WordOut]]} | ERRORS, summary="List all codes", operation_id="listWords"
)
def words(request: HttpRequest) -> dict[str, list[dict[str, str]]]:
    """Every list of codes an appeal uses: kinds, urgencies, channels, kinds of caller."""
    return {
        "kind": _listed(Kind),
        "urgency": _listed(Urgency),
        "channel": _listed(Channel),
        "caller_kind": _listed(CallerKind),
    }


def _listed(kind: type[Word]) -> list[dict[str, str]]:
    language = get_language() or "zh"
    return [{"code": member.value, "label": member.label(language)} for member in kind]
