"""Tags of the templates of data feeds."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Capability
from hotline.web.kit.doors import actor

register = template.Library()
LOOKS = (Verb.FEED, Capability.VIEW_JOURNAL)


@register.inclusion_tag("feeding/tabs.html", takes_context=True)
def feeding_tabs(context: dict[str, Any]) -> dict[str, Any]:
    """The pages of the door that the reader may enter; nothing where there is only one."""
    request = context["request"]
    by = actor(request)
    known = (
        ("feeding:inbox", gettext("收到的数据"), (Verb.FEED_RECEIPT, Verb.FEED_BACK)),
        ("feeding:rules", gettext("流转规则"), LOOKS),
        ("feeding:agreements", gettext("数据共享协议"), (*LOOKS, Capability.MANAGE_REFERENCE)),
    )
    nav = [
        {"at": (at := reverse(page)), "label": label, "is_current": request.path.startswith(at)}
        for page, label, permissions in known
        if any(by.holds(each) for each in permissions)
    ]
    return {"nav": nav if len(nav) > 1 else []}
