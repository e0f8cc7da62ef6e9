"""The console's lists as tables that can leave as files: the columns of the screens, in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.knowledge.words import EntryState
from hotline.ground.outbox import queries as outbox
from hotline.ground.outbox.words import MessageState
from hotline.ground.privacy.words import MaskedField
from hotline.lib import masks
from hotline.web.kit import names, sheets
from hotline.web.kit.tables import Column, Table, Text
from hotline.web.kit.templatetags.kit import word

from .sheets import Sheet


def table_of(sheet: Sheet) -> Table:
    """The columns of a sheet; each is known by its Chinese word, in whatever language it is read."""
    with translation.override("zh-hans"):
        keys = [str(column.label) for column in sheet.columns]
    pairs = zip(keys, sheet.columns, strict=True)
    return Table(f"console-{sheet.slug}", tuple(Column(key, each.label, each.show) for key, each in pairs))


def offer(request: HttpRequest, name: str) -> sheets.Offer | None:
    """What asks for the columns of one of the lists below."""
    return sheets.offer(request, TABLES[name], reverse(f"console:{name}_export"))


def _label(words: Any, code: str) -> str:
    found = words.of(code)
    return str(found.label(get_language() or "zh")) if found else code


def _table(name: str, *columns: tuple[str, Text, Callable[[Any], Any]]) -> Table:
    return Table(f"console-{name}", tuple(Column(key, label, cell) for key, label, cell in columns))


def _filters(row: Any) -> str:
    return masks.mask_said("；".join(f"{name} {value}" for name, value in row.filters.items()))


def _checked(row: Any) -> str:
    if row.last is None:
        return gettext("尚未核对")
    return gettext("无误") if row.last.facts.get("is_good") else gettext("不符")


TABLES: dict[str, Table] = {
    "journal": _table(
        "journal",
        ("at", _("时间"), lambda line: line.at),
        ("who", _("操作人"), lambda line: line.who),
        ("verb", _("动作"), lambda line: line.verb),
        ("topic", _("类别"), lambda line: line.topic),
        ("subject", _("对象"), lambda line: line.subject),
        ("facts", _("内容"), lambda line: masks.mask_text("；".join(line.facts))),
        ("seq", _("序号"), lambda line: line.seq),
    ),
    "unmaskings": _table(
        "unmaskings",
        ("at", _("时间"), lambda row: row.at),
        ("person", _("人员"), lambda row: row.person.name),
        ("field", _("看了什么"), lambda row: _label(MaskedField, row.field)),
        ("subject", _("对象"), lambda row: row.subject),
        ("reason", _("查看原因"), lambda row: masks.mask_said(row.reason, row.names)),
    ),
    "seals": _table(
        "seals",
        ("seal", _("编号"), lambda row: row.pk),
        ("at", _("封存时间"), lambda row: row.at),
        ("events", _("事件数"), lambda row: row.events),
        ("hash", _("指纹"), lambda row: bytes(row.hash).hex()),
        ("key", _("密钥"), lambda row: row.key_id or gettext("无密钥")),
        ("checked", _("最近核对"), _checked),
        ("by", _("核对人"), lambda row: row.last.by_name if row.last else ""),
        ("checked_at", _("核对时间"), lambda row: row.last.at if row.last else None),
    ),
    "exports": _table(
        "exports",
        ("at", _("时间"), lambda row: row.at),
        ("person", _("人员"), lambda row: row.person.name),
        ("name", _("清单"), lambda row: row.name),
        ("rows", _("行数"), lambda row: row.rows),
        ("columns", _("列"), lambda row: "、".join(row.columns)),
        ("filters", _("条件"), _filters),
    ),
    "logins": _table(
        "logins",
        ("at", _("时间"), lambda row: row.attempt_time),
        ("username", _("用户名"), lambda row: masks.mask_text(row.username or "")),
        ("address", _("地址"), lambda row: row.ip_address or ""),
        ("tries", _("次数"), lambda row: row.failures_since_start),
        ("browser", _("浏览器"), lambda row: row.user_agent),
    ),
    "outbox": _table(
        "outbox",
        ("at", _("写成时间"), lambda row: row.written_at),
        ("channel", _("方式"), lambda row: word(row.channel, "message_channel")),
        ("recipient", _("收件人"), outbox.masked_recipient),
        ("ticket", _("工单"), lambda row: getattr(row, "number", "")),
        ("body", _("内容"), lambda row: masks.mask_said(outbox.masked_body(row), row.names)),
        ("state", _("状态"), lambda row: _label(MessageState, row.state)),
        ("tries", _("尝试"), lambda row: row.tries),
        ("error", _("最近错误"), lambda row: masks.mask_said(row.last_error)),
    ),
    "texts": _table(
        "texts",
        ("code", _("用途"), lambda row: row.code),
        ("language", _("语言"), lambda row: "English" if row.language == "en" else gettext("中文")),
        ("subject", _("主题"), lambda row: row.words.subject),
        ("body", _("正文"), lambda row: row.words.body),
        ("state", _("状态"), lambda row: gettext("已改") if row.is_changed else gettext("原文")),
    ),
    "jobs": _table(
        "jobs",
        ("job", "#", lambda row: row.pk),
        ("task", _("任务"), lambda row: row.task_name),
        ("arguments", _("参数"), lambda row: masks.mask_text(str(row.args))),
        ("tries", _("尝试"), lambda row: row.attempts),
        ("at", _("时间"), lambda row: row.last_at),
    ),
    "knowledge": _table(
        "knowledge",
        ("code", _("编码"), lambda row: row.code),
        ("title", _("标题"), lambda row: row.title),
        ("title_en", _("英文标题"), lambda row: row.title_en),
        ("state", _("状态"), lambda row: _label(EntryState, row.state)),
        ("until", _("有效至"), lambda row: str(row.valid_until_on or gettext("长期"))),
        ("region", _("适用"), lambda row: names.region(row.region_id, is_full=True) or gettext("全省")),
        ("source", _("来源或依据"), lambda row: row.source),
        ("version", _("版本"), lambda row: row.version),
        ("reviewed", _("最近审核"), lambda row: row.reviewed_at),
    ),
}
