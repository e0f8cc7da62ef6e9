"""Refusals of special desks."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class UnknownLine(Refusal):
    """本中心没有号码或按键为“{line}”的专席，请核对来电线路，或按普通来电登记。"""

    status: ClassVar[int] = 422


class UnknownDesk(Refusal):
    """本中心没有这个专席，或专席已停用，请从列表中选择。"""

    status: ClassVar[int] = 422


class NotSkilled(Refusal):
    """您没有“{desk}”的专席技能，不能以该专席登记。请转给有技能的同事，或按普通来电登记。"""

    status: ClassVar[int] = 403


class DeskClosed(Refusal):
    """“{desk}”现在不在服务时间。{advice}紧急情况请按普通来电登记。"""


class NoScript(Refusal):
    """“{desk}”还没有生效的受理脚本，请联系管理员。"""


class Unanswered(Refusal):
    """“{desk}”还有必答问题没有回答：{questions}。"""

    status: ClassVar[int] = 422


class ImpossibleAnswer(Refusal):
    """“{question}”的回答不在可选项中，请重新选择。"""

    status: ClassVar[int] = 422


class AnswerTooLong(Refusal):
    """“{question}”的回答太长（{length} 字），最多 {limit} 字。"""

    status: ClassVar[int] = 422


class ImpossibleDesk(Refusal):
    """专席不能这样保存：{problem}。"""

    status: ClassVar[int] = 422


class ScriptInForce(Refusal):
    """第 {number} 版脚本已于 {from_on} 生效，不能再改。请起草下一版。"""


class NotFound(Refusal):
    """没有找到这一条，请刷新后再试。"""

    status: ClassVar[int] = 404


class AlreadySeen(Refusal):
    """这条急报已由 {who} 于 {at} 标为已阅。"""


class NoSpecialists(Refusal):
    """“{desk}”没有这个专员方向，请从列表中选择。"""

    status: ClassVar[int] = 422


class NothingAsked(Refusal):
    """请写明要问专员的问题。"""

    status: ClassVar[int] = 422


class NothingAnswered(Refusal):
    """请填写给坐席的答复。"""

    status: ClassVar[int] = 422


class AlreadyAsked(Refusal):
    """这张工单的同一问题已转“{field}”专员，正在等待答复。"""


class AlreadyAnswered(Refusal):
    """这个问题已由 {who} 于 {at} 答复，您填写的内容没有提交。"""


class NotTakenHere(Refusal):
    """工单 {number} 不是在专席登记的，没有可转的专员。"""


class WordsTooLong(Refusal):
    """内容太长（{length} 字），最多 {limit} 字，请分次填写。"""

    status: ClassVar[int] = 422
