"""``make pins``: writes the versions now installed to ``tools/constraints.txt``: every machine gets the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FILE = Path(__file__).with_name("constraints.txt")
HEAD = "# Written by `make pins`: the versions every machine installs.\n"
OURS = ("hotline", "pip", "setuptools", "wheel")


def main() -> None:
    """Freeze, leaving out ourselves and the installer."""
    command = [sys.executable, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    pins = sorted((line for line in lines if line.split("==")[0].lower() not in OURS), key=str.lower)
    FILE.write_text(HEAD + "\n".join(pins) + "\n")
    print(f"{len(pins)} versions pinned in {FILE.name}")


if __name__ == "__main__":
    main()
