"""Tags of the templates of rewards."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from hotline.ground.people.words import Capability
from hotline.web.kit.doors import actor

register = template.Library()


@register.inclusion_tag("rewarding/tabs.html", takes_context=True)
def rewarding_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """The pages of the door that the reader may enter; nothing where there is only one."""
    request = context["request"]
    by = actor(request)
    handle, approve, keep = Capability.HANDLE_REWARDS, Capability.APPROVE_REWARDS, Capability.OPEN_VAULT
    known = (
        ("rewarding:reports", gettext("封存的举报"), (handle,)),
        ("rewarding:approvals", gettext("审批与申诉"), (approve,)),
        ("rewarding:vault", gettext("举报人保险箱"), (keep,)),
        ("rewarding:amounts", gettext("奖励标准"), (handle, approve, Capability.MANAGE_REFERENCE)),
    )
    nav = [
        {"at": (at := reverse(page)), "label": label, "is_current": request.path.startswith(at)}
        for page, label, permissions in known
        if any(by.holds(each) for each in permissions)
    ]
    return {"nav": nav if len(nav) > 1 else []}


@register.filter
def money(amount: Decimal | None) -> str:
    """``300,000``: yuan, with its thousands parted; a fraction only where there is one."""
    if amount is None:
        return "—"
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
