"""Merging and following, done by their people from the bench and from the ticket's page."""

from __future__ import annotations

from hotline.ground.organisations import queries as organisations

from .road import STEPS, Road, Step, in_office, on_page


def _merge(road: Road, step: Step) -> None:
    """A reviewer merges what her bench shows her as likely the same."""
    who, main = road.enter(step["who"]), road.numbers[str(step.get("into", ""))]
    at = f"/bench/review/{road.number}/"
    assert f'value="{main}"' in who.get(at).content.decode(), "the main is suggested"
    road.fill(who, at, f"{road.number}/merge/", main=main, why=step["why"])


STEPS |= {
    "merge": _merge,
    "unmerge": lambda road, step: on_page(road, step, "unmerge", why=step["why"]),
    "follow_main": lambda road, step: on_page(road, step, "follow_main"),
    "add_joint": in_office(
        "add-joint", lambda step: {"unit": str(organisations.unit_by_code(step["to"]).id), "note": step["note"]}
    ),
}
