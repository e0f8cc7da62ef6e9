"""Notices in words: what a line of the bell says and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.resets.words import ResetKind
from hotline.lib import text

from . import names, vocabulary

SENTENCES: dict[str, str | Promise] = {
    "yellow": _("工单 {number} 的{clock}时限即将到期"),
    "red": _("工单 {number} 的{clock}已超期"),
    "overdue": _("{owner}办理的工单 {number} 的{clock}已超期"),
    "assigned": _("新派单：工单 {number}"),
    "urged": _("工单 {number} 被催办"),
    "rework": _("工单 {number} 退回重办"),
    "rejected": _("工单 {number} 的答复被退回"),
    "withdrawn": _("工单 {number} 的派单已撤回"),
    "joined": _("工单 {number} 又有来电"),
    "returned": _("工单 {number} 有单位申请退单"),
    "return_decided": _("工单 {number} 的退单申请已有结果"),
    "arbitration": _("工单 {number} 的责任会商有新进展"),
    "extension": _("工单 {number} 的延期有新进展"),
    "suspension": _("工单 {number} 的挂起有新进展"),
    "escalated": _("工单 {number} 已提级"),
    "expedited": _("工单 {number} 按特事特办处理，期限已缩短"),
    "merged": _("工单 {number} 并入了重复工单"),
    "mark_waiting": _("号码 {shown} 有骚扰标记待审批"),
    "mark_decided": _("号码 {shown} 的骚扰标记已处理"),
    "finality_waiting": _("工单 {number} 提请依规终结，待您审批"),
    "finality_decided": _("您提请终结的工单 {number} 已审批"),
    "supervision": _("工单 {number} 的督办有新进展"),
    "supervision:opened": _("新的督办单 {order_number}，请签收"),
    "supervision:feedback": _("督办单 {order_number} 有反馈，请作出结论"),
    "supervision:accepted": _("督办单 {order_number} 已办结"),
    "supervision:sent_back": _("督办单 {order_number} 的反馈被退回，请继续落实"),
    "supervision:failed": _("督办单 {order_number} 被认定未落实"),
    "supervision:cancelled": _("督办单 {order_number} 已撤销"),
    "supervision:unsigned": _("督办单 {order_number} 超过时限没有签收"),
    "supervision:yellow": _("督办单 {order_number} 的反馈即将到期"),
    "supervision:red": _("督办单 {order_number} 的反馈已超期"),
    "supervision:left": _("督办单 {order_number} 的工单 {number} 已不由被督办单位承办，请决定是否另行督办"),
    "supervision:suggested": _("工单 {number} 符合督办规则，请决定是否督办"),
    "instruction": _("{leader}的批示有新进展"),
    "instruction_task": _("批示任务待办理，{due} 前反馈"),
    "instruction_task_ended": _("批示任务已了结"),
    "instruction_late": _("批示任务已超期（{due}），尚未反馈"),
    "special_report:made": _("专报草稿已生成：{title}"),
    "special_report:failed": _("专报没有生成成功：{title}"),
    "special_report:submitted": _("专报待您审核签发：{title}"),
    "special_report:sent_back": _("专报被退回修改：{title}"),
    "special_report:issued": _("专报已签发：{title}，{issue}"),
    "special_report:withdrawn": _("专报已撤回：{title}，{issue}"),
    "duty:yellow": _("“{duty}”一天内到期，请报送"),
    "duty:red": _("“{duty}”逾期未报，请尽快报送"),
    "duty:late": _("{centre}的“{duty}”逾期未报"),
    "duty:delivered": _("{centre}已报送“{duty}”，请签收"),
    "duty:received": _("“{duty}”已被签收"),
    "alert": _("新预警 {count} 条，请查看并确认"),
    "team": _("工单 {number} 的联动小组有新进展"),
    "feed": _("收到“{feed}”的流转数据，请接收"),
    "topic": _("专题“{topic_name}”今天已有 {count} 张工单"),
    "feed_late": _("“{feed}”的流转数据已过接收时限，请尽快接收"),
    "rating": _("工单 {number} 的评价申诉有新进展"),
    "override": _("工单 {number} 的破例受理有新进展"),
    "disaster": _("{name}：已启动应急模式，至 {until}"),
    "disaster_ended": _("{name}：已恢复常态，请补全简表工单"),
    "desk_alert": _("{desk}登记了工单 {number}，请查看并标为已阅"),
    "enquiry": _("有转给专员（{field}）的问题待答复"),
    "enquiry_answered": _("工单 {number} 转专员（{field}）的问题已答复"),
    "enquiry_overdue": _("转给专员（{field}）的问题已超过答复时限"),
    "question": _("定期统计“{name}”可以查看了"),
    "reset_asked": _("{who} 申请对您的账号“{reset}”，待另一人复核；如非您本人要求，请立即联系管理员"),
    "reset_done": _("您的账号已“{reset}”（{who}）；如非您本人要求，请立即联系管理员"),
    "reset_declined": _("对您的账号“{reset}”的申请已被驳回（{who}）"),
    "reset_waiting": _("{who} 申请对 {name} 的账号“{reset}”，等您复核"),
    "reset_granted": _("您申请的“{reset}”（{name}）已由 {who} 同意并生效"),
    "reset_refused": _("您申请的“{reset}”（{name}）被 {who} 驳回：{opinion}"),
    "reset_expired": _("您申请的“{reset}”（{name}）没有人复核，已过期"),
}

TONES = {
    "yellow": "yellow",
    "red": "red",
    "overdue": "red",
    "unsigned": "red",
    "late": "red",
    "failed": "red",
    "instruction_late": "red",
}


PAGES = {
    "delivery": "feeding:delivery",
    "request": "console:decide_reset",
    "order": "oversight:order",
    "task": "lead:task",
    "instruction": "lead:instruction",
    "mark": "console:mark",
    "report": "oversight:report",
    "special_report": "briefs:report",
    "question": "explore:stored",
    "alert": "alarms:alert",
}
"""Facts that lead elsewhere than to a ticket, and the page they name a row of."""


class Rung(Protocol):
    """What a notice is made of."""

    kind: str
    facts: dict[str, Any]
    at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bell."""

    sentence: str
    link: str
    at: datetime
    is_new: bool
    tone: str


def line(notice: Rung) -> Line:
    """A notice as a sentence in the reader's language; an unknown kind says what its facts hold."""
    facts = dict(notice.facts)
    number = str(facts.get("number", ""))
    spoken = facts | {"number": number, "clock": _clock(str(facts.get("clock", "")))}
    if reset := ResetKind.of(str(facts.get("reset", ""))):
        spoken["reset"] = reset.label(get_language() or "zh")
    if names.is_english():
        spoken |= {name.removesuffix("_en"): fact for name, fact in facts.items() if name.endswith("_en") and fact}
    what = str(facts.get("what", ""))
    template = SENTENCES.get(_key(notice.kind, what, is_late=bool(facts.get("late"))))
    sentence = str(template).format_map(spoken) if template else str(facts.get("text") or gettext("工单有新动态"))
    to_ticket = reverse("ticket:page", args=[number]) if text.number(number) is not None else ""
    link = _page(facts) or _special(notice.kind, number, facts) or to_ticket
    tone = TONES.get(notice.kind) or TONES.get(what, "")
    return Line(sentence, link, notice.at, not notice.is_read, tone)


def _page(facts: dict[str, Any]) -> str:
    found = next((fact for fact in PAGES if isinstance(facts.get(fact), int)), "")
    return reverse(PAGES[found], args=[facts[found]]) if found else ""


def _special(kind: str, number: str, facts: dict[str, Any]) -> str:
    """Where notices lead that their readers may have no ticket for."""
    if kind == "topic":
        return reverse("tracking:topic", args=[facts.get("topic_code", "")])
    if kind == "desk_alert":
        return reverse("special:alerts")
    if kind == "alert":
        return reverse("alarms:home")
    if kind in ("disaster", "disaster_ended"):
        return reverse("special:disasters")
    return reverse("special:questions") if kind in ("enquiry", "enquiry_overdue") and not number else ""


def _key(kind: str, what: str, *, is_late: bool) -> str:
    """Under which name a notice's sentence stands: some kinds have one for each thing they tell."""
    if is_late:
        return f"{kind}_late"
    return f"{kind}:{what}" if f"{kind}:{what}" in SENTENCES else kind


def _clock(code: str) -> str:
    return vocabulary.label(code, "clock", get_language() or "zh") if code else ""
