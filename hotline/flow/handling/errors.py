"""Refusals of handling."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class EmptyReply(Refusal):
    """请填写办理情况和对诉求人的答复：两项都不能为空。"""

    status: ClassVar[int] = 422


class NotContacted(Refusal):
    """尚未联系诉求人，请先联系并登记结果，再办结回复。"""


class CanBeReached(Refusal):
    """诉求人留有联系电话，请先联系；确实联系不上时请选实际结果。"""
