"""The top navigation: which doors a person finds, from what she may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotline.ground.people.words import Actor
from hotline.insight.alerts import queries as alerts

from .doors import actor


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the navigation: shown where its page exists and one of its permissions is held."""

    label: str | Promise
    page: str
    icon: str
    permissions: frozenset[str]
    at: str = ""
    is_current: bool = False


def _entry(label: str | Promise, page: str, icon: str, *permissions: str) -> Entry:
    return Entry(label, page, icon, frozenset(permissions))


ENTRIES: tuple[Entry, ...] = (
    _entry(_("领导"), "lead:home", "eye", "lead_area"),
    _entry(_("坐席"), "desk:home", "headset", "register"),
    _entry(_("审核"), "bench:review", "clipboard-check", "accept", "send_back"),
    _entry(_("派单"), "bench:dispatch", "route", "dispatch"),
    _entry(_("办结审核"), "bench:replies", "checks", "pass_reply", "reject_reply"),
    _entry(_("回访"), "bench:follow_up", "phone-call", "follow_up"),
    _entry(_("评价申诉"), "bench:ratings", "scale", "decide_rating"),
    _entry(_("承办"), "office:inbox", "inbox", "sign", "reply", "contact"),
    _entry(_("批示任务"), "lead:tasks", "pencil", "instruction_feedback"),
    _entry(_("本单位"), "office:lead", "chart-bar", "lead_view"),
    _entry(
        _("督办"),
        "oversight:wall",
        "report",
        "supervise",
        "judge_supervision",
        "supervision_receipt",
        "supervision_feedback",
        "watch_area",
    ),
    _entry(_("监看"), "oversight:watch", "eye", "watch_area"),
    _entry(_("报送"), "oversight:duties", "calendar-event", "watch_area"),
    _entry(_("批示办理"), "lead:bench", "pencil", "instruction_task"),
    _entry(_("数据流转"), "feeding:home", "share", "feed", "feed_receipt", "feed_back"),
    _entry(_("举报奖励"), "rewarding:home", "award", "handle_rewards", "approve_rewards", "open_vault"),
    _entry(_("专席急报"), "special:alerts", "bell", "receive_alerts"),
    _entry(_("专员问答"), "special:questions", "help-circle", "specialist_answer"),
    _entry(_("应急"), "special:disasters", "alert-triangle", "manage_disaster"),
    _entry(_("破例审批"), "bench:overrides", "gavel", "override_refusal", "decline_override"),
    _entry(
        _("全部工单"), "bench:tickets", "list", "register", "accept", "dispatch", "pass_reply", "follow_up", "reopen"
    ),
    _entry(_("分析"), "explore:home", "chart-line", "analyse"),
    _entry(_("考核"), "scores:home", "chart-bar", "score_units", "lead_view"),
    _entry(
        _("管理"),
        "console:home",
        "settings",
        "manage_reference",
        "manage_people",
        "manage_platform",
        "view_journal",
        "edit_knowledge",
        "review_knowledge",
        "mark_callers",
    ),
)


TABS: dict[str, tuple[Entry, ...]] = {
    "analysis": (
        _entry(_("查询分析"), "explore:home", "", "analyse"),
        _entry(_("不满意分析"), "explore:dissatisfaction", "", "analyse"),
        _entry(_("预警"), "alarms:home", "", "analyse"),
        _entry(_("专题"), "tracking:home", "", "analyse"),
        _entry(_("专报"), "briefs:home", "", "analyse"),
        _entry(_("大屏"), "board:home", "", "analyse"),
    ),
    "feeding": (
        _entry(_("收到的数据"), "feeding:inbox", "", "feed_receipt", "feed_back"),
        _entry(_("流转规则"), "feeding:rules", "", "feed", "view_journal"),
        _entry(_("数据共享协议"), "feeding:agreements", "", "feed", "view_journal", "manage_reference"),
    ),
    "rewarding": (
        _entry(_("封存的举报"), "rewarding:reports", "", "handle_rewards"),
        _entry(_("审批与申诉"), "rewarding:approvals", "", "approve_rewards"),
        _entry(_("举报人保险箱"), "rewarding:vault", "", "open_vault"),
        _entry(_("奖励标准"), "rewarding:amounts", "", "handle_rewards", "approve_rewards", "manage_reference"),
    ),
}
"""The pages of a door that has several, by the door."""


REACH: Mapping[str, Callable[[Actor], object]] = {"alarms:home": alerts.reads}
"""Pages that a permission alone does not open: what somebody finds there depends on her posting."""
HEADS = {"explore:home": "analysis", "feeding:home": "feeding", "rewarding:home": "rewarding"}
"""The entry of the navigation under which the pages of a door stand."""


def tabs(request: HttpRequest, door: str) -> list[Entry]:
    """The pages of a door that the person behind the request may enter; none where there is only one."""
    by = actor(request)
    found = [tab for tab in _open_to(by.holds, TABS[door]) if tab.page not in REACH or REACH[tab.page](by)]
    here = max((tab.at for tab in found if request.path.startswith(tab.at)), key=len, default="")
    return [replace(tab, is_current=tab.at == here) for tab in found] if len(found) > 1 else []


def entries(request: HttpRequest) -> list[Entry]:
    """What the person behind the request finds in the navigation, the current page marked."""
    by = actor(request)
    found = list(_open_to(by.holds))
    reached = {entry.at: max(map(len, _reached(entry, request.path)), default=0) for entry in found}
    here = max(reached, key=lambda at: reached[at], default="")
    return [replace(entry, is_current=entry.at == here and reached[here] > 0) for entry in found]


def _reached(entry: Entry, path: str) -> list[str]:
    """The addresses under an entry, its own and those of its door's pages, that a path begins with."""
    below = _addressed(TABS.get(HEADS.get(entry.page, ""), ()))
    return [at for at in (entry.at, *(tab.at for tab in below)) if path.startswith(at)]


def is_open(by: Actor, page: str) -> bool:
    """Whether somebody may enter a page of the navigation: a link to it leads somewhere."""
    return any(entry.page == page for entry in _open_to(by.holds))


def first_page(permissions: frozenset[str]) -> str:
    """Where somebody with these permissions begins; her own account when no door is hers."""
    found = next(_open_to(permissions.__contains__), None)
    return found.at if found else reverse("account:home")


def _open_to(holds: Callable[[str], bool], known: Iterable[Entry] = ENTRIES) -> Iterator[Entry]:
    return _addressed(entry for entry in known if any(holds(each) for each in entry.permissions))


def _addressed(known: Iterable[Entry]) -> Iterator[Entry]:
    for entry in known:
        with suppress(NoReverseMatch):
            yield replace(entry, at=reverse(entry.page))


def home(request: HttpRequest) -> str:
    """The first page of the person behind the request; her own account when no door is hers."""
    found = entries(request)
    return found[0].at if found else reverse("account:home")
