"""Finds a Chromium for the browser tests, or installs one: Debian's where we are root, else Playwright's own.

As a program (``make test`` does it) it installs when needed, prints what it found, and always ends well: the tests that
need a browser are skipped with the reason, or fail where ``CI=true``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CACHE = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac/Chromium.app/Contents/MacOS/Chromium")
REASON = Path(__file__).resolve().parents[1] / ".local" / "browser.txt"
APT = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]
PACKAGES = ["chromium", "fonts-noto-cjk", "libatomic1"]  # the last one for Playwright itself


def find() -> str | None:
    """The path of a Chromium: named by HOTLINE_CHROMIUM, on the PATH, or in Playwright's cache."""
    named = os.environ.get("HOTLINE_CHROMIUM", "")
    if named and Path(named).exists():
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    home = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    cached = sorted(path for pattern in CACHE for path in home.glob(pattern))
    return str(cached[-1]) if cached else None


def launch_options(path: str) -> dict[str, Any]:
    """How Playwright starts it; root has no sandbox."""
    return {"executable_path": path, "args": ["--no-sandbox"] if os.geteuid() == 0 else []}


@cache
def usable() -> str | None:
    """The path of a Chromium that Playwright can drive on this machine; None when either is missing."""
    return find() if not driver_fault() else None


def driver_fault() -> str:
    """Why Playwright's own driver does not start (a bare Debian lacks a library of it); empty when it does."""
    from playwright._impl._driver import compute_driver_executable

    return _try([str(compute_driver_executable()[0]), "--version"])


def install() -> str:
    """Try to install what is missing; answers with the reasons when that fails, else with nothing."""
    reasons = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        reasons.append(_try([*APT, "update"]) or _try([*APT, "install", "-y", "--no-install-recommends", *PACKAGES]))
    if not find() and not driver_fault():
        reasons.append(_try([sys.executable, "-m", "playwright", "install", "chromium"]))
    if usable():
        return ""
    reasons.append(driver_fault() or "no Chromium was found after installing")
    return "; ".join(reason for reason in reasons if reason)


def why_missing() -> str:
    """Why there is no browser, as the last attempt to install one told."""
    return REASON.read_text() if REASON.exists() else "no Chromium was found; `python tools/browser.py` installs one"


def _try(command: list[str]) -> str:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=900, stdin=subprocess.DEVNULL, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        return f"{command[0]}: {fault}"
    last = (result.stderr or result.stdout).strip().splitlines()[-1:] or ["no word"]
    return f"{' '.join(command[:4])}: {last[0]}" if result.returncode else ""


def main() -> None:
    """Make sure of a browser if at all possible."""
    REASON.parent.mkdir(exist_ok=True)
    REASON.unlink(missing_ok=True)
    if not find() or driver_fault():
        print("· Installing Chromium for the browser tests …", flush=True)
        if reason := install():
            REASON.write_text(reason)
    print(f"browser: {usable() or 'none: ' + why_missing()}", flush=True)


if __name__ == "__main__":
    main()
