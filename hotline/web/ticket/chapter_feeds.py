"""What data feeds add to the ticket page: where the ticket was copied to, and what came back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from hotline.flow.tickets.whole import Whole
from hotline.flow.tickets.words import Verb
from hotline.ground.people.words import Actor
from hotline.watch.feeds.words import Finding

from . import traces
from .chapter import Chapter
from .telling import Facts, unit, word


def _panel(whole: Whole, by: Actor) -> dict[str, Any] | None:
    """Every department that has a copy."""
    found = traces.rows(whole, "deliveries")
    return {"deliveries": found} if found else None


def _fed(facts: Facts) -> str:
    return gettext("流转给{receiver}（{feed}）").format(
        receiver=unit(facts, "receiver"), feed=facts.get("feed_name", "")
    )


CHAPTER = Chapter(
    tellers={
        Verb.FEED: _fed,
        Verb.FEED_RECEIPT: lambda facts: gettext("{receiver}接收了流转数据").format(receiver=unit(facts, "receiver")),
        Verb.FEED_BACK: lambda facts: gettext("{receiver}反馈：{finding}").format(
            receiver=unit(facts, "receiver"), finding=word(facts.get("finding"), Finding)
        ),
    },
    icons={Verb.FEED: "share", Verb.FEED_RECEIPT: "inbox", Verb.FEED_BACK: "message-dots"},
    template="ticket/panel_feeds.html",
    panel=_panel,
)
