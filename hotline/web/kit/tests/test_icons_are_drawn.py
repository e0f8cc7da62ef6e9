"""Every icon a page names is in the sprite; ``conftest.icons_are_drawn`` watches those that are named while it runs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.config.env import ROOT
from hotline.flow.tickets import rows
from hotline.flow.tickets.words import REPLAYED
from hotline.web.kit import columns
from hotline.web.kit.templatetags import kit
from tests.benches import NOW
from tests.town import Town
from tools.vendor import icon_names

NAMED = (re.compile(r'{% icon "([^"]+)"'), re.compile(r'{% empty_state [^%]*"([a-z0-9-]+)" %}'))


def in_templates() -> Iterator[tuple[Path, str]]:
    for file in ROOT.glob("hotline/**/templates/**/*.html"):
        for pattern in NAMED:
            yield from ((file, name) for name in pattern.findall(file.read_text()))


def in_code() -> Iterator[tuple[Path, str]]:
    """Where a name is handed to ``icon`` or kept under that name."""
    for file in ROOT.glob("hotline/web/**/*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            yield from ((file, name.value) for name in _handed(node) if isinstance(name.value, str) and name.value)


def _handed(node: ast.AST) -> Iterator[ast.Constant]:
    values: list[ast.expr | None] = []
    if isinstance(node, ast.Call):
        is_icon = isinstance(node.func, ast.Name) and node.func.id == "icon"
        values += node.args[:1] if is_icon else []
        values += [word.value for word in node.keywords if word.arg == "icon"]
    elif isinstance(node, ast.Assign) and any(isinstance(to, ast.Name) and to.id == "icon" for to in node.targets):
        values.append(node.value)
    yield from (each for each in values if isinstance(each, ast.Constant))


def test_every_icon_that_is_named_is_in_the_sprite() -> None:
    named = [*in_templates(), *in_code()]
    assert len({name for _, name in named}) > 80
    known = frozenset(icon_names())
    assert [f"{file}: {name}" for file, name in named if name not in known] == []


def test_what_a_replay_made_carries_its_mark_in_every_list(town: Town) -> None:
    [row] = rows.rows([town.ticket(source=REPLAYED)], NOW)
    assert "icons.svg#flask" in str(columns.title(row))
    assert "合成数据" in str(columns.title(row))


def test_an_icon_that_is_not_drawn_fails_the_page_that_shows_it() -> None:
    with pytest.raises(AssertionError, match="no-such-icon"):
        kit.icon("no-such-icon")
