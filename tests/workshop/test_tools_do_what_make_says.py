"""The small tools behind the Makefile."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hotline.config import env
from tools import bench, browser, vendor

LOCK = json.loads((env.ROOT / "package-lock.json").read_text())


def test_the_lock_names_no_registry() -> None:
    text = (env.ROOT / "package-lock.json").read_text()
    assert "resolved" not in text
    assert all("integrity" in package for name, package in LOCK["packages"].items() if name)


def test_every_python_dependency_is_pinned() -> None:
    pins = (env.ROOT / "tools" / "constraints.txt").read_text().lower().replace("_", "-")
    declared = [line.strip().strip('",').split('"')[0] for line in _dependencies()]
    names = [line.split("[")[0].split(">")[0].split("=")[0].split("<")[0].strip().lower() for line in declared]
    assert [name for name in names if f"\n{name}==" not in pins] == []


def test_vendored_files_point_to_no_source_map(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("let a;\n//# sourceMappingURL=a.js.map\n")
    (tmp_path / "a.css").write_text("b{}\n/*# sourceMappingURL=a.css.map */\n")
    for name in ("a.js", "a.css"):
        vendor.copy(tmp_path / name, tmp_path / "out" / name)
        assert "sourceMappingURL" not in (tmp_path / "out" / name).read_text()


def test_a_missing_vendor_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"nothing\.js is missing"):
        vendor.copy(tmp_path / "nothing.js", tmp_path / "out.js")


@pytest.mark.skipif(not (vendor.MODULES / "@tabler").exists(), reason="npm packages are not installed")
def test_icons_become_one_sprite_that_takes_the_colour_of_text() -> None:
    text = vendor.sprite(["phone", "star-filled"])
    assert 'id="phone" viewBox="0 0 24 24" fill="none" stroke="currentColor"' in text
    assert 'id="star-filled" viewBox="0 0 24 24" fill="currentColor"' in text
    with pytest.raises(SystemExit, match="no-such-icon"):
        vendor.sprite(["no-such-icon"])


def test_a_browser_named_by_the_environment_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "chrome"
    named.touch()
    monkeypatch.setenv("HOTLINE_CHROMIUM", str(named))
    assert browser.find() == str(named)


def test_a_browser_in_the_cache_of_playwright_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HOTLINE_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert browser.find() is None
    cached = tmp_path / "chromium-1200" / "chrome-linux64" / "chrome"
    cached.parent.mkdir(parents=True)
    cached.touch()
    assert browser.find() == str(cached)


def test_an_unknown_bench_lists_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "nothing"])
    with pytest.raises(SystemExit, match=r"there is no “nothing”: BENCH="):
        bench.main()


def test_the_makefile_knows_the_words_of_the_workshop() -> None:
    for word in ("setup", "run", "demo", "test", "check", "bench", "messages"):
        result = subprocess.run(["make", "-n", word], cwd=env.ROOT, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr


def _dependencies() -> list[str]:
    lines = (env.ROOT / "pyproject.toml").read_text().split("\ndependencies = [", 1)[1].split("\n]", 1)[0].splitlines()
    return [line for line in lines if line.strip().startswith('"')]


def test_a_browser_that_cannot_be_driven_is_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "driver_fault", lambda: "libatomic.so.1 is missing")
    browser.usable.cache_clear()
    assert browser.usable() is None
    browser.usable.cache_clear()


def test_why_nothing_could_be_installed_is_told_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser, "driver_fault", lambda: "")
    monkeypatch.setattr(browser, "_try", lambda command: f"{command[0]}: no network")
    browser.usable.cache_clear()
    reason = browser.install()
    browser.usable.cache_clear()
    assert "no network" in reason
    assert reason.endswith("no Chromium was found after installing")
