"""Refusals of resets."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class RequestNotFound(Refusal):
    """没有这条重置申请，请刷新后再试。"""

    status: ClassVar[int] = 404


class NoReason(Refusal):
    """请写明理由（至少 2 个字）：理由会记入日志。"""

    status: ClassVar[int] = 422


class NotGuarded(Refusal):
    """{name} 不是须动态口令的账号，可以直接重置，无须申请。"""


class AlreadyAsked(Refusal):
    """{name} 已有一条同样的申请在等待复核，请在“重置复核”中查看。"""


class OwnRequest(Refusal):
    """这条申请由您提出，须由另一位管理员复核。"""

    status: ClassVar[int] = 403


class OwnAccount(Refusal):
    """这条申请涉及您本人的账号，不能由您复核。"""

    status: ClassVar[int] = 403


class NotSettled(Refusal):
    """您的账号在最近 {days} 天内由他人新建、授权或重置过，暂不能担任复核人，请由其他管理员复核。"""

    status: ClassVar[int] = 403


class AlreadyDecided(Refusal):
    """这条申请已经处理过（{state}），不能再次处理。"""


class RequestExpired(Refusal):
    """这条申请已超过 {hours} 小时没有复核，已经过期；如仍需要请重新申请。"""


class AskerGone(Refusal):
    """申请人已不再管理这个账号，申请不能同意；如仍需要请重新申请。"""


class ImpossibleAddress(Refusal):
    """{problem}，请核对后再保存。"""

    status: ClassVar[int] = 422
