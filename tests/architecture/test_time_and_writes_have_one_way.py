"""The moment is an argument, nothing happens behind the back of an action."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture import house

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("timezone", "now")}
TURNERS = {"localdate", "localtime"}
CLOCKS |= {("timezone", name) for name in TURNERS}
WRITES = {"save", "delete", "bulk_create"}
COLUMN_DEFAULTS = {"auto_now", "auto_now_add"}


def _below() -> list[Path]:
    folders = {house.HOUSE / floor for floor in house.BELOW_THE_CLOCK}
    return [file for file in house.python_files() if folders & set(file.parents) and "tests" not in file.parts]


def test_nothing_below_web_and_jobs_looks_at_the_clock() -> None:
    found = [f"{house.name(file)}:{line}" for file in _below() for line in clock_reads(house.tree(file))]
    assert found == []


def test_no_column_fills_itself_with_the_time() -> None:
    found = [
        f"{house.name(file)}:{node.value.lineno}"
        for file in _below()
        for node in ast.walk(house.tree(file))
        if isinstance(node, ast.keyword) and node.arg in COLUMN_DEFAULTS
    ]
    assert found == []


def test_no_signals_are_used() -> None:
    found = [
        house.name(file)
        for file in house.python_files()
        for node in ast.walk(house.tree(file))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert found == []


def test_no_model_overrides_its_own_saving() -> None:
    found = [
        f"{house.name(file)}::{node.name}.{part.name}"
        for file in house.python_files()
        if file.name.startswith("models") or "models" in file.parts
        for node in ast.walk(house.tree(file))
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name in WRITES
    ]
    assert found == []


def test_only_the_environment_module_reads_the_environment() -> None:
    allowed = {"env.py", "cli.py", "testing.py", "wsgi.py", "asgi.py", "supervisor.py", "run.py"}
    found = [
        house.name(file)
        for file in house.python_files()
        if file.is_relative_to(house.HOUSE) and "tests" not in file.parts and file.name not in allowed
        for node in ast.walk(house.tree(file))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert found == []


@pytest.mark.parametrize("line", ["timezone.now()", "datetime.now(UTC)", "date.today()", "Field(default=timezone.now)"])
def test_a_look_at_the_clock_is_noticed(line: str) -> None:
    assert list(clock_reads(ast.parse(line))) == [1]


@pytest.mark.parametrize("line", ["timezone.localtime(at)", "timezone.localdate(at)", "datetime.fromisoformat(x)"])
def test_turning_a_moment_over_is_no_look_at_the_clock(line: str) -> None:
    assert list(clock_reads(ast.parse(line))) == []


def clock_reads(module: ast.Module) -> list[int]:
    """Lines that read the clock. ``localtime(at)`` only turns a moment over; ``localtime()`` reads."""
    given = {id(node.func) for node in ast.walk(module) if isinstance(node, ast.Call) and node.args}
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in CLOCKS
        and not (node.attr in TURNERS and id(node) in given)
    ]
