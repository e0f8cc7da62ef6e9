"""Alerts in words: what a row of the list says, and a line of what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext

from hotline.insight.alerts.words import AlertKind, AlertState, AlertVerb, Deed, Doubt, Severity
from hotline.lib.words import Word
from hotline.web.kit import names
from hotline.web.kit.doors import today

DONE: Mapping[AlertVerb, Word] = {
    AlertVerb.ACKNOWLEDGE: AlertState.ACKNOWLEDGED,
    AlertVerb.ACT: AlertState.ACTED,
    AlertVerb.DISMISS: AlertState.DISMISSED,
}
"""What a deed is called once it is done."""
SHAPES = {Severity.GRAVE: "urgent", Severity.SERIOUS: "alert-triangle", Severity.NOTABLE: "alert-circle"}
PILLS = {Severity.GRAVE: "pill-bad", Severity.SERIOUS: "pill-warn", Severity.NOTABLE: "pill-ask"}


@dataclass(frozen=True, slots=True)
class Row:
    """An alert as lists show it."""

    row: Any
    category: str
    place: str
    sentence: str
    days: str
    shape: str
    pill: str


def row(found: Any) -> Row:
    """An alert in the reader's language."""
    severity = Severity(found.severity)
    return Row(
        found,
        names.category(found.category),
        names.region(found.region, is_full=True) or found.region,
        sentence(found),
        days(found.since_on, found.last_on),
        SHAPES[severity],
        PILLS[severity],
    )


def sentence(found: Any) -> str:
    """What was noticed: tickets beside what was expected of the same days."""
    facts: dict[str, Any] = {
        "observed": found.observed,
        "expected": number(found.expected),
        "rise": rise(found.observed, found.expected),
        "days": (found.last_on - found.since_on).days + 1,
    }
    if found.kind == AlertKind.NEW:
        return gettext("{days} 天内 {observed} 件，此前没有出现过").format(**facts)
    if found.kind == AlertKind.CLUSTER:
        facts["rule"] = _rule_name(found.rule)
        return gettext("{observed} 件，达到阈值：{rule}").format(**facts)
    if found.kind == AlertKind.RISE:
        return gettext("近两周 {observed} 件，预计 {expected} 件，高 {rise}").format(**facts)
    return gettext("{observed} 件，预计 {expected} 件，高 {rise}").format(**facts)


def rise(observed: float, expected: float) -> str:
    """How much above the expected, in percent or as a multiple: a rise of 1,900 % says less than 20 times."""
    if expected < 0.05:
        return "—"
    times = observed / expected
    return gettext("{times} 倍").format(times=f"{times - 1:.1f}") if times >= 4 else f"{(times - 1) * 100:.0f}%"


def number(value: float) -> str:
    """An expected count: one decimal where it is small."""
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"


def days(since: date, last: date) -> str:
    """The days an alert is about; the year only where it is another."""
    first = f"{since:%m-%d}" if since.year == today().year else f"{since:%F}"
    return first if since == last else f"{first} – {last:%m-%d}"


def step(found: Any) -> dict[str, Any]:
    """One line of what was done."""
    language = get_language() or "zh"
    verb = AlertVerb.of(found.verb)
    words = [DONE.get(verb, verb) if verb else None, Deed.of(found.deed), Doubt.of(found.doubt)]
    said = [word.label(language) for word in words if word is not None]
    told = {"row": found, "said": said[0] if said else found.verb, "more": said[1:]}
    return told | {"address": found.reference if _is_page(found.reference) else ""}


def _is_page(reference: str) -> bool:
    """Whether a reference is a page of the platform, and no number or other site."""
    return reference.startswith("/") and url_has_allowed_host_and_scheme(reference, None)


def _rule_name(rule: Any) -> str:
    if rule is None:
        return "—"
    return str(rule.name_en if names.is_english() and rule.name_en else rule.name)
