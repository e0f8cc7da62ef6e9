"""Merging and following, done by their people from the bench and from the ticket's page."""

from __future__ import annotations

from hotline.ground.organisations import queries as organisations

from .road import STEPS, Road, Step, on_page


def _merge(road: Road, step: Step) -> None:
    """A reviewer merges what her bench shows her as likely the same."""
    who, main = road.enter(step["who"]), road.numbers[str(step.get("into", ""))]
    at = f"/bench/review/{road.number}/"
    assert f'value="{main}"' in who.get(at).content.decode(), "the main is suggested"
    road.fill(who, at, f"{road.number}/merge/", main=main, why=step["why"])


def _add_joint(road: Road, step: Step) -> None:
    joint = str(organisations.unit_by_code(step["to"]).id)
    on_page(road, step, "add_joint", unit=step["unit"], note=step["note"], **{"unit_": joint})


STEPS |= {
    "merge": _merge,
    "unmerge": lambda road, step: on_page(road, step, "unmerge", why=step["why"]),
    "follow_main": lambda road, step: on_page(road, step, "follow_main"),
    "add_joint": _add_joint,
}
