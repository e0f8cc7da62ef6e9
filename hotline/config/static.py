"""Gathers static files under hashed names, only when one of them changed."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def gather() -> bool:
    """Gather if needed; answers whether it was."""
    stamp = settings.BUILD_DIR / ".gathered"
    digest = _digest()
    if stamp.exists() and stamp.read_text() == digest and (settings.STATIC_ROOT / "staticfiles.json").exists():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)
    return True


def _digest() -> str:
    """Name, size and time of every file that would be gathered."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            moment = storage.get_modified_time(name).timestamp()
            digest.update(f"{name} {storage.size(name)} {moment}\n".encode())
    return digest.hexdigest()
