"""Refusals of follow-up."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class IncompleteAnswers(Refusal):
    """请同时填写“是否解决”和“是否满意”；不满意时请注明原因。未联系上时两项都不填。"""

    status: ClassVar[int] = 422


class InvitationUsed(Refusal):
    """该评价链接已使用或已过期，如有新的情况请拨打 12345 或在网上补充。"""


class NeverDispatched(Refusal):
    """这张工单从未派出，没有可以重办的承办单位。"""


class NothingNew(Refusal):
    """请写明重启的新情况。"""

    status: ClassVar[int] = 422
