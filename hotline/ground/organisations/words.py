"""Words of organisations."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.ground.regions.words import RegionLevel
from hotline.lib.words import Word


class OrganisationKind(Word):
    """What an organisation is."""

    CENTRE = "centre", "热线中心", "Hotline centre"
    GOVERNMENT = "government", "人民政府", "Government"
    DEPARTMENT = "department", "部门", "Department"
    STREET = "street", "乡镇（街道）", "Street or town"
    ENTERPRISE = "enterprise", "公共企业", "Public enterprise"
    INSTITUTION = "institution", "事业单位", "Public institution"


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """An organisation as an administrator describes it."""

    code: str
    name: str
    kind: OrganisationKind
    level: RegionLevel
    region: str
    name_en: str = ""
    short_name: str = ""
    short_code: str = ""
    aliases: tuple[str, ...] = ()
    parent_id: int | None = None
    calendar_code: str = "office"
    duty_phone: str = ""
    ticks_joint: bool = False
