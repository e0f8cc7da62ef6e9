"""The stream of the tests: the same program, which looks at its sessions twice a second."""

from __future__ import annotations

from hotline.config.asgi import app
from hotline.web.stream import app as stream

stream.CHECK_SECONDS = 0.5
__all__ = ["app"]
