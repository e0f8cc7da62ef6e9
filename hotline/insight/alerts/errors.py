"""Refusals of alerts."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import BadInput, Refusal


class AlertNotFound(Refusal):
    """没有找到这条预警，请核对编号。"""

    status: ClassVar[int] = 404


class MovedAlready(Refusal):
    """这条预警已由 {who} 于 {at} 改为“{state}”，不能再“{verb}”。请刷新后查看。"""


class NotYours(Refusal):
    """预警由所在地的热线中心处理，您的岗位可以查看，不能{verb}。"""

    status: ClassVar[int] = 403


class NoWord(BadInput):
    """请填写{what}。"""


class SettingInForce(Refusal):
    """{on} 起已有一套灵敏度，请改那一套，或换一个生效日期。"""


class SettingPast(Refusal):
    """灵敏度只能从明天或以后生效：已发出的预警不改。"""


class ImpossibleSetting(BadInput):
    """灵敏度有误：{problem}。"""


class ImpossibleRule(BadInput):
    """预警阈值有误：{problem}。"""


class RuleOver(Refusal):
    """这条阈值规则已经到期，不能再修改。"""
