"""`make setup` on machines that lack something: one clear sentence, no traceback."""

from __future__ import annotations

import ast
import builtins
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import setup


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout without anything."""
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "LOG", tmp_path / ".local" / "setup.log")
    return tmp_path


def test_any_python_3_can_read_it() -> None:
    ast.parse((Path(setup.__file__)).read_text(), feature_version=(3, 6))


def test_an_old_python_is_told_which_one_is_needed(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        setup.check_python()


def test_a_missing_venv_module_is_named_with_its_package(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "ensurepip":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        setup.check_python()


@pytest.mark.parametrize("word", ["getaddrinfo ENOTFOUND registry", "Temporary failure in name resolution"])
def test_an_unreachable_registry_is_told_in_a_sentence(elsewhere: Path, word: str) -> None:
    with pytest.raises(SystemExit) as end:
        setup.run([sys.executable, "-c", f"raise SystemExit('{word}')"], "Packages could not be installed")
    first, rest = str(end.value.code).split("\n", 1)
    assert "Packages could not be installed: the package registry could not be reached" in first
    assert word in rest


def test_another_failure_shows_its_last_words(elsewhere: Path) -> None:
    with pytest.raises(SystemExit) as end:
        setup.run([sys.executable, "-c", "raise SystemExit('no space left')"], "It failed")
    assert "could not be reached" not in str(end.value.code)
    assert "no space left" in str(end.value.code)


def test_a_step_is_done_again_only_when_its_inputs_change(elsewhere: Path) -> None:
    (elsewhere / "input").write_text("one")
    done: list[int] = []
    stamp = elsewhere / "deep" / ".stamp"
    for content in ("one", "one", "two"):
        (elsewhere / "input").write_text(content)
        setup.step("Step", stamp, ["input"], lambda: done.append(1))
    assert len(done) == 2


def test_a_step_that_fails_is_not_stamped(elsewhere: Path) -> None:
    def fail() -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        setup.step("Step", elsewhere / ".stamp", [], fail)
    assert not (elsewhere / ".stamp").exists()


def test_a_linked_environment_is_left_alone(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / ".venv").symlink_to(elsewhere / "somewhere")
    monkeypatch.setattr(setup, "run", lambda *_: pytest.fail("nothing may be installed"))
    setup.install_python()
