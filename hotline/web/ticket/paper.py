"""The ticket on paper: one PDF with masked data, whoever prints it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from hotline.flow.handling import queries as handling
from hotline.flow.tickets import leaving, queries, whole
from hotline.flow.tickets.words import REPLAYED
from hotline.ground.journal import queries as journal
from hotline.ground.privacy import actions as privacy
from hotline.lib import masks
from hotline.web.kit import columns, moments, names, paper, special
from hotline.web.kit.doors import actor, door, now
from hotline.web.kit.templatetags.kit import MASKS, word

from . import further, reading, timeline

TEMPLATE = Path(__file__).parent / "print" / "ticket.typ"


@door()
@require_GET
def printed(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF, shown in the browser."""
    by, at = actor(request), now()
    found = whole.read(number, by)
    content = paper.pdf(TEMPLATE, contents(found, by, at))
    privacy.log_print(number, by=by, at=at)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def contents(found: whole.Whole, by: Any, at: datetime) -> dict[str, Any]:
    """What stands on the paper, in the reader's language."""
    ticket = found.ticket
    people = leaving.names_of([ticket.pk])[ticket.pk]
    return {
        "title": masks.mask_said(ticket.words.title, people),
        "head": gettext("12345 热线工单"),
        "number": columns.marked(ticket.number, ticket.source == REPLAYED),
        "status": word(ticket.status, "status"),
        "facts": _facts(found, by, people),
        "text_label": gettext("诉求内容"),
        "text": masks.mask_said(ticket.words.text, people),
        "asked_label": gettext("专席问答"),
        "asked": _asked_at_desk(found, by, people),
        "tree_label": gettext("派单"),
        "tree": [_branch(branch) for branch in found.branches],
        "replies_label": gettext("单位答复"),
        "replies": [_reply(reply, people) for reply in handling.replies(ticket.pk)],
        "timeline_label": gettext("办理经过"),
        "timeline": _timeline(found, by, people),
        "foot": gettext("{name} 于 {at} 打印，个人信息已脱敏").format(name=by.name, at=moments.full(at)),
    }


def _facts(found: whole.Whole, by: Any, people: Sequence[str]) -> Sequence[tuple[str, str]]:
    ticket = found.ticket
    rows = [
        (gettext("类型"), word(ticket.kind, "kind")),
        (gettext("分类"), names.category(ticket.category_id, is_full=True)),
        (gettext("区域"), names.region(ticket.region_id, is_full=True)),
        (gettext("地点"), masks.mask_said(ticket.words.place, people)),
        (gettext("紧急程度"), word(ticket.urgency, "urgency")),
        (gettext("登记时间"), f"{moments.full(ticket.registered_at)} · {word(ticket.channel, 'channel')}"),
        (gettext("热线中心"), names.unit(ticket.centre_id)),
        (gettext("诉求"), masks.mask_said(ticket.words.wish, people)),
    ]
    for party in reading.parties(found, by):
        shown = " ".join(MASKS[detail.mask](detail.value) for detail in party.details)
        rows.append((party.title, shown or gettext("匿名")))
    return [(label, value) for label, value in rows if value]


def _asked_at_desk(found: whole.Whole, by: Any, people: Sequence[str]) -> list[tuple[str, str]]:
    """The special desk with its answers; only the desk where the reader may not know who spoke."""
    taken = special.of(found.ticket.pk, is_hidden=not queries.sees_people(found.ticket, by))
    if taken is None:
        return []
    answers = [(each.question, masks.mask_said(each.said, people)) for each in taken.answers]
    return [(gettext("专席"), taken.desk), *answers]


def _branch(branch: whole.Branch) -> dict[str, Any]:
    each = branch.assignment
    ends = [clock.due_at for clock in branch.clocks]
    return {
        "depth": branch.depth,
        "unit": names.unit(each.unit_id),
        "role": word(each.role, "role"),
        "state": word(each.state),
        "due": moments.full(max(ends)) if ends else "",
    }


def _reply(reply: Any, people: Sequence[str]) -> dict[str, str]:
    said = reply.public_text or reply.internal_text
    return {
        "unit": names.unit(reply.assignment.unit_id),
        "outcome": word(reply.outcome, "outcome"),
        "text": masks.mask_said(said, people),
        "at": moments.full(reply.replied_at),
    }


def _timeline(found: whole.Whole, by: Any, people: Sequence[str]) -> list[dict[str, str]]:
    events = list(journal.timeline(further.TOPIC, found.ticket.pk))
    is_hidden = not queries.sees_people(found.ticket, by)
    told = timeline.lines(events, hides_people=is_hidden)
    return [
        {
            "at": moments.full(line.at),
            "who": line.who,
            "sentence": line.sentence,
            "said": masks.mask_said(line.said, people),
        }
        for line in told
    ]
