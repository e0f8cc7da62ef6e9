"""Refusals of organisations."""

from __future__ import annotations

from typing import ClassVar

from hotline.lib.refusal import Refusal


class ImpossibleOrganisation(Refusal):
    """机构信息有误：{problem}。"""

    status: ClassVar[int] = 422


class OrganisationNotFound(Refusal):
    """没有这个机构，请刷新列表后再试。"""

    status: ClassVar[int] = 404


class CyclicParent(Refusal):
    """“{parent}”是“{name}”本身或其下级，不能作为上级机构。"""


class StillHasChildren(Refusal):
    """“{name}”下面还有 {count} 个在用机构，请先停用或划转。"""


class AlreadyRetired(Refusal):
    """“{name}”已于 {until_on} 停用。"""


class NotRetired(Refusal):
    """“{name}”正在使用，无须恢复。"""


class ImpossibleDuty(Refusal):
    """值班安排有误：{problem}。"""

    status: ClassVar[int] = 422
