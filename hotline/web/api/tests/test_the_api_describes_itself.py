"""The OpenAPI document, the page made from it, and requests made up from it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.town import Town

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
MATTER = st.fixed_dictionaries(
    {"kind": st.sampled_from(["help", "enquiry"]) | JSON, "text": st.text(min_size=1, max_size=60) | JSON},
    optional={
        "title": st.text(max_size=200),
        "category": st.sampled_from(["01.01.01", "01", "9"]) | st.text(max_size=25),
        "region": st.sampled_from(["320211", "3202"]) | st.text(max_size=12),
        "wish": st.text(max_size=80),
        "place": st.text(max_size=300),
        "urgency": st.sampled_from(["danger", "normal"]) | JSON,
        "confidential": st.booleans() | JSON,
        "beneficiary": st.none() | st.dictionaries(st.sampled_from(["name", "phone", "note"]), st.text(max_size=80)),
    },
)
APPEAL = st.fixed_dictionaries(
    {"matters": st.lists(MATTER, max_size=3)},
    optional={
        "channel": st.sampled_from(["app", "web", "phone"]) | JSON,
        "caller": st.dictionaries(
            st.sampled_from(["name", "phone", "identity", "address", "email", "kind"]), st.text(max_size=80), max_size=4
        ),
        "reference": st.text(max_size=90),
    },
)
QUIET = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def test_the_document_is_openapi_3_1_and_names_every_operation(client: Client, db: None) -> None:
    answer = client.get("/api/v1/openapi.json")
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    operations = {each["operationId"] for methods in document["paths"].values() for each in methods.values()}
    assert {"submitAppeal", "followTickets", "getTicket", "addNote", "addAttachment"} <= operations
    assert document["components"]["securitySchemes"]
    parameters = document["paths"]["/api/v1/appeals"]["post"]["parameters"]
    assert [(each["name"], each["in"], each["required"]) for each in parameters] == [
        ("Idempotency-Key", "header", True)
    ]


def test_problems_are_described_by_the_media_type_they_have(client: Client, db: None) -> None:
    document = client.get("/api/v1/openapi.json").json()
    responses = [
        response
        for methods in document["paths"].values()
        for each in methods.values()
        for status, response in each["responses"].items()
        if int(status) >= 400
    ]
    assert responses
    assert {media for response in responses for media in response["content"]} == {"application/problem+json"}


@pytest.mark.parametrize(("language", "head"), [("zh-CN", "接口文档"), ("en", "API documentation")])
def test_the_page_for_people_needs_no_script_and_nothing_from_elsewhere(
    client: Client, db: None, language: str, head: str
) -> None:
    answer = client.get("/api/v1/docs", headers={"Accept-Language": language})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"<h1>{head}</h1>" in page
    assert "Idempotency-Key" in page
    assert "<script" not in page
    assert "http" not in page.replace("http://testserver", "")


@given(body=APPEAL | JSON)
@QUIET
def test_no_made_up_appeal_is_a_server_error(body: Any, client: Client, town: Town, key: Callable[..., str]) -> None:
    headers = {"Authorization": f"Bearer {key('submit')}", "Idempotency-Key": str(abs(hash(json.dumps(body))))}
    answer = client.post("/api/v1/appeals", json.dumps(body), content_type="application/json", headers=headers)
    assert answer.status_code in (200, 201, 400, 422), answer.content
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"]


@given(body=st.binary(max_size=60))
@QUIET
def test_no_bytes_are_a_server_error(body: bytes, client: Client, town: Town, key: Callable[..., str]) -> None:
    headers = {"Authorization": f"Bearer {key('submit')}", "Idempotency-Key": "k"}
    answer = client.post("/api/v1/appeals", body, content_type="application/json", headers=headers)
    assert answer.status_code in (400, 422), answer.content
