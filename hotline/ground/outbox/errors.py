"""Refusals of the outbox."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class NotDead(Refusal):
    """这条消息不在“发送失败”之列，可能已有同事重新发送。"""


class UnknownTemplate(Refusal):
    """没有名为“{code}”的消息模板。"""

    status: ClassVar[int] = 404


class BadTemplate(Refusal):
    """模板不能这样保存：{names} 不是可用的填空项，可用的有 {known}。"""

    status: ClassVar[int] = 422
