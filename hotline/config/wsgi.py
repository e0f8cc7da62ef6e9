"""The pages and the API as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from hotline.lib.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.config.settings")
if os.environ.get("HOTLINE_SUPERVISED"):
    die_with_parent()  # a web process whose server was killed would hold the port for ever
application = get_wsgi_application()
