"""Refusals of the portal."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class WrongCode(Refusal):
    """编号或查询码不对。请核对受理页面上的14位编号和6位查询码。"""

    status: ClassVar[int] = 422


class TooManyFiles(Refusal):
    """最多上传 {limit} 个文件，请先删去几个。"""

    status: ClassVar[int] = 422


class NoCentre(Refusal):
    """所选地区暂未开通网上受理，请直接拨打 12345。"""

    status: ClassVar[int] = 422
