"""The supervision order on paper: one PDF, masked, whoever prints it; confidential matters unnamed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hotline.flow.tickets import leaving
from hotline.ground.people.words import Actor
from hotline.ground.privacy import actions as privacy
from hotline.lib import masks
from hotline.watch.supervision import queries as supervision
from hotline.web.kit import moments, names, orders, paper
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.templatetags.kit import word

from .orders import said
from .wall import LOOKERS

TEMPLATE = Path(__file__).parent / "print" / "order.typ"


@door(*LOOKERS)
@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF, shown in the browser."""
    by, at = actor(request), now()
    order = supervision.order(pk, by)
    content = paper.pdf(TEMPLATE, contents(order, by, at))
    privacy.log_print(order.number, by=by, at=at)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="supervision-{order.pk}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def contents(order: Any, by: Actor, at: datetime) -> dict[str, Any]:
    """What stands on the paper, in the reader's language."""
    links = list(order.links.all())
    people = leaving.names_of(link.ticket_id for link in links)
    everybody = sorted({name for found in people.values() for name in found})

    def clean(text: str) -> str:
        return masks.mask_said(text, everybody)

    return {
        "title": gettext("督办单"),
        "head": names.unit(order.centre_id),
        "number": order.number,
        "facts": _facts(order),
        "tickets_label": gettext("督办事项"),
        "ticket_heads": [gettext("工单号"), gettext("事项"), gettext("登记时间"), gettext("状态")],
        "tickets": [_ticket(link.ticket, people[link.ticket_id]) for link in links],
        "demand_label": gettext("督办要求"),
        "demand": clean(order.demand),
        "said_label": gettext("落实与结论"),
        "said": [_line(each, clean(each["text"]), order) for each in said(order)],
        "nothing": gettext("（尚无反馈）"),
        "colon": gettext("："),
        "spread": 0 if names.is_english() else 4,
        "signature": [gettext("承办单位负责人签字"), gettext("督办单位（盖章）"), gettext("签署日期")],
        "foot": gettext("{name} 于 {at} 打印，个人信息已脱敏").format(name=by.name, at=moments.full(at)),
    }


def _facts(order: Any) -> list[tuple[str, str]]:
    signed = f"{order.signed_by} · {moments.full(order.signed_at)}" if order.signed_at else gettext("未签收")
    rows = [
        (gettext("督办等级"), word(order.grade, "grade")),
        (gettext("被督办单位"), names.unit(order.target_id)),
        (gettext("督办原因"), orders.reason_name(order.reason)),
        (gettext("下达"), f"{order.ordered_by} · {moments.full(order.ordered_at)}"),
        (gettext("签收情况"), signed),
        (gettext("反馈期限"), moments.full(order.due_at)),
        (gettext("状态"), word(order.state)),
    ]
    return [row for row in rows if row[1]]


def _ticket(ticket: Any, people: tuple[str, ...]) -> list[str]:
    title = gettext("（保密工单）") if ticket.is_confidential else masks.mask_said(ticket.words.title, people)
    return [ticket.number, title, moments.full(ticket.registered_at), word(ticket.status, "status")]


def _line(each: dict[str, Any], text: str, order: Any) -> dict[str, str]:
    verdict = each.get("verdict", "")
    what = gettext("结论：{verdict}").format(verdict=word(verdict, "order_verdict")) if verdict else gettext("落实反馈")
    whose = names.unit(order.centre_id if verdict else order.target_id)
    return {"at": moments.full(each["at"]), "what": what, "who": f"{whose} {each['who']}", "text": text}
