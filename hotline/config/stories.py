"""Playing the stories: real cases as scripts, each step done by its person, at its time, through the same actions."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from hotline.config import (
    story_disputes,
    story_feeds,
    story_groups,
    story_instructions,
    story_rewards,
    story_road,
    story_special,
    story_supervision,
)
from hotline.config.story_road import SOURCE, Play, Step
from hotline.flow.tickets import lookups
from hotline.ground.calendar.words import SHANGHAI
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.lib.datafile import read_yaml
from hotline.lib.refusal import Refusal

log = logging.getLogger("hotline.demo")
DATA = Path(__file__).parent / "data" / "stories"
EARLIER = "this database was made by an earlier version; for a fresh one remove .local and start again"
MODULES: tuple[Any, ...] = (
    story_road,
    story_disputes,
    story_groups,
    story_special,
    story_feeds,
    story_rewards,
    story_instructions,
    story_supervision,
)
"""Each capability keeps its own steps in a module beside this one."""
VERBS: dict[str, Play] = {verb: play for module in MODULES for verb, play in module.VERBS.items()}
"""What a step may do, by its word ``do``."""
WORDS: dict[str, tuple[str, str]] = {
    deed: words for module in MODULES for deed, words in getattr(module, "WORDS", {}).items()
}
"""What steps are called that are no verb of a ticket, in Chinese and English."""
SYSTEM = "system"
"""Who does what the clockwork does."""


@dataclass(frozen=True, slots=True)
class Story:
    """One case: what happened in both languages, and its steps in order."""

    code: str
    zh: str
    en: str
    told_zh: str
    told_en: str
    steps: tuple[Step, ...]


def stories(folder: Path = DATA) -> Iterator[Story]:
    """The stories that ship, in order."""
    for path in sorted(folder.glob("*.yaml")):
        content = read_yaml(path)
        yield Story(**{**content, "steps": tuple(content["steps"])})


def play(tell: Callable[[str], None]) -> None:
    """Play every story that has not been played; each is all or nothing.

    A database that an earlier version filled lacks people, units or rules of newer stories: those stay unplayed, and
    it is said how to have them.
    """
    played, lacking = [], []
    for story in stories():
        try:
            if play_one(story):
                played.append(story.code)
        except (ObjectDoesNotExist, Refusal) as fault:
            log.warning("Story %s was not played: %s", story.code, fault)
            lacking.append(story.code)
    told = ", ".join(played) if played else "already played"
    if lacking:
        told += f" · not played: {', '.join(lacking)} ({EARLIER})"
    tell(told)


def moment(step: Step) -> datetime:
    """When a step happened."""
    return datetime.fromisoformat(str(step["at"])).replace(tzinfo=SHANGHAI)


def who(step: Step) -> Actor:
    """Who does a step: a person, or the platform itself."""
    if step["who"] == SYSTEM:
        return Actor.system()
    return people.actor_named(step["who"], moment(step).date())


def play_one(story: Story) -> bool:
    """Play one story from its first call to the archive; False when it has been played.

    A step of a second ticket says ``ticket: NAME``; the ticket made under that name is the one its later steps move.
    """
    if lookups.number_by_source(SOURCE, story.code) is not None:
        return False
    numbers: dict[str, str] = {}
    with transaction.atomic():
        for step in story.steps:
            at, name = moment(step), str(step.get("ticket", ""))
            actor = who(step)
            code = f"{story.code}-{name}" if name else story.code
            made = VERBS[step["do"]](code, numbers.get(name, ""), step, actor, at)
            if made:
                numbers[name] = made
    return True
