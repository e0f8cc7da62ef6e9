"""The journal in words: what an event of any room says to a reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.knowledge.words import EntryVerb
from hotline.web.kit import names, vocabulary

Text = str | Promise
TOPICS: dict[str, Text] = {
    "ticket": _("工单"),
    "person": _("人员"),
    "reference": _("基础数据"),
    "program": _("接口密钥"),
    "audit": _("审计"),
    "message": _("外发消息"),
    "caller_mark": _("骚扰标记"),
    "desk_alert": _("专席急报"),
    "disaster": _("应急模式"),
    "report": _("报送"),
    "question": _("统计查询"),
    "alert": _("预警"),
}
TABLES: dict[str, Text] = {
    "region": _("区划"),
    "population": _("人口"),
    "organisation": _("机构"),
    "calendar": _("工作日历"),
    "category": _("诉求分类"),
    "directory": _("派单目录"),
    "limit_policy": _("时限方案"),
    "order_limit": _("督办时限"),
    "supervision_rule": _("督办规则"),
    "report_duty": _("报送制度"),
    "alert_setting": _("预警灵敏度"),
    "alert_threshold": _("预警阈值"),
    "reason": _("原因"),
    "likeness_weights": _("重复判定权重"),
    "mark_terms": _("骚扰标记期限"),
    "role": _("角色"),
    "knowledge": _("知识条目"),
    "follow_up_plan": _("回访方案"),
    "reply_template": _("回复模板"),
    "desk": _("专席"),
    "disaster_limits": _("应急时限方案"),
    "disaster_template": _("应急答复模板"),
    "desk_script": _("专席脚本"),
    "desk_question": _("专席提问"),
    "desk_skill": _("专席技能"),
    "desk_recipient": _("即时通知接收人"),
    "desk_specialism": _("专员方向"),
    "reward_amount": _("奖励标准"),
    "outbox.Template": _("消息文字"),
    "evaluation_scheme": _("考核方案"),
    "evaluation_sheet": _("考核单"),
    "evaluation_month": _("月度考核结果"),
}
VERBS: dict[str, Text] = {
    "create": _("新增"),
    "add": _("新增"),
    "change": _("修改"),
    "rename": _("更名"),
    "set": _("设置"),
    "set_population": _("登记人口"),
    "move": _("划转"),
    "retire": _("停用"),
    "restore": _("恢复使用"),
    "close": _("到期终止"),
    "set_days": _("设置节假日"),
    "clear_days": _("恢复周末规则"),
    "keep": _("保存"),
    "ask_anew": _("更新查询条件"),
    "describe": _("修改名称、说明或共享"),
    "take_away": _("删除"),
    "bring_back": _("撤销删除"),
    "want": _("设置定期提醒"),
    "propose_mark": _("提请骚扰标记"),
    "approved_mark": _("批准骚扰标记"),
    "refused_mark": _("不批准骚扰标记"),
    "lift_mark": _("解除骚扰标记"),
    "publish": _("发布"),
    "withdraw": _("撤回"),
    "define": _("新增角色"),
    "redefine": _("调整角色"),
    "draft": _("起草"),
    "grant": _("授予"),
    "end": _("到期终止"),
    "see": _("标为已阅"),
    "propose": _("提出"),
    "switch_on": _("启动"),
    "confirm": _("确认启动"),
    "extend": _("延长"),
    "switch_off": _("恢复常态"),
    "expire": _("到期结束"),
    "note_call_back": _("记入回拨清单"),
    "try_call_back": _("回拨"),
    "remove": _("删除"),
    "add_duty": _("排班"),
    "remove_duty": _("取消排班"),
    "post": _("任职"),
    "end_posting": _("结束任职"),
    "activate": _("启用账号"),
    "deactivate": _("停用账号"),
    "change_password": _("修改密码"),
    "reset_password": _("重置密码"),
    "unlock": _("解除锁定"),
    "reset_second_factor": _("重置动态口令"),
    "ask_reset": _("申请重置"),
    "approve_reset": _("同意重置"),
    "decline_reset": _("驳回重置"),
    "leave_address": _("修改安全联系方式"),
    "unmask": _("查看明文"),
    "export": _("导出"),
    "print": _("打印"),
    "create_key": _("新建接口密钥"),
    "revoke_key": _("停用接口密钥"),
    "send_again": _("再次发送"),
    "verify_seal": _("核对封存"),
    "register": _("登记"),
    "open_call": _("接听来电"),
    "adopt": _("启用"),
    "build": _("生成"),
    "object": _("提出异议"),
    "decide": _("裁定异议"),
    "correct": _("更正"),
    "deliver": _("报送"),
    "receive": _("签收"),
    "ship": _("随版本补入"),
}
FIELDS: dict[str, Text] = {
    "name": _("名称"),
    "name_en": _("英文名称"),
    "short_name": _("简称"),
    "short_code": _("简码"),
    "aliases": _("别名"),
    "kind": _("类型"),
    "level": _("级别"),
    "region": _("区划"),
    "region_id": _("区划"),
    "calendar_code": _("工作日历"),
    "duty_phone": _("值班电话"),
    "parent_id": _("上级"),
    "hint": _("说明"),
    "hint_en": _("英文说明"),
    "ticks_joint": _("预先勾选协办单位"),
    "keywords": _("关键词"),
    "usual_kind": _("常见类型"),
    "urgency": _("紧急程度"),
    "advice": _("指引"),
    "advice_en": _("英文指引"),
    "ordinal": _("排序"),
    "line": _("号码或按键"),
    "text": _("文字"),
    "danger_words": _("危险词"),
    "raised": _("出现危险信号时的紧急程度"),
    "keeps_secret": _("默认保密"),
    "alert_when": _("即时通知接收人"),
    "answer_limit": _("专员答复时限"),
    "elsewhere": _("下班后可以找谁"),
    "is_required": _("必答"),
    "choices": _("选项（单选）"),
    "blame": _("不满意成因"),
    "percent": _("抽样比例（%）"),
    "strata": _("分层比例"),
    "hours": _("时段起始钟点"),
    "until_on": _("截止日"),
    "from_on": _("起始日"),
    "spans": _("工作时段"),
    "permissions": _("权限"),
    "scope": _("范围"),
    "is_privileged": _("须动态口令"),
    "unmask_limit": _("每日查看上限"),
    "why": _("原因"),
    "reason": _("原因"),
    "role": _("角色"),
    "organisation": _("机构"),
    "category": _("分类"),
    "department": _("部门"),
    "note": _("备注"),
    "year": _("年份"),
    "people": _("人口"),
    "source": _("来源"),
    "title": _("标题"),
    "state": _("状态"),
    "version": _("版本"),
    "field": _("字段"),
    "subject": _("对象"),
    "rows": _("行数"),
    "columns": _("列"),
    "known_until": _("已公布至"),
    "language": _("语言"),
    "prefix": _("密钥前缀"),
    "scopes": _("权限"),
    "username": _("用户名"),
    "number": _("工单号"),
    "unit": _("单位"),
    "days": _("日期"),
    "starts_at": _("开始"),
    "ends_at": _("结束"),
}
UNITS = frozenset({"unit", "unit_id", "organisation", "organisation_id", "parent_id", "owner_id"})
ENUMS = {
    "kind": ("kind", "organisation_kind"),
    "usual_kind": ("kind",),
    "urgency": ("urgency",),
    "level": ("level",),
    "scope": ("scope",),
    "state": ("entry_state",),
}
SILENT = frozenset({"table", "key", "before", "after"})
SHOWN = 80
MOST = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One event as a reader sees it."""

    at: datetime
    who: str
    topic: str
    subject: str
    verb: str
    facts: tuple[str, ...]
    seq: int
    link: str = ""


def of(event: Any, subject: str = "") -> Line:
    """An event in words; ``subject`` is what it is about, where the reader does not know it already."""
    facts = event.facts if isinstance(event.facts, dict) else {}
    table = str(facts.get("table", ""))
    said = subject or _subject(event, facts, table)
    return Line(
        event.at,
        event.by_name,
        str(TABLES.get(table) or TOPICS.get(event.topic, event.topic)),
        said,
        verb(event.verb, event.topic, table),
        tuple(_facts(facts)),
        event.seq,
        _link(event, facts, table),
    )


def verb(code: str, topic: str = "", table: str = "") -> str:
    """The word for a verb: of the road, of knowledge, or of those who keep the data."""
    language = get_language() or "zh"
    if topic == "ticket":
        return vocabulary.label(code, "verb", language)
    if table == "knowledge" and (found := EntryVerb.of(code)):
        return found.label(language)
    return str(VERBS.get(code, code))


def _subject(event: Any, facts: dict[str, Any], table: str) -> str:
    name = facts.get("name") or facts.get("title") or facts.get("number") or ""
    key = facts.get("key", "")
    if table:
        return f"{name}（{key}）" if name else str(key)
    return str(name or f"#{event.subject}")


def _link(event: Any, facts: dict[str, Any], table: str) -> str:
    key = str(facts.get("key", ""))
    sheets = {"region": "regions", "calendar": "calendars", "category": "categories", "role": "roles"}
    try:
        if event.topic == "person":
            return reverse("console:row", args=["people", event.subject])
        if table == "knowledge":
            return reverse("console:entry", args=[key])
        return reverse("console:row", args=[sheets[table], key]) if table in sheets and key else ""
    except NoReverseMatch:
        return ""


def _facts(facts: dict[str, Any]) -> list[str]:
    before, after = facts.get("before"), facts.get("after")
    lines = []
    if isinstance(before, dict) and isinstance(after, dict):
        lines = [
            _said(name, f"{_value(before.get(name), name)} → {_value(value, name)}")
            for name, value in after.items()
            if before.get(name) != value
        ]
    elif "before" in facts and "after" in facts:
        lines = [f"{_value(before)} → {_value(after)}"]
    lines += [
        _said(name, _value(value, name))
        for name, value in facts.items()
        if name not in SILENT and name in FIELDS and value not in (None, "", [])
    ]
    return lines[:MOST]


def _said(name: str, value: str) -> str:
    return gettext("{name}：{value}").format(name=FIELDS.get(name, name), value=value)


def _value(value: Any, name: str = "") -> str:
    if name in UNITS and isinstance(value, int) and not isinstance(value, bool):
        return names.unit(value)
    if name in ENUMS and isinstance(value, str) and value:
        language = get_language() or "zh"
        found = (vocabulary.label(value, enum, language) for enum in ENUMS[name])
        return next((label for label in found if label != value), value)
    if value is None or value == "":
        return gettext("（空）")
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, list):
        return "、".join(str(each) for each in value)[:SHOWN] or gettext("（空）")
    if isinstance(value, dict):
        return "、".join(f"{name} {_value(each)}" for name, each in value.items())[:SHOWN]
    return str(value)[:SHOWN]
