"""Numbers people send are read in one place; what a refusal says can be translated."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture import house

LOOKS = {"isdigit", "isdecimal", "isnumeric"}
READER = "number"  # hotline.lib.text
HAN = re.compile("[一-鿿]")


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


def test_a_refusal_says_nothing_that_cannot_be_translated() -> None:
    found = [
        f"{house.name(file)}:{node.lineno}"
        for file in house.python_files()
        if file.is_relative_to(house.HOUSE) and "tests" not in file.parts
        for node in ast.walk(house.tree(file))
        if isinstance(node, ast.Raise) and says_bare_chinese(node)
    ]
    assert found == []


@pytest.mark.parametrize("line", ["raise BadInput(problem='不对')", "raise BadInput(problem=f'不对{x}')"])
def test_bare_chinese_is_noticed(line: str) -> None:
    assert says_bare_chinese(ast.parse(line).body[0])


def test_a_clause_is_no_bare_chinese() -> None:
    assert not says_bare_chinese(ast.parse("raise BadInput(problem=clause('不对', x=gettext('错')))").body[0])


def says_bare_chinese(node: ast.AST) -> bool:
    """Whether a fact of what is raised is Chinese as it stands: a literal, or a text with names filled in."""
    assert isinstance(node, ast.Raise)
    facts = [keyword.value for keyword in node.exc.keywords] if isinstance(node.exc, ast.Call) else []
    return any(
        isinstance(fact, ast.Constant | ast.JoinedStr) and HAN.search(ast.unparse(fact)) is not None for fact in facts
    )
