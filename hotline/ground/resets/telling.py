"""Telling the owner of an account (in her bell, and by SMS and mail where she left an address) and who acts for her.

Whoever may decide a request finds it in her bell; whoever asked finds there what came of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from hotline.ground.journal import actions as journal
from hotline.ground.outbox import actions as outbox
from hotline.ground.outbox.words import MessageChannel, NewMessage, NewNotice, NoticeKind
from hotline.ground.people import actions as people
from hotline.ground.people import queries as persons
from hotline.ground.people.words import Actor
from hotline.lib import identity, masks
from hotline.lib.refusal import NotPermitted, clause

from . import errors, queries
from .models import Address, Request
from .words import ResetKind, ResetState

TO_OWNER = (NoticeKind.RESET_ASKED, NoticeKind.RESET_DONE, NoticeKind.RESET_DECLINED)
"""Of these a person is told at her next login too: they are about her own account."""


def asked(row: Request, seconds: Iterable[int], *, by: Actor, at: datetime) -> None:
    """Somebody asks for it: the owner may still object, and the others decide.

    :param seconds: who may decide it.
    """
    _tell(row.person_id, NoticeKind.RESET_ASKED, ResetKind(row.kind), f"reset:{row.pk}:asked", by, at)
    waiting = [_line(row, NoticeKind.RESET_WAITING, second, by.name) for second in seconds]
    outbox.notify(waiting, at=at)


def decided(row: Request, *, by: Actor, at: datetime) -> None:
    """It was decided."""
    kind = NoticeKind.RESET_DONE if row.state == ResetState.APPROVED else NoticeKind.RESET_DECLINED
    _tell(row.person_id, kind, ResetKind(row.kind), f"reset:{row.pk}:decided", by, at)
    outcome = NoticeKind.RESET_GRANTED if row.state == ResetState.APPROVED else NoticeKind.RESET_REFUSED
    outbox.notify([_line(row, outcome, row.asked_by_id, by.name)], at=at)


def expired(row: Request, *, at: datetime) -> None:
    """Nobody decided it in time: who asked hears of it."""
    outbox.notify([_line(row, NoticeKind.RESET_EXPIRED, row.asked_by_id, "")], at=at)


def rescued(person_id: int, kind: ResetKind, *, by: Actor, at: datetime) -> None:
    """It was done on the server, without a second person."""
    key = f"rescue:{person_id}:{kind}:{at.timestamp()}"
    _tell(person_id, NoticeKind.RESET_DONE, kind, key, by, at)


def leave_address(phone: str, mail: str, *, by: Actor, at: datetime) -> None:
    """A person says where she is told of such things; nobody says it for her. The old address hears of it.

    :raises ImpossibleAddress: phone or mail cannot be one.
    """
    if by.person_id is None:
        raise NotPermitted(verb=clause("修改安全联系方式"))
    phone, mail = phone.strip(), mail.strip()
    if phone:
        read = identity.phone(phone)
        if read.kind is not identity.PhoneKind.MOBILE:
            raise errors.ImpossibleAddress(problem=clause("手机号须为 1 开头的 11 位数字"))
        phone = read.normal
    try:
        if mail:
            validate_email(mail)
    except ValidationError:
        raise errors.ImpossibleAddress(problem=clause("邮箱地址的格式不正确")) from None
    with transaction.atomic():
        key = f"address:{by.person_id}:{at.timestamp()}"
        _write(by.person_id, "address_changed", {}, key, at)
        Address.objects.update_or_create(
            person_id=by.person_id, defaults={"phone": phone, "mail": mail, "changed_at": at}
        )
        facts = {"has_phone": bool(phone), "has_mail": bool(mail)}
        journal.record(people.TOPIC, by.person_id, "leave_address", by=by, at=at, facts=facts)


def _line(row: Request, kind: NoticeKind, person_id: int, who: str) -> NewNotice:
    """A line in the bell of somebody who acts for the owner; it leads to the request."""
    facts: dict[str, Any] = {"reset": row.kind, "request": row.pk, "name": row.person.name, "who": who}
    facts["opinion"] = masks.mask_text(row.opinion)
    return NewNotice(kind, f"reset:{row.pk}:{kind}:{person_id}", person_id=person_id, facts=facts)


def _tell(person_id: int, notice: NoticeKind, kind: ResetKind, key: str, by: Actor, at: datetime) -> None:
    facts = {"reset": kind, "who": by.name}
    outbox.notify([NewNotice(notice, key, person_id=person_id, facts=facts)], at=at)
    language = getattr(persons.person(person_id), "language", "zh")
    _write(person_id, notice.value, {"what": kind.label(language), "who": by.name}, key, at)


def _write(person_id: int, template: str, facts: dict[str, str], key: str, at: datetime) -> None:
    phone, mail = queries.address(person_id)
    language = getattr(persons.person(person_id), "language", "zh")
    for channel, recipient in ((MessageChannel.SMS, phone), (MessageChannel.MAIL, mail)):
        if recipient:
            new = NewMessage(channel, recipient, template, facts, language=language)
            outbox.write(new, once_key=f"{key}:{channel}", at=at)
