"""A web process has every view before it takes its first request."""

from __future__ import annotations

import os
import subprocess
import sys

LOADED = """
import sys, hotline.config.wsgi
sys.exit(not {"hotline.web.desk.calls", "hotline.web.portal.submit", "hotline.web.api.appeals"} <= sys.modules.keys())
"""


def test_the_first_visitor_does_not_wait_for_the_views() -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "hotline.config.testing"}
    assert subprocess.run([sys.executable, "-c", LOADED], env=environment, timeout=120, check=False).returncode == 0
