"""Words of the outbox."""

from __future__ import annotations

from hotline.lib.words import Word


class MessageChannel(Word):
    """How a message travels."""

    SMS = "sms", "短信", "SMS"
    MAIL = "mail", "邮件", "Mail"


class MessageState(Word):
    """Where a message stands."""

    WAITING = "waiting", "待发送", "Waiting"
    SENT = "sent", "已发送", "Sent"
    DEAD = "dead", "发送失败", "Dead letter"
