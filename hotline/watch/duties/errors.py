"""Refusals of duties."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class ReportNotFound(Refusal):
    """没有找到这项报送，请核对编号。"""

    status: ClassVar[int] = 404


class NothingDelivered(Refusal):
    """请填写报送说明，或上传报告文件。"""

    status: ClassVar[int] = 422


class DeliveredAlready(Refusal):
    """这项报送已由 {who} 于 {at} 报出，无须重复。"""


class NotDelivered(Refusal):
    """“{centre}”尚未报送，不能签收。"""


class ReceivedAlready(Refusal):
    """这项报送已由 {who} 于 {at} 签收，无须重复。"""


class NotYourReport(Refusal):
    """这项报送由“{centre}”{verb}，您的岗位不能代办。"""

    status: ClassVar[int] = 403


class NobodySigns(Refusal):
    """发给成员单位的通报不需要签收。"""


class ImpossibleDuty(Refusal):
    """报送制度有误：{problem}。"""

    status: ClassVar[int] = 422


class DutyOver(Refusal):
    """这项报送制度已经停止，不能再修改。"""
