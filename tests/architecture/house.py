"""What the architecture tests read: every file and every room of the house."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from hotline.config import env

ROOT = env.ROOT
HOUSE = ROOT / "hotline"
FLOORS = ("ground", "flow", "watch", "insight", "web")
BELOW_THE_CLOCK = ("ground", "flow", "watch", "links", "lib")  # time comes from web and jobs as an argument


def python_files() -> list[Path]:
    """Everything we wrote in Python, migrations apart: Django writes those."""
    folders = [HOUSE, ROOT / "tests", ROOT / "tools", ROOT / "bench"]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    return sorted(file for file in [*files, ROOT / "conftest.py"] if "migrations" not in file.parts)


def templates() -> list[Path]:
    """Every template."""
    return sorted(file for file in HOUSE.rglob("*") if "templates" in file.parts and file.suffix in {".html", ".txt"})


def rooms() -> list[Path]:
    """Every room that is more than an empty package."""
    found = [file.parent for floor in FLOORS for file in (HOUSE / floor).glob("*/__init__.py")]
    return sorted(room for room in found if room.name != "tests" and any(room.glob("*.py")) and _has_code(room))


@cache
def tree(file: Path) -> ast.Module:
    """The file as Python reads it."""
    return ast.parse(file.read_text(), filename=str(file))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def name(file: Path) -> str:
    """The file as its path from the root."""
    return str(file.relative_to(ROOT))


def _has_code(room: Path) -> bool:
    return any(file.stem != "__init__" for file in room.glob("*.py"))
