"""What an alert became: whoever came from one and made something of it need not write that down once more."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from hotline.insight.alerts import actions
from hotline.insight.alerts.words import Deed
from hotline.lib.refusal import Refusal
from hotline.lib.text import number

from .doors import actor, now


def of_alert(request: HttpRequest, deed: Deed, reference: str, note: str) -> None:
    """Write down at the alert that the form names (``kit/from_alert.html``) what was made of it.

    What was made stands whatever becomes of the note: a refusal is told, and one's own words can be added by hand. Of
    an alert that is hidden from the reader nothing is said.
    """
    alert = number(request.POST.get("alert", ""))
    if alert is None:
        return
    try:
        actions.act(alert, deed, note[: actions.NOTE], reference, by=actor(request), at=now())
    except Refusal as refusal:
        if refusal.status != 404:
            messages.warning(request, refusal.sentence(gettext, get_language() or "zh"))
    else:
        messages.success(request, gettext("已在预警中记录处置情况。"))
