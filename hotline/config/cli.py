"""The ``hotline`` command: Django's management commands, with the database started and faults told in one sentence."""

from __future__ import annotations

import os
import sys

from hotline.config import database, env, preflight
from hotline.lib.embedded_postgres import PostgresUnavailable

WITHOUT_DATABASE = {
    "help",
    "--help",
    "-h",
    "version",
    "--version",
    "check",
    "messages",
    "moves",
    "terms",
    "demo",
    "run",
    "bench",
    "collectstatic",
}
INTERRUPTED = 130  # what shells expect after Ctrl-C
MODE_OF = {"demo": "demo", "run": "production", "test": "test"}


def main() -> None:
    """Run the command given on the command line."""
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.config.settings")
    if command in MODE_OF:
        os.environ["HOTLINE_ENV"] = MODE_OF[command]
    try:
        if command == "run":
            _validate()
        if command not in WITHOUT_DATABASE:
            database.ensure()
        from django.core.management import execute_from_command_line

        execute_from_command_line([os.path.basename(sys.argv[0]), *sys.argv[1:]])
    except (env.BadValue, PostgresUnavailable) as fault:
        sys.exit(f"hotline: {fault}")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _validate() -> None:
    """Before production settings are read: tell everything that is missing or unsafe, all at once."""
    problems = preflight.problems(os.environ)
    if problems:
        lines = "\n".join(f"  - {problem}" for problem in problems)
        sys.exit(f"hotline: production cannot start:\n{lines}")
