"""Every room has the same furniture, and nothing lies about that belongs to no room."""

from __future__ import annotations

import ast

from hotline.config import rooms as known
from tests.architecture import house
from tests.architecture.allowed import WITHOUT_README

FORBIDDEN = {"utils.py", "helpers.py", "services.py", "managers.py", "common.py", "misc.py", "signals.py"}
README_LINES = 40


def test_every_room_says_what_it_is_for() -> None:
    silent = [house.name(room) for room in house.rooms() if not (room / "README.md").exists()]
    assert set(silent) - WITHOUT_README == set()


def test_what_a_room_says_about_itself_is_short() -> None:
    readmes = [room / "README.md" for room in house.rooms() if (room / "README.md").exists()]
    wordy = [house.name(file) for file in readmes if len(file.read_text().splitlines()) > README_LINES]
    assert wordy == []


def test_every_room_with_tables_is_known_to_django() -> None:
    built = set(known.built())
    with_tables = {
        ".".join(room.relative_to(house.ROOT).parts) for room in house.rooms() if (room / "models.py").exists()
    }
    assert with_tables - built == set()


def test_init_files_are_empty() -> None:
    full = [house.name(file) for file in house.HOUSE.rglob("__init__.py") if file.read_text().strip()]
    assert full == []


def test_no_file_has_a_name_that_says_nothing() -> None:
    found = [house.name(file) for file in house.python_files() if file.name in FORBIDDEN]
    assert found == []


def test_every_module_says_in_a_sentence_what_it_is() -> None:
    silent = [
        house.name(file)
        for file in house.python_files()
        if file.name != "__init__.py" and "tests" not in file.parts and not ast.get_docstring(house.tree(file))
    ]
    assert silent == []


def test_every_action_and_query_says_what_it_does() -> None:
    silent = [
        f"{house.name(file)}::{node.name}"
        for room in house.rooms()
        for file in [*room.glob("actions*.py"), *room.glob("queries*.py")]
        for node in house.tree(file).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert silent == []
