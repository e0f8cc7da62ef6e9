"""Refusals of privacy."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class ReasonTooShort(Refusal):
    """请写明查看原因（至少 {least} 个字），原因将供审计查看。"""

    status: ClassVar[int] = 422


class UnmaskingUsedUp(Refusal):
    """您今天已查看脱敏信息 {used} 次，达到每日上限 {limit} 次。确需查看请联系班长或管理员。"""

    status: ClassVar[int] = 429


class MayNotUnmask(Refusal):
    """您的岗位不能查看脱敏信息，请联系有此权限的同事。"""

    status: ClassVar[int] = 403
