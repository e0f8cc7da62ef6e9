"""Names of doers, regions, units and categories in the language of the reader."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import get_language, pgettext

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.organisations import queries as organisations
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.watch.topics import queries as topics

PARTS = " › "


def is_english() -> bool:
    """Whether the reader reads English."""
    return (get_language() or "zh").startswith("en")


def doer(name: str) -> str:
    """Who did something, by the name it was noted with: the platform itself has a word in each language."""
    return pgettext("行为人", "系统") if name == Actor.system().name else name


def region(code: str | None, *, is_full: bool = False) -> str:
    """A region's name, ``滨湖区``; in full with the regions above, ``无锡市滨湖区蠡湖街道``."""
    place = regions.region(code) if code else None
    if place is None:
        return code or ""
    if not is_english():
        return place.full_name if is_full else place.name
    if not is_full:
        return place.name_en or place.name
    above = [regions.region(each) for each in regions.lineage(place.code)]
    return ", ".join(each.name_en or each.name for each in above if each)


def region_within(code: str) -> str:
    """A region with the city around it where it is not one itself: ``无锡市滨湖区``, ``Binhu District, Wuxi``."""
    around = [regions.region(each) for each in regions.lineage(code)[:-1]]
    told = [(each.name_en or each.name) if is_english() else each.name for each in around if each]
    return (", ".join(told) if is_english() else "".join(reversed(told))) or region(code)


def unit(identifier: int | None) -> str:
    """An organisation's name."""
    if not identifier:
        return ""
    try:
        found = organisations.unit(identifier)
    except ObjectDoesNotExist:
        return str(identifier)
    return found.name_en if is_english() and found.name_en else found.name


def category(code: str | None, *, is_full: bool = False) -> str:
    """A category's name; in full with those above, ``城市管理 › 市政设施 › 路灯``."""
    if not code:
        return ""
    codes = catalogue.ancestry(code) if is_full else [code]
    language = "en" if is_english() else "zh"
    found = [(node.label(language) if (node := catalogue.category_ever(each)) else each) for each in codes]
    return PARTS.join(found)


def entry_title(entry: Any) -> str:
    """The title of a knowledge entry; the Chinese one where there is no English."""
    return str(entry.title_en if is_english() and entry.title_en else entry.title)


def entry_answer(entry: Any) -> str:
    """The answer of a knowledge entry; the Chinese one where there is no English."""
    return str(entry.answer_en if is_english() and entry.answer_en else entry.answer)


def entry_answer_beside(entry: Any) -> str:
    """The answer in the other of the two languages; empty where there is only one."""
    return str((entry.answer if is_english() else entry.answer_en) if entry.answer_en else "")


def topic(code: str) -> str:
    """A topic's name."""
    known = topics.names([code]).get(code)
    return known[1 if is_english() else 0] if known else code


def leaf_words(code: str) -> str:
    """What a category picker shows beside a leaf: where it hangs."""
    return category(code.rpartition(".")[0], is_full=True)


def role(code: str) -> str:
    """A role's name."""
    known = people.role_names(code)
    return known[1 if is_english() else 0] if known else code


def reason(purpose: ReasonPurpose, code: str) -> str:
    """A listed reason."""
    found = catalogue.reason(purpose, code) if code else None
    return code if found is None else str(found.name_en if is_english() and found.name_en else found.name)
