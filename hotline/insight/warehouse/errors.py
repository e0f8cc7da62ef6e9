"""Refusals of the warehouse."""

from __future__ import annotations

from hotline.lib.refusal import Refusal


class NothingStored(Refusal):
    """数据仓库中没有“{source}”的数据，请先生成：{command}。"""

    status = 404


class StoredInPart(Refusal):
    """“{source}”的数据没有写完，或是旧版本的格式，请重新生成：{command}。"""
