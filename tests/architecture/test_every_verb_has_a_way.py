"""No verb is only a word: somebody may do it, an action does it, a screen or the clockwork calls it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

from hotline.flow.tickets.words import Verb
from hotline.web.ticket.deeds import DEEDS
from hotline.web.ticket.timeline import TELLERS
from tests.architecture import house

ELSEWHERE: dict[Verb, tuple[str, str]] = {
    Verb.REGISTER: ("hotline/web/desk/calls.py", "drafts.finish"),
    Verb.JOIN_CONTACT: ("hotline/web/desk/calls.py", "drafts.finish"),
    Verb.CLOSE: ("hotline/web/ticket/deeds.py", "followups.follow_up"),
    Verb.INSTRUCTION_FEEDBACK: ("hotline/web/lead/deeds.py", "tasking.report"),
    Verb.JUDGE_INSTRUCTION: ("hotline/web/lead/deeds.py", "tasking.judge"),
    Verb.FEED: ("hotline/jobs/sweeps.py", "delivering.follow"),
    Verb.FEED_RECEIPT: ("hotline/web/feeding/views.py", "answering.receive"),
    Verb.FEED_BACK: ("hotline/web/feeding/views.py", "answering.answer"),
    Verb.SPECIALIST_ANSWER: ("hotline/web/special/questions.py", "special.answer_enquiry"),
    Verb.NORMALISE: ("hotline/jobs/sweeps.py", "normal.settle"),
}
"""Verbs that are no deed of the ticket page: the door, or the clockwork, that does them, and what it calls for it."""
PLATFORMS = frozenset({Verb.CLOSE, Verb.NORMALISE})
"""What needs no permission of its own: the platform does it after what somebody else did, or by itself."""
TOLD_BY_NAME = frozenset({Verb.NORMALISE})
"""What needs no sentence of its own: the timeline gives its name."""
ROLES = house.HOUSE / "ground" / "people" / "data" / "roles.yaml"


def calls(file: Path) -> set[str]:
    """Every call of a file as it is written, without what is handed over."""
    return {ast.unparse(node.func) for node in ast.walk(house.tree(file)) if isinstance(node, ast.Call)}


def handed_over(file: Path) -> set[str]:
    """The verbs a file hands over in calls."""
    made = [node for node in ast.walk(house.tree(file)) if isinstance(node, ast.Call)]
    words = [ast.unparse(word) for call in made for word in [*call.args, *(each.value for each in call.keywords)]]
    return {word.removeprefix("Verb.") for word in words if word.startswith("Verb.")}


def acting_files() -> list[Path]:
    """The files of the rooms in which tickets are moved, tests apart."""
    rooms = [house.HOUSE / "flow", house.HOUSE / "watch"]
    return [
        file
        for file in house.python_files()
        if any(room in file.parents for room in rooms) and "tests" not in file.parts
    ]


def test_an_action_does_every_verb() -> None:
    done = {name for file in acting_files() for name in handed_over(file)}
    assert {verb.name for verb in Verb} <= done


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_is_done_from_a_screen_or_by_the_clockwork(verb: Verb) -> None:
    if verb in DEEDS:
        assert verb not in ELSEWHERE, "one way is listed only where the ticket page has none"
    else:
        file, call = ELSEWHERE[verb]
        assert call in calls(house.ROOT / file)


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_is_told_on_the_timeline(verb: Verb) -> None:
    assert verb in TELLERS or verb in TOLD_BY_NAME


def test_every_verb_is_some_roles_to_do() -> None:
    roles = yaml.safe_load(ROLES.read_text(encoding="utf-8"))
    held = {word for role in roles["roles"] for word in str(role["permissions"]).split()}
    assert {verb.value for verb in Verb if verb not in PLATFORMS} <= held
