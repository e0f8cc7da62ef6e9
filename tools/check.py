"""``make check``: every check that needs no test run. All of them run, even when an early one fails."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tools import contracts

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CODE = ["hotline", "tools", "conftest.py", *(name for name in ("tests", "bench") if any((ROOT / name).rglob("*.py")))]
SAFE = {  # what a careful production would set: the deploy check runs against it
    "HOTLINE_ENV": "production",
    "HOTLINE_SECRET_KEY": "check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "HOTLINE_DATA_KEYS": "k1:" + "A" * 43 + "=",
    "HOTLINE_INDEX_KEY": "A" * 43 + "=",
    "HOTLINE_SEAL_KEY": "s1:" + "B" * 42 + "A=",
    "HOTLINE_VAULT_KEYS": "v1:" + "C" * 42 + "A=",
    "HOTLINE_HOSTS": "hotline.example",
    "DATABASE_URL": "postgresql://nobody@localhost/none",
}


def main() -> None:
    """Run them, print one line each, and what the failed ones said."""
    laws = ROOT / ".local" / "importlinter.ini"
    laws.parent.mkdir(exist_ok=True)
    laws.write_text(contracts.text())
    hotline = [sys.executable, "-W", "ignore", "-m", "hotline"]
    checks: list[tuple[str, list[str], dict[str, str]]] = [
        ("format", [str(BIN / "ruff"), "format", "--check", "-q", "."], {}),
        ("lint", [str(BIN / "ruff"), "check", "."], {}),
        ("types", [str(BIN / "mypy"), *CODE], {}),
        ("import contracts", [str(BIN / "lint-imports"), "--config", str(laws)], {}),
        ("migrations", [*hotline, "makemigrations", "--check", "--dry-run"], {"HOTLINE_ENV": "test"}),
        ("translations", [*hotline, "messages", "--check"], {}),
        ("deployment", [*hotline, "check", "--deploy", "--fail-level", "WARNING"], SAFE),
    ]
    failed = [name for name, command, environment in checks if not passes(name, command, environment)]
    if failed:
        sys.exit(f"check: failed: {', '.join(failed)}")


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    """Run one check."""
    started = time.monotonic()
    result = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=os.environ | environment, check=False
    )
    word = "ok" if result.returncode == 0 else "FAILED"
    print(f"{name:<18}{word:<8}{time.monotonic() - started:5.1f} s", flush=True)
    if result.returncode:
        print(result.stdout + result.stderr, flush=True)
    return result.returncode == 0


if __name__ == "__main__":
    main()
