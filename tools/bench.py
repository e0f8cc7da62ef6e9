"""``make bench BENCH=name``: runs ``bench/name.py``; its last line of output is one JSON object."""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Run the bench named on the command line, or tell which there are."""
    known = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_"))
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in known:
        sys.exit(f"bench: {f'there is no “{name}”' if name else 'say which'}: BENCH={'|'.join(known) or '(none yet)'}")
    sys.path.insert(0, str(ROOT))
    prepare(name)
    sys.argv = [name, *sys.argv[2:]]
    runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=True)


def prepare(name: str) -> None:
    """A durable database for each bench, in .local/bench, migrated: benches leave the demo's data alone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.config.settings")
    os.environ.setdefault("HOTLINE_STATE", str(ROOT / ".local" / "bench" / name))
    import django
    from django.core.management import call_command

    from hotline.config import database

    database.ensure()
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
