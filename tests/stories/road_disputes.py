"""Disputes, delays and refusals taken back, done by their people from the ticket's page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hotline.ground.organisations import queries as organisations

from .road import STEPS, Road, Step, on_page

NAMED = ("unit", "suggested", "liable", "handle_first")


def _units(step: Step, names: Iterable[str]) -> dict[str, str]:
    return {name: str(organisations.unit_by_code(step[name]).id) for name in names if step.get(name)}


def _given(step: Step, *names: str) -> dict[str, Any]:
    return {name: str(step[name]) for name in names if step.get(name)}


def _return(road: Road, step: Step) -> None:
    said = _given(step, "reason", "basis", "note") | _units(step, ["suggested"])
    on_page(road, step, "return", of=step["unit"], **said)


def _grant_return(road: Road, step: Step) -> None:
    said = {"is_wrong_dispatch": "on" if step.get("wrong", True) else ""}
    on_page(road, step, "grant_return", of=step.get("unit", ""), **said, **_given(step, "opinion"))


def _for_unit(verb: str, *names: str) -> Callable[[Road, Step], None]:
    """A verb done for one unit's assignment, or about it."""
    return lambda road, step: on_page(road, step, verb, of=step.get("unit", ""), **_given(step, *names))


def _of_lead(verb: str, *names: str) -> Callable[[Road, Step], None]:
    """A decision about the leading unit, which the form need not name."""
    return lambda road, step: on_page(road, step, verb, **_given(step, *names))


def _naming(verb: str, *names: str) -> Callable[[Road, Step], None]:
    """A verb of the centre that names units."""
    return lambda road, step: on_page(road, step, verb, **_given(step, *names), **_units(step, NAMED))


def _refuse(road: Road, step: Step) -> None:
    who = road.enter(step["who"])
    said = _given(step, "reason", "advice")
    road.fill(who, "/bench/review/next/", f"{road.number}/refuse/", **said)


def _open_arbitration(road: Road, step: Step) -> None:
    said = _given(step, "why", "meets_on") | ({"panel": list(step["panel"])} if step.get("panel") else {})
    on_page(road, step, "open_arbitration", **said)


STEPS |= {
    "return": _return,
    "grant_return": _grant_return,
    "deny_return": _for_unit("deny_return", "opinion"),
    "open_arbitration": _open_arbitration,
    "dispute": _of_lead("dispute", "why"),
    "handle_first": _naming("handle_first", "why"),
    "arbitrate": _naming("arbitrate", "minutes", "ground"),
    "settle": _naming("settle", "ground"),
    "extend": _for_unit("extend", "days", "reason", "why", "told_how"),
    "grant_extension": _of_lead("grant_extension", "days", "opinion"),
    "deny_extension": _of_lead("deny_extension", "opinion"),
    "suspend": _of_lead("suspend", "reason", "cause"),
    "review_suspension": _of_lead("review_suspension", "why"),
    "resume": _of_lead("resume", "why"),
    "escalate": _of_lead("escalate", "reason", "why"),
    "expedite": _of_lead("expedite", "why"),
    "propose_refusal": _of_lead("propose_refusal", "reason", "advice"),
    "refuse": _refuse,
    "propose_override": _of_lead("propose_override", "why"),
    "override_refusal": _of_lead("override_refusal", "opinion"),
}
