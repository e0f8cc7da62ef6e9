"""The event stream as an ASGI application, run apart from the pages."""

import importlib
import os

import django

from hotline.lib.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.config.settings")
if os.environ.get("HOTLINE_SUPERVISED"):
    die_with_parent()
django.setup()
app = importlib.import_module("hotline.web.stream.app").app
