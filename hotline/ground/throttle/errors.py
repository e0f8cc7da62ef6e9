"""Refusals of the throttle."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class TooOften(Refusal):
    """操作过于频繁，请 {wait} 秒后再试。"""

    status: ClassVar[int] = 429
