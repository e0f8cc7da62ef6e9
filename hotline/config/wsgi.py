"""The pages and the API as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from hotline.lib.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.config.settings")
if os.environ.get("HOTLINE_SUPERVISED"):
    die_with_parent()  # a web process whose server was killed would hold the port for ever
application = get_wsgi_application()
addresses = get_resolver().url_patterns  # with every view: Django would load them while the first visitor waits
