"""Notices: once each, to the right bell, read once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hotline.ground.outbox import actions, notices
from hotline.ground.outbox.models import Notice
from hotline.ground.outbox.words import NewNotice, NoticeKind

if TYPE_CHECKING:
    from tests.town import Town

AT = datetime(2020, 3, 2, 2, 0, tzinfo=UTC)


def put_up(town: Town) -> None:
    unit = town.unit("320211-cg").pk
    actions.notify([NewNotice(NoticeKind.RED, "red:1", ticket=1, organisation_id=unit, facts={"number": "1"})], at=AT)


def test_a_notice_is_put_up_once_and_seen_by_its_organisation_only(town: Town) -> None:
    put_up(town)
    put_up(town)
    assert notices.unread_count(town.actor("handler.binhu-cg")) == 1
    assert notices.unread_count(town.actor("handler.binhu-mz")) == 0


def test_a_notice_to_a_person_is_hers(town: Town) -> None:
    person = town.person("handler.lihu")
    actions.notify([NewNotice(NoticeKind.RED, "p", person_id=person.pk)], at=AT)
    assert notices.unread_count(town.actor("handler.lihu")) == 1
    assert notices.unread_count(town.actor("handler.binhu")) == 0


def test_reading_works_on_own_notices_only_and_once(town: Town) -> None:
    put_up(town)
    identifiers = [Notice.objects.get().pk]
    assert notices.mark_read(town.actor("handler.binhu-mz"), identifiers, at=AT) == 0
    assert notices.mark_read(town.actor("handler.binhu-cg"), identifiers, at=AT) == 1
    assert notices.mark_read(town.actor("handler.binhu-cg"), identifiers, at=AT) == 0
    assert notices.for_actor(town.actor("handler.binhu-cg")).count() == 1


def test_what_one_has_read_stays_new_to_her_colleagues(town: Town) -> None:
    unit = town.unit("320200-rx").pk
    actions.notify([NewNotice(NoticeKind.RED, "red:1", ticket=1, organisation_id=unit)], at=AT)
    notices.mark_read(town.actor("agent.wuxi"), [Notice.objects.get().pk], at=AT)
    assert notices.unread_count(town.actor("agent.wuxi")) == 0
    assert notices.unread_count(town.actor("agent2.wuxi")) == 1


def test_notices_of_long_ago_are_forgotten(town: Town) -> None:
    put_up(town)
    notices.mark_read(town.actor("handler.binhu-cg"), [Notice.objects.get().pk], at=AT)
    assert notices.forget_old(at=AT + notices.KEPT) == 0
    assert notices.forget_old(at=AT + notices.KEPT + timedelta(seconds=1)) == 1
