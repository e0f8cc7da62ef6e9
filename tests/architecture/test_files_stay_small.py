"""Files, functions and templates stay small enough to be read in one sitting."""

from __future__ import annotations

from tests.architecture import house
from tests.architecture.allowed import LONG_FILES, LONG_FUNCTIONS, LONG_TEMPLATES

FILE, FUNCTION, TEMPLATE = 400, 50, 150


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {house.name(file): len(file.read_text().splitlines()) for file in house.python_files()}
    assert _too_long(lengths, FILE, LONG_FILES) == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    lengths = {
        f"{house.name(file)}::{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for file in house.python_files()
        for function in house.functions(file)
    }
    assert _too_long(lengths, FUNCTION, LONG_FUNCTIONS) == {}


def test_no_template_is_longer_than_one_hundred_and_fifty_lines() -> None:
    lengths = {house.name(file): len(file.read_text().splitlines()) for file in house.templates()}
    assert _too_long(lengths, TEMPLATE, LONG_TEMPLATES) == {}


def test_the_list_of_exceptions_only_shrinks() -> None:
    lengths = {house.name(file): len(file.read_text().splitlines()) for file in house.python_files()}
    idle = [name for name in LONG_FILES if lengths.get(name, 0) <= FILE]
    assert idle == [], "these are short enough now: take them off the list"


def _too_long(lengths: dict[str, int], most: int, allowed: dict[str, int]) -> dict[str, int]:
    return {name: length for name, length in lengths.items() if length > allowed.get(name, most)}
