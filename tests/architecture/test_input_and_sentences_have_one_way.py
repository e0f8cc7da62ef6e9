"""Numbers people send are read in one place."""

from __future__ import annotations

import ast

import pytest

from tests.architecture import house

LOOKS = {"isdigit", "isdecimal", "isnumeric"}
READER = "number"  # hotline.lib.text


def test_a_number_somebody_sent_is_read_by_the_one_reader() -> None:
    found = [
        f"{house.name(file)}:{node.lineno}"
        for file in house.python_files()
        if file.is_relative_to(house.HOUSE)
        for node in house.functions(file)
        if node.name != READER and reads_digits(node)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["int(x) if x.isdigit() else 0", "[int(x) for x in y if x.isdecimal()]"])
def test_a_reader_beside_it_is_noticed(line: str) -> None:
    assert reads_digits(ast.parse(line))


def reads_digits(tree: ast.AST) -> bool:
    """Whether text is looked at for digits, then turned into a number: "²" passes the one and breaks the other."""
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    looks = any(isinstance(call, ast.Attribute) and call.attr in LOOKS for call in calls)
    return looks and any(isinstance(call, ast.Name) and call.id == "int" for call in calls)
