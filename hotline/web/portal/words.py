"""Words of the portal."""

from __future__ import annotations

from hotline.lib.words import Word


class Step(Word):
    """A step of submitting."""

    WHAT = "what", "什么事", "What"
    WHERE = "where", "在哪里", "Where"
    WHO = "who", "联系人", "You"
    CHECK = "check", "核对", "Check"


class Stage(Word):
    """How far a matter has come, in plain words."""

    RECEIVED = "received", "已收到", "Received"
    HANDLING = "handling", "办理中", "Being handled"
    ANSWERED = "answered", "已答复", "Answered"
    FINISHED = "finished", "已办结", "Finished"
