"""The API itself."""

from __future__ import annotations

from ninja import NinjaAPI

from . import appeals, problems, reference, tickets
from .keys import Bearer

api = NinjaAPI(
    title="Hotline 12345",
    version="1",
    description="Submit appeals, follow tickets, add to them. Every request carries an API key of one hotline centre.",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=Bearer(),
    urls_namespace="api",
)
for each in (appeals, tickets, reference):
    api.add_router("", each.router)
problems.register(api)
