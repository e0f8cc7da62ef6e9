"""Refusals of regions."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class ImpossibleRegion(Refusal):
    """区域信息有误：{problem}。"""

    status: ClassVar[int] = 422


class RegionNotFound(Refusal):
    """没有编码为“{code}”的区域，请从列表中选择。"""

    status: ClassVar[int] = 404
