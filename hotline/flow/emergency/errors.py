"""Refusals of disaster work."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class NotInDisaster(Refusal):
    """本中心的辖区现在没有应急模式，请按平常方式登记。"""


class NoNumber(Refusal):
    """请填写要回拨的号码。"""

    status: ClassVar[int] = 422


class AlreadyListed(Refusal):
    """这个号码已在回拨清单上，不用重复登记。"""


class CallBackNotFound(Refusal):
    """回拨清单上没有这一条，请刷新后再试。"""

    status: ClassVar[int] = 404


class AlreadyDone(Refusal):
    """这一条已由 {who} 于 {at} 办结。"""


class NobodyListed(Refusal):
    """请至少写一个来电人：每行一个，号码在前。"""

    status: ClassVar[int] = 422


class TooMany(Refusal):
    """一次最多登记 {most} 人，请分批提交。"""

    status: ClassVar[int] = 422


class RegisteredAlready(Refusal):
    """这个号码已为同一事件登记工单 {number}。"""


class WrongMain(Refusal):
    """主单 {number} 不能作为本次批量登记的主单：{problem}。"""

    status: ClassVar[int] = 422
