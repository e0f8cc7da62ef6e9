"""Sheets of people: accounts with their postings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hotline.ground.journal import queries as journal
from hotline.ground.people import actions as people_actions
from hotline.ground.people import lists, locks
from hotline.ground.people import queries as people
from hotline.ground.people.words import Actor
from hotline.ground.resets import actions as resets
from hotline.ground.resets.words import ResetKind
from hotline.lib.refusal import NotFound
from hotline.web.kit.doors import now

from . import cells, rights
from .forms_people import EndForm, PersonForm, PostingForm, ReasonForm
from .sheets import Asked, Column, Deed, Done, Filter, Sheet, Text


class People(Sheet):
    """Accounts and what they may do, since when and until when."""

    slug = "people"
    title = _("人员账号")
    hint = _("账号与任职。任职从生效日起给予权限，到期自动收回。")
    icon = "users"
    new_label = _("新增人员")
    search_label = _("姓名、用户名或机构")
    manage = rights.PEOPLE
    looks = (rights.PEOPLE, rights.JOURNAL)
    form = PersonForm
    order = ("username",)
    aside = "console/person_aside.html"
    faults: ClassVar[Mapping[str, str]] = {
        "ImpossibleUsername": "username",
        "UsernameTaken": "username",
        "NameMissing": "name",
        "UnknownRole": "role",
        "RoleReachesTooFar": "role",
        "UnknownOrganisation": "organisation",
        "OutOfReach": "organisation",
        "BackdatedPosting": "from_on",
        "PostingEndsTooEarly": "until_on",
        "PostingOverlaps": "from_on",
    }
    columns = (
        Column(_("姓名"), lambda row: cells.strong(row.name), "cell-tight"),
        Column(_("用户名"), lambda row: cells.code(row.username), "cell-tight"),
        Column(
            _("现任"), lambda row: cells.few([_posting(each) for each in row.present], 2) or gettext("没有在任的职务")
        ),
        Column(
            _("须动态口令"), lambda row: gettext("是") if any(each.role.is_privileged for each in row.present) else ""
        ),
        Column(
            _("最近登录"), lambda row: f"{row.last_login:%Y-%m-%d}" if row.last_login else gettext("从未"), "cell-tight"
        ),
        Column(_("状态"), lambda row: _state(row), "cell-tight"),
    )

    def filters(self, by: Actor) -> list[Filter]:
        """By role and state."""
        roles = [(role.code, cells.either(role.name, role.name_en)) for role in people.roles()]
        states: list[tuple[str, Text]] = [("", _("在用账号")), ("all", _("含已停用"))]
        return [Filter("role", _("角色"), [("", _("全部角色")), *roles]), Filter("state", _("状态"), states)]

    def rows(self, asked: Asked) -> QuerySet[Any]:
        """People posted within the actor's reach; those without any posting belong to the province."""
        on = asked.on if asked.on < date.max else now().date()
        rows = lists.found(words=asked.words, role=asked.get("role"), with_inactive=asked.get("state") == "all", on=on)
        if rights.over_province(asked.by, *self.looks):
            return rows
        reach = rights.units_within(asked.by, *self.looks, at="organisation__")
        return rows.filter(pk__in=lists.posted_within(reach).values("person_id"))

    def may_create(self, by: Actor) -> bool:
        """A city opens its own accounts."""
        return by.holds(self.manage)

    def may_change(self, row: Any, by: Actor) -> bool:
        """Only where every posting of the person lies in the actor's hands."""
        if not by.holds(self.manage):
            return False
        return all(rights.over_unit(by, self.manage, each.organisation_id) for each in people.postings(row.pk))

    def name(self, row: Any) -> str:
        """Her name."""
        return str(row.name)

    def create(self, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Open an account with its first posting and a password for one login."""
        with transaction.atomic():
            person = people_actions.create(facts["username"], facts["name"], by=by, at=at)
            people_actions.post(
                person.pk,
                facts["role"],
                facts["organisation"],
                from_on=facts["from_on"],
                until_on=facts["until_on"],
                by=by,
                at=at,
            )
            secret = people_actions.reset_password(person.pk, by=by, at=at)
        sentence = gettext("已新增 {name}（{username}），首次登录密码：").format(
            name=person.name, username=person.username
        )
        return Done(sentence, secret=secret, key=str(person.pk))

    def change(self, row: Any, facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        """Correct her name."""
        people_actions.change(row.pk, by=by, at=at, name=facts["name"], language=facts["language"])
        return Done(_("已保存。"))

    def deeds(self, row: Any, by: Actor, on: date) -> list[Deed]:
        """Postings, password, locks, closing the account."""
        if not row.is_active:
            return [_switch(row, True)]
        is_guarded = people.is_guarded(row.pk)
        found = [_post(row, on), _end(row, on), _asked(row, ResetKind.PASSWORD) if is_guarded else _password(row)]
        if locks.wrong_passwords(row.username, now()):
            found.append(_unlock(row))
        if locks.has_second_factor(row.pk):
            found.append(_asked(row, ResetKind.SECOND_FACTOR) if is_guarded else _second_factor(row))
        return [each for each in (*found, _switch(row, False)) if each is not None]

    def more(self, row: Any, by: Actor, on: date) -> dict[str, Any]:
        """Her postings, whether she is locked out, what happened to the account."""
        from . import sentences

        events = journal.timeline("person", row.pk).order_by("-seq")[:20]
        return {
            "postings": [(each, cells.in_force(each.from_on, each.until_on)) for each in people.postings(row.pk)],
            "is_locked": locks.is_locked(row.username, now()),
            "history": [sentences.of(event, row.name) for event in events],
        }


def _post(row: Any, on: date) -> Deed:
    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        people_actions.post(
            row.pk,
            facts["role"],
            facts["organisation"],
            from_on=facts["from_on"],
            until_on=facts["until_on"],
            by=by,
            at=at,
        )
        return Done(_("已登记任职。"))

    return Deed("post", _("新增任职"), "user-plus", do, PostingForm, initial={"from_on": on})


def _end(row: Any, on: date) -> Deed | None:
    if not [each for each in people.postings(row.pk) if each.until_on is None or each.until_on > on]:
        return None

    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        posting = people.postings(row.pk).filter(Q(until_on__isnull=True) | Q(until_on__gt=on), pk=facts["posting"])
        if not posting.exists():
            raise NotFound
        people_actions.end_posting(int(facts["posting"]), facts["until_on"], by=by, at=at)
        return Done(_("任职已设定到期日。"))

    hint = _("从填写的那天起不再拥有该权限。")
    return Deed("end", _("结束任职"), "user-x", do, EndForm, hint, initial={"until_on": on})


def _password(row: Any) -> Deed:
    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        secret = people_actions.reset_password(row.pk, by=by, at=at)
        return Done(gettext("{name} 的一次性密码：").format(name=row.name), secret=secret)

    warning = _("原密码立即失效，须把新的一次性密码交给本人，本人登录后自行修改。")
    return Deed("password", _("重置密码"), "key", do, consequence=warning)


def _asked(row: Any, kind: ResetKind) -> Deed:
    """A privileged account is reset by two: here the first one asks."""

    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        resets.ask(row.pk, kind, facts["why"], by=by, at=at)
        return Done(_("已提交申请，已告知本人；24 小时内由另一位管理员在“重置复核”中复核后生效。"))

    hint = _("该账号须动态口令，重置由两人办理：您申请，另一位管理员复核。请先核实本人身份。")
    if kind is ResetKind.PASSWORD:
        return Deed("password", _("申请重置密码"), "key", do, ReasonForm, hint)
    return Deed("second-factor", _("申请重置动态口令"), "shield-lock", do, ReasonForm, hint)


def _unlock(row: Any) -> Deed:
    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        locks.unlock(row.pk, by=by, at=at)
        return Done(_("已解除锁定，本人可以马上再次登录。"))

    return Deed("unlock", _("解除登录锁定"), "lock-open", do, hint=_("清除该账号连续输错密码的记录。"))


def _second_factor(row: Any) -> Deed:
    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        locks.reset_second_factor(row.pk, by=by, at=at)
        return Done(_("已重置，本人下次登录时重新绑定动态口令。"))

    warning = _("原来的动态口令立即失效。请先确认是本人提出的申请。")
    return Deed("second-factor", _("重置动态口令"), "shield-lock", do, consequence=warning)


def _switch(row: Any, is_active: bool) -> Deed:
    def do(facts: Mapping[str, Any], by: Actor, at: datetime) -> Done:
        act = people_actions.activate if is_active else people_actions.deactivate
        act(row.pk, facts["why"], by=by, at=at)
        return Done(_("账号已启用。") if is_active else _("账号已停用，立即不能登录。"))

    if is_active:
        return Deed("activate", _("重新启用账号"), "refresh", do, ReasonForm)
    warning = _("该账号立即不能登录；其办理过的工单和记录全部保留。")
    return Deed("deactivate", _("停用账号"), "user-x", do, ReasonForm, consequence=warning)


def _posting(each: Any) -> str:
    role = cells.either(each.role.name, each.role.name_en)
    return f"{role} · {cells.either(each.organisation.name, each.organisation.name_en)}"


def _state(row: Any) -> object:
    if not row.is_active:
        return cells.pill("done", "archive", gettext("已停用"))
    if row.has_temporary_password:
        return cells.pill("warn", "key", gettext("待改密码"))
    return cells.pill("good", "circle-check", gettext("在用"))
