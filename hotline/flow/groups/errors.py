"""Refusals of groups."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class NoSuchTicket(Refusal):
    """没有找到工单 {number}，请核对编号。"""

    status: ClassVar[int] = 422


class IntoItself(Refusal):
    """工单不能与自己并单或关联，请填写另一张工单的编号。"""

    status: ClassVar[int] = 422


class OtherCentre(Refusal):
    """工单 {number} 属于其他热线中心，不能并单；可以先“关联”，或由上级中心协调。"""


class MainIsMerged(Refusal):
    """工单 {number} 已并入另一张主单，不能再作主单；请并入它的主单。"""


class MainIsClosed(Refusal):
    """工单 {number} 已归档，不能再并入；同一问题再次出现的请单独办理，可与它“关联”。"""


class MainNotSubmitted(Refusal):
    """工单 {number} 目前为“{status}”，尚未提交审核，不能作主单。"""


class MainIsConfidential(Refusal):
    """工单 {number} 是保密工单，不能作普通工单的主单；请以普通工单为主单。"""


class HasMembers(Refusal):
    """工单 {number} 已是 {count} 张工单的主单，不能并入别的工单；请反过来并单，或先改换主单。"""


class NotMerged(Refusal):
    """工单 {number} 没有并入其他工单。"""


class TooLateToUnmerge(Refusal):
    """主单已归档，不能再撤销并单；诉求人有新情况的，请重启这张工单。"""


class MainIsUnderWay(Refusal):
    """主单目前为“{status}”，承办单位已经接手，不能改换主单；确需改换的，请先撤回派单。"""


class MainNotDone(Refusal):
    """主单目前为“{status}”，还没有可以告知诉求人的结果。"""


class GroupChanged(Refusal):
    """这组工单刚有变动，请刷新页面后再改换主单。"""


class LinkedAlready(Refusal):
    """这两张工单已经关联。"""


class WeightsInForce(Refusal):
    """{on} 已有一套权重，请修改那一套或另选生效日期。"""

    status: ClassVar[int] = 422


class WeightsPast(Refusal):
    """权重须从明天或以后的日期起生效；已经生效的不能修改，请另增一套。"""

    status: ClassVar[int] = 422
