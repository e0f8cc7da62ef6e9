"""What may be done next with a knowledge entry, by its state and by who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hotline.ground.knowledge import actions
from hotline.ground.knowledge.words import EntryState
from hotline.ground.people.words import Actor

from . import rights
from .forms_knowledge import ReasonForm, UntilForm
from .sheets import Deed, Done, Text

Do = Callable[[Mapping[str, Any], Actor, datetime], Done]


def of(row: Any, by: Actor) -> list[Deed]:
    """The deeds an actor finds beside an entry; the action itself refuses what must not be."""
    found: list[Deed] = []
    if row.proposed is not None and by.holds(rights.REVIEW):
        found += _revision(row.code)
    if by.holds(rights.EDIT):
        found += _editor(row)
    if by.holds(rights.REVIEW):
        found += _reviewer(row)
    return found


def _editor(row: Any) -> list[Deed]:
    if row.state == EntryState.DRAFT:
        return [Deed("submit", _("送审"), "send", _plain(actions.submit, row.code, _("已送审。")), is_open=True)]
    if row.state == EntryState.RETIRED:
        return [Deed("take-up", _("重新起草"), "refresh", _plain(actions.take_up, row.code, _("已转为草稿。")))]
    return []


def _reviewer(row: Any) -> list[Deed]:
    code = row.code
    if row.state == EntryState.IN_REVIEW:
        publish = _plain(actions.publish, code, _("已发布。"))
        back = _with_reason(actions.send_back, code, _("已退回。"))
        return [
            Deed("publish", _("审核通过并发布"), "circle-check", publish, is_open=True),
            Deed("send-back", _("退回修改"), "arrow-back-up", back, ReasonForm),
        ]
    if row.state != EntryState.PUBLISHED:
        return []
    retire = _with_reason(actions.retire, code, _("已停用。"))
    warning = _("停用后话务员和市民都查不到这条知识；引用过它的工单仍保留引用。")
    until = {"until": row.valid_until_on}
    return [
        Deed("confirm", _("复核：仍然有效"), "checks", _confirm(code), UntilForm, initial=until),
        Deed("retire", _("停用"), "archive", retire, ReasonForm, consequence=warning),
    ]


def _revision(code: str) -> list[Deed]:
    accept = _plain(actions.accept_revision, code, _("修订已发布。"))
    decline = _with_reason(actions.decline_revision, code, _("未采纳，原文不变。"))
    return [
        Deed("accept", _("采纳修订并发布"), "circle-check", accept, is_open=True),
        Deed("decline", _("不采纳修订"), "x", decline, ReasonForm),
    ]


def _plain(act: Callable[..., Any], code: str, sentence: Text) -> Do:
    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        act(code, by=by, at=at)
        return Done(sentence)

    return do


def _with_reason(act: Callable[..., Any], code: str, sentence: Text) -> Do:
    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        act(code, facts["why"], by=by, at=at)
        return Done(sentence)

    return do


def _confirm(code: str) -> Do:
    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        actions.confirm(code, facts["until"], by=by, at=at)
        return Done(_("已复核。"))

    return do
