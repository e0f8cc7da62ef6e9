"""Tags of supervision: an order's grade and state, each with its shape and word."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hotline.watch.duties.words import ReportState
from hotline.watch.supervision.words import Grade, OrderState
from hotline.web.kit import orders

from .kit import clock, icon, word

register = template.Library()
STATES = {  # state -> tone, icon
    OrderState.TO_SIGN: ("ask", "inbox"),
    OrderState.WORKING: ("work", "player-play"),
    OrderState.TO_JUDGE: ("wait", "scale"),
    OrderState.ACCEPTED: ("good", "circle-check"),
    OrderState.FAILED: ("bad", "circle-x"),
    OrderState.CANCELLED: ("done", "archive"),
}
REPORTS = {
    ReportState.DUE: ("ask", "hourglass"),
    ReportState.LATE: ("bad", "alert-circle"),
    ReportState.DELIVERED: ("wait", "send"),
    ReportState.RECEIVED: ("good", "circle-check"),
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


@register.simple_tag
def report_pill(state: str) -> SafeString:
    """``{% report_pill state %}``: how a weekly report stands."""
    tone, drawing = REPORTS[ReportState(state)]
    return format_html('<span class="pill pill-{}">{}{}</span>', tone, icon(drawing), word(ReportState(state)))


@register.simple_tag
def order_clock(order: Any) -> SafeString:
    """``{% order_clock order %}``: the clock that runs, of signing or of feedback; stopped while the centre judges."""
    if order.outcome:
        return clock(None)
    return sign_clock(order) if order.state is OrderState.TO_SIGN else feedback_clock(order)


@register.simple_tag
def sign_clock(order: Any) -> SafeString:
    """``{% sign_clock order %}``: until when it is to be signed for; too short a time to turn yellow."""
    return clock(order.sign_due_at, order.sign_due_at, order.signed_at)


@register.simple_tag
def feedback_clock(order: Any) -> SafeString:
    """``{% feedback_clock order %}``: until when feedback is due; it stops with feedback that waits to be judged."""
    return clock(order.due_at, order.yellow_at, order.reported_at)


@register.filter
def supervision_reason(code: str) -> str:
    """A listed reason for supervision."""
    return orders.reason_name(code)
