"""Words the console needs beside the enums': columns of limits, permissions of roles in groups."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hotline.flow.tickets.words import MOVES, Tier, Verb
from hotline.ground.catalogue.words import ClockKind
from hotline.ground.people.words import Capability

Text = str | Promise
COLUMNS: dict[str, Text] = {
    "urgency": _("紧急程度"),
    "category_prefix": _("分类编码"),
    "kind": _("类型"),
    "level": _("单位级别"),
}
FOLLOWING = frozenset({Verb.FOLLOW_UP, Verb.REWORK, Verb.CLOSE, Verb.REOPEN})


def column(name: str) -> str:
    """The head of a column of limits."""
    clock = ClockKind.of(name)
    return clock.label(get_language() or "zh") if clock else str(COLUMNS.get(name, name))


def permissions(held: frozenset[str] = frozenset()) -> list[tuple[Text, list[tuple[str, str]]]]:
    """Every permission in groups: the centre's, the unit's, follow-up, everybody's, the rest."""
    language = get_language() or "zh"
    groups: list[tuple[Text, list[tuple[str, str]]]] = [
        (_("热线中心"), _verbs(Tier.CENTRE, language)),
        (_("承办单位"), _verbs(Tier.UNIT, language)),
        (_("回访与归档"), [(verb.value, verb.label(language)) for verb in Verb if verb in FOLLOWING]),
        (_("可见人员"), _verbs(Tier.ANYBODY, language)),
        (_("办理之外"), [(each.value, each.label(language)) for each in Capability]),
    ]
    known = {code for _title, pairs in groups for code, _label in pairs}
    if other := sorted(held - known):
        groups.append((_("其他"), [(code, code) for code in other]))
    return [(title, pairs) for title, pairs in groups if pairs]


def _verbs(tier: Tier, language: str) -> list[tuple[str, str]]:
    return [
        (verb.value, verb.label(language))
        for verb in Verb
        if verb not in FOLLOWING and verb in MOVES and MOVES[verb].tier is tier
    ]
