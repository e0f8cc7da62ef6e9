"""Refusals of people."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class PersonNotFound(Refusal):
    """没有这个人员，请刷新列表后再试。"""

    status: ClassVar[int] = 404


class ImpossibleUsername(Refusal):
    """用户名“{username}”无效：须为 3–40 个小写字母、数字、点、横线或下划线，并以字母开头。"""

    status: ClassVar[int] = 422


class UsernameTaken(Refusal):
    """用户名“{username}”已有人使用，请换一个。"""


class NameMissing(Refusal):
    """请填写姓名（1–40 字）。"""

    status: ClassVar[int] = 422


class UnknownRole(Refusal):
    """没有编码为“{code}”的角色，请从列表中选择。"""

    status: ClassVar[int] = 422


class UnknownOrganisation(Refusal):
    """所选机构不存在或已停用，请从列表中选择。"""

    status: ClassVar[int] = 422


class BackdatedPosting(Refusal):
    """任职不能从过去开始（{from_on}）：已经发生的办理记录不会因此改变。请填写今天或以后的日期。"""

    status: ClassVar[int] = 422


class PostingEndsTooEarly(Refusal):
    """任职结束日期须晚于开始日期，且不早于今天：从填写的那天起不再任职。"""

    status: ClassVar[int] = 422


class PostingOverlaps(Refusal):
    """{name} 在该机构已有同一角色的任职（自 {from_on} 起），请先结束原任职或改用其他日期。"""


class PostingNotFound(Refusal):
    """没有这条任职记录，请刷新后再试。"""

    status: ClassVar[int] = 404


class NotForOneself(Refusal):
    """不能对自己执行“{verb}”，请由另一位管理员办理。"""

    status: ClassVar[int] = 403


class OutOfReach(Refusal):
    """{name} 任职的机构不在您的管理范围内，请联系上级管理员。"""

    status: ClassVar[int] = 403


class RoleReachesTooFar(Refusal):
    """角色“{role}”的范围超出您自己的管理范围，不能由您授予。"""

    status: ClassVar[int] = 403


class WeakPassword(Refusal):
    """密码不符合要求：{problem}"""

    status: ClassVar[int] = 422


class WrongPassword(Refusal):
    """原密码不正确，请重新输入。"""

    status: ClassVar[int] = 422


class ImpossibleRole(Refusal):
    """角色设置有误：{problem}。"""

    status: ClassVar[int] = 422


class RoleInUse(Refusal):
    """角色“{role}”仍有 {count} 人任职，不能删除；请先结束这些任职。"""


class NotLocked(Refusal):
    """{name} 没有被锁定，也没有输错密码的记录。"""


class NoSecondFactor(Refusal):
    """{name} 还没有绑定动态口令，无须重置。"""


class NeedsSecondPerson(Refusal):
    """{name} 的账号须动态口令，重置须由两人办理：请提交申请，由另一位管理员复核后生效。"""

    status: ClassVar[int] = 403


class RoleStaysPrivileged(Refusal):
    """已有 {count} 人担任过角色“{role}”，不能取消其登录动态口令；请新建一个角色。"""
