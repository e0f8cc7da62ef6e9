"""Refusals of programs."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class BadKey(Refusal):
    """接口密钥无效、已过期或已停用，请联系热线中心管理员。"""

    status: ClassVar[int] = 401


class OutOfScope(Refusal):
    """该接口密钥没有“{scope}”的权限，请联系热线中心管理员。"""

    status: ClassVar[int] = 403


class NoName(Refusal):
    """请填写接口密钥的用途名称，并至少选择一项权限。"""

    status: ClassVar[int] = 422


class AlreadyRevoked(Refusal):
    """该接口密钥已停用或不存在，无须再次停用。"""
