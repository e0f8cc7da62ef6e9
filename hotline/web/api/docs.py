"""The API described for people, from the same OpenAPI document that programs read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .api import api


def page(request: HttpRequest) -> HttpResponse:
    """One page without scripts: every operation with its parameters, body and answers, then every shape."""
    document = api.get_openapi_schema()
    shapes = [
        {
            "name": name,
            "about": shape.get("description", ""),
            "fields": list(_fields(shape)),
            "codes": shape.get("enum"),
        }
        for name, shape in sorted(document["components"]["schemas"].items())
    ]
    context = {"info": document["info"], "operations": list(_operations(document)), "shapes": shapes}
    return render(request, "api/docs.html", context)


def _operations(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            yield {
                "method": method.upper(),
                "path": path,
                "id": operation["operationId"],
                "summary": operation["summary"],
                "about": operation.get("description", ""),
                "parameters": operation.get("parameters", []),
                "bodies": [(media, _type(each["schema"])) for media, each in content.items()],
                "answers": [(status, _answer(each)) for status, each in operation["responses"].items()],
            }


def _answer(response: Mapping[str, Any]) -> str:
    contents = list(response.get("content", {}).values())
    return _type(contents[0]["schema"]) if contents else ""


def _fields(shape: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    required = set(shape.get("required", ()))
    for name, field in shape.get("properties", {}).items():
        yield {
            "name": name,
            "type": _type(field),
            "is_required": name in required,
            "about": field.get("description", ""),
            "limit": field.get("maxLength") or field.get("maxItems"),
        }


def _type(schema: Mapping[str, Any]) -> str:
    """A schema in a few words: ``Matter[]``, ``string | null``."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for key in ("anyOf", "allOf", "oneOf"):
        if key in schema:
            return " | ".join(_type(each) for each in schema[key])
    if schema.get("type") == "array":
        return f"{_type(schema.get('items', {}))}[]"
    return str(schema.get("format") or schema.get("type") or schema.get("title") or "object")
