"""What the parts of a divided figure are called: cities, categories, units, hours and so on, for the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets.words import Channel
from hotline.ground.catalogue.words import Blame, Kind
from hotline.ground.organisations import queries as organisations
from hotline.lib.words import Word

from . import names

WORDS: Mapping[str, type[Word]] = {"channel": Channel, "kind": Kind, "blame": Blame}
"""Divisions whose codes are words."""
WEEKDAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))


def code(name: str, said: str, *, is_full: bool = False) -> str:
    """What a code of a division is called; the code itself where nobody calls it otherwise.

    :param name: the division (``insight.measures.words.Dimension``). :param is_full: with what the part lies in.
    """
    if not said:
        return gettext("未注明")
    if name in WORDS:
        found = WORDS[name].of(said)
        return found.label(get_language() or "zh") if found else said
    named = NAMES.get(name)
    return named(said, is_full) if named else said


def _region(said: str, is_full: bool) -> str:
    return names.region(said, is_full=is_full)


def _category(said: str, is_full: bool) -> str:
    return names.category(said, is_full=is_full)


def _organisation(said: str, is_full: bool) -> str:
    try:
        return names.unit(organisations.unit_by_code(said).id)
    except ObjectDoesNotExist:
        return said


def _topic(said: str, is_full: bool) -> str:
    return names.topic(said)


def _hour(said: str, is_full: bool) -> str:
    return gettext("{hour} 时").format(hour=int(said))


def _weekday(said: str, is_full: bool) -> str:
    return str(WEEKDAYS[int(said) - 1])


def _week(said: str, is_full: bool) -> str:
    return gettext("{day} 起一周").format(day=said)


NAMES: Mapping[str, Callable[[str, bool], str]] = {
    "city": _region,
    "county": _region,
    "field": _category,
    "branch": _category,
    "category": _category,
    "unit": _organisation,
    "under": _organisation,
    "centre": _organisation,
    "topics": _topic,
    "hour": _hour,
    "weekday": _weekday,
    "week": _week,
}
