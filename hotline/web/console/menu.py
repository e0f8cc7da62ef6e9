"""The console's menu: what a person finds at the left, grouped, from what she may look at."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotline.ground.people.words import Actor, Capability

from . import rights
from .registry import SHEETS

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu."""

    label: Text
    at: str
    icon: str
    is_current: bool = False
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages under one heading."""

    title: Text
    entries: tuple[Entry, ...]


SHEET_GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        _("基础数据"),
        ("regions", "organisations", "calendars", "categories", "directory", "limits", "reasons", "follow-up-plans"),
    ),
    (
        _("专席与应急"),
        (
            "desks",
            "desk-scripts",
            "desk-questions",
            "desk-skills",
            "desk-recipients",
            "desk-specialisms",
            "disaster-limits",
            "disaster-templates",
        ),
    ),
    (_("来电与重复"), ("likeness", "mark-terms")),
    (_("督办与报送"), ("supervision-rules", "supervision-limits", "report-duties")),
    (_("预警"), ("alert-settings", "alert-thresholds")),
    (_("人员与权限"), ("people", "roles")),
    (_("内容"), ("templates",)),
    (_("接口与运行"), ("keys",)),
)
PAGES: tuple[tuple[Text, str, Text, str, tuple[Capability, ...], Text], ...] = (
    (
        _("内容"),
        "console:knowledge",
        _("知识库"),
        "book",
        (rights.EDIT, rights.REVIEW, rights.JOURNAL),
        _("起草、审核、修订、复核、停用；快到期的排在前面。"),
    ),
    (
        _("接口与运行"),
        "console:outbox",
        _("外发消息"),
        "send",
        (rights.REFERENCE, rights.PLATFORM, rights.JOURNAL),
        _("短信和邮件：待发送、已发送、发送失败，失败的可以再次发送。"),
    ),
    (
        _("接口与运行"),
        "console:jobs",
        _("后台任务"),
        "database",
        (rights.REFERENCE, rights.PLATFORM, rights.JOURNAL),
        _("排队、执行和失败的后台任务。"),
    ),
    (
        _("来电与重复"),
        "console:marks",
        _("骚扰标记"),
        "flag",
        (rights.MARKS, rights.JOURNAL),
        _("号码的骚扰标记：审批、到期和解除；不影响来电接听和登记。"),
    ),
    (
        _("流转与奖励"),
        "feeding:agreements",
        _("数据共享协议"),
        "file-text",
        (rights.REFERENCE,),
        _("部门接收热线数据的依据：没有协议不能设规则，协议到期即停止流转。"),
    ),
    (
        _("流转与奖励"),
        "rewarding:amounts",
        _("奖励标准"),
        "award",
        (rights.REFERENCE,),
        _("12350 举报奖励怎么计算；改标准只影响以后提出的奖励。"),
    ),
    (_("审计"), "console:journal", _("日志检索"), "history", (rights.JOURNAL,), _("谁在什么时候对什么做了什么。")),
    (
        _("审计"),
        "console:seals",
        _("链与封存"),
        "link",
        (rights.JOURNAL,),
        _("逐环核对一张工单的日志链，查看封存记录。"),
    ),
    (_("审计"), "console:unmaskings", _("查看明文"), "eye", (rights.JOURNAL,), _("谁看了谁的个人信息，为什么。")),
    (_("审计"), "console:exports", _("导出记录"), "download", (rights.JOURNAL,), _("哪些清单离开了系统。")),
    (
        _("人员与权限"),
        "console:resets",
        _("重置复核"),
        "shield-check",
        (rights.PEOPLE, rights.JOURNAL),
        _("须动态口令的账号由两人重置：一人申请，另一人复核。"),
    ),
    (
        _("审计"),
        "console:logins",
        _("登录失败"),
        "lock",
        (rights.JOURNAL, rights.PEOPLE),
        _("失败的登录和被锁定的账号。"),
    ),
)


PROVINCIAL = frozenset({"console:outbox"})
"""What only those open who keep the whole province: it is not divided by area."""


def groups(by: Actor, path: str = "") -> list[Group]:
    """The groups that hold something for the actor, the current page marked."""
    titles: dict[Text, list[Entry]] = {}
    for title, slugs in SHEET_GROUPS:
        titles[title] = [_sheet(slug, path) for slug in slugs if slug in SHEETS and SHEETS[slug].may_look(by)]
    for title, page, label, icon, capabilities, hint in PAGES:
        if any(by.holds(each) for each in capabilities) and (
            page not in PROVINCIAL or rights.over_province(by, *capabilities)
        ):
            titles.setdefault(title, []).extend(_page(page, label, icon, hint, path))
    return [Group(title, tuple(found)) for title, found in titles.items() if found]


def _sheet(slug: str, path: str) -> Entry:
    sheet, at = SHEETS[slug], reverse("console:sheet", args=[slug])
    return Entry(sheet.title, at, sheet.icon, path.startswith(at), sheet.hint)


def _page(page: str, label: Text, icon: str, hint: Text, path: str) -> list[Entry]:
    try:
        at = reverse(page)
    except NoReverseMatch:
        return []
    return [Entry(label, at, icon, path.startswith(at), hint)]
