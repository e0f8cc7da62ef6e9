"""Refusals of instructions."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class InstructionNotFound(Refusal):
    """没有找到这条批示，请核对后再试。"""

    status: ClassVar[int] = 404


class NoLeader(Refusal):
    """批示由领导本人作出，或由督办员代领导录入；您的岗位不能录入批示。"""

    status: ClassVar[int] = 403


class LeaderUnnamed(Refusal):
    """请填写是哪位领导批示的（姓名和职务）。"""

    status: ClassVar[int] = 422


class LeaderElsewhere(Refusal):
    """“{name}”不是管辖这件事的领导，请另选。"""

    status: ClassVar[int] = 422


class NoText(Refusal):
    """请写明{what}。"""

    status: ClassVar[int] = 422


class DateAhead(Refusal):
    """批示日期（{on}）不能晚于今天。"""

    status: ClassVar[int] = 422


class NoUnit(Refusal):
    """请选择承办批示任务的单位。"""

    status: ClassVar[int] = 422


class NoDate(Refusal):
    """请填写反馈期限。"""

    status: ClassVar[int] = 422


class DatePast(Refusal):
    """反馈期限（{on}）已经过去，请选今天或以后的日期。"""

    status: ClassVar[int] = 422


class TaskedAlready(Refusal):
    """“{unit}”已有这条批示下未办结的任务，请在该任务中补充要求或先收回。"""


class ConcludedAlready(Refusal):
    """这条批示已由 {who} 于 {at} 办结，不能再{verb}。"""


class TaskEnded(Refusal):
    """这项批示任务已由 {who} 于 {at} 了结（{outcome}）。"""


class NotYourTask(Refusal):
    """这项批示任务由其他单位承办，您不能签收或反馈。"""

    status: ClassVar[int] = 403


class SignedAlready(Refusal):
    """这项批示任务已由 {who} 于 {at} 签收，无须重复签收。"""


class NotSigned(Refusal):
    """请先签收这项批示任务，再反馈落实情况。"""


class NothingReported(Refusal):
    """“{unit}”还没有新的反馈，不能评判；可以催其反馈，或收回任务。"""


class TasksOpen(Refusal):
    """还有 {count} 项任务没有了结（{units}），不能办结批示。"""


class NoTasks(Refusal):
    """批示还没有分解成任务，不能办结；录错的批示请选“已撤销”。"""


class NotConcluded(Refusal):
    """这条批示还没有办结，没有可阅的回报。"""


class NotForYou(Refusal):
    """只有作出批示的领导本人可以阅示回报。"""

    status: ClassVar[int] = 403


class OutOfReach(Refusal):
    """“{centre}”的专报不归您的岗位，您不能{verb}。"""

    status: ClassVar[int] = 403


class NoNumber(Refusal):
    """请填写专报的期号和标题。"""

    status: ClassVar[int] = 422
