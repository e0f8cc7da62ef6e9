"""The API itself."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from . import appeals, measures, problems, reference, tickets
from .keys import Bearer


class Api(NinjaAPI):
    """Describes its problems by the media type they really have."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The OpenAPI document."""
        document = super().get_openapi_schema(**options)
        for methods in document["paths"].values():
            for operation in methods.values():
                for response in operation["responses"].values():
                    content = response.get("content", {})
                    if str(content.get("application/json", {}).get("schema", {}).get("$ref", "")).endswith("/Problem"):
                        content[problems.MEDIA_TYPE] = content.pop("application/json")
        return document


api = Api(
    title="Hotline 12345",
    version="1",
    description="Submit appeals, follow tickets, add to them. Every request carries an API key of one hotline centre.",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=Bearer(),
    urls_namespace="api",
)
for each in (appeals, tickets, reference, measures):
    api.add_router("", each.router)
problems.register(api)
