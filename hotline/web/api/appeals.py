"""Submitting appeals."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from ninja.params.functions import Header
from pydantic import StringConstraints

from hotline.flow.intake import actions as intake
from hotline.ground.programs.words import KeyScope

from .answers import AppealTaken, Problem
from .keys import caller
from .schemas import NewAppeal

router = Router(tags=["appeals"])
IdempotencyKey = Annotated[
    str,
    StringConstraints(min_length=1, max_length=120, pattern=r"^[\x21-\x7e]+$"),
    Header(alias="Idempotency-Key", description="Yours, new for each appeal; safe to repeat"),
]


@router.post(
    "/appeals",
    response={200: AppealTaken, 201: AppealTaken, (400, 401, 403, 413, 422, 429): Problem},
    summary="Submit an appeal",
    operation_id="submitAppeal",
)
def submit(request: HttpRequest, appeal: NewAppeal, key: IdempotencyKey) -> HttpResponse:
    """Registers each matter as a ticket in review. 201; or 200 when this key was answered before.

    Each query code belongs to the citizen: with it and the number she looks up her ticket.
    """
    program, at = caller(request, KeyScope.SUBMIT)
    sender = f"program:{program.id}"
    registered, is_repeated = intake.take_once(
        appeal.plain(program.centre_id), sender=sender, key=key, by=program.actor, at=at
    )
    tickets = [{"number": each.number, "query_code": each.query_code} for each in registered]
    return JsonResponse({"tickets": tickets, "repeated": is_repeated}, status=200 if is_repeated else 201)
