"""Tags of supervision: an order's grade and state, each with its shape and word."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hotline.watch.supervision.words import Grade, OrderState
from hotline.web.kit import orders

from .kit import icon, word

register = template.Library()
STATES = {  # state -> tone, icon
    OrderState.TO_SIGN: ("ask", "inbox"),
    OrderState.WORKING: ("work", "player-play"),
    OrderState.TO_JUDGE: ("wait", "scale"),
    OrderState.ACCEPTED: ("good", "circle-check"),
    OrderState.FAILED: ("bad", "circle-x"),
    OrderState.CANCELLED: ("done", "archive"),
}
GRADES = {Grade.ORDINARY: "warn", Grade.KEY: "bad"}


@register.simple_tag
def order_pill(state: str) -> SafeString:
    """``{% order_pill order.state %}``: where an order stands."""
    tone, drawing = STATES[OrderState(state)]
    return format_html('<span class="pill pill-{}">{}{}</span>', tone, icon(drawing), word(OrderState(state)))


@register.simple_tag
def grade_pill(grade: str) -> SafeString:
    """``{% grade_pill order.grade %}``: how hard is supervised."""
    found = Grade(grade)
    return format_html('<span class="pill pill-{}">{}{}</span>', GRADES[found], icon("report"), word(found))


@register.filter
def supervision_reason(code: str) -> str:
    """A listed reason for supervision."""
    return orders.reason_name(code)
