"""Keeping topics: defined, changed by versions, started, ended, filled back, subscribed to."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hotline.flow.tickets import said
from hotline.ground.journal import actions as journal
from hotline.ground.journal import readers
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, Capability
from hotline.lib.days import civil_day
from hotline.lib.refusal import clause

from . import checking, errors, queries
from .filling import TABLE
from .matching import READER
from .models import Filling, Subscription, Topic, TopicVersion
from .words import Definition, NewTopic, TopicState

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_AT_ONCE = 100_000


def define(centre_id: int, new: NewTopic, first: Definition, *, is_draft: bool, by: Actor, at: datetime) -> str:
    """Define a topic of a centre; unless it is a draft it watches from now on. Its code.

    :raises NotPermitted: the actor defines no topics for this centre.
    :raises ImpossibleCode: ``CodeTaken``, ``NoName``, ``UnknownUmbrella``, or what ``checking.checked`` refuses.
    """
    _require(centre_id, by)
    name, name_en = _names(new)
    if not CODE.fullmatch(new.code):
        raise errors.ImpossibleCode
    umbrella = _umbrella(new.umbrella, centre_id)
    definition = checking.checked(first, centre_id, at)
    try:
        with transaction.atomic():
            readers.begin(READER)
            row = Topic.objects.create(
                code=new.code,
                name=name,
                name_en=name_en,
                centre_id=centre_id,
                umbrella=umbrella,
                state=TopicState.DRAFT if is_draft else TopicState.RUNNING,
                entered_at=at,
                entered_by=by.name,
            )
            _add(row, 1, definition, "", by, at)
    except IntegrityError:
        raise errors.CodeTaken(code=new.code) from None
    return row.code


def change(code: str, new: Definition, *, why: str, seen: int, by: Actor, at: datetime) -> int:
    """Let a topic ask for something else from now on; what it matched stays. The new version's number.

    :param seen: the version the actor looked at.
    :raises TopicNotFound: not for the actor; ``NotPermitted``; ``Ended``; ``ChangedMeanwhile``; ``NoWhy``; or what
        ``checking.checked`` refuses.
    """
    why = said.words(why, field=clause("修改理由"))
    if not why:
        raise errors.NoWhy
    with transaction.atomic():
        row = _held(code, by)
        last = row.versions.latest("version")
        if last.version != seen:
            raise errors.ChangedMeanwhile(who=last.set_by, version=last.version)
        definition = checking.checked(new, row.centre_id, at)
        Filling.objects.filter(version__topic=row, ended_at__isnull=True).update(ended_at=at)
        _add(row, last.version + 1, definition, why, by, at)
    return last.version + 1


def rename(code: str, name: str, name_en: str, *, by: Actor, at: datetime) -> None:
    """Call a topic otherwise.

    :raises TopicNotFound: not for the actor; ``NotPermitted``; ``Ended``; ``NoName``.
    """
    name, name_en = _names(NewTopic(code, name, name_en))
    with transaction.atomic():
        row = _held(code, by)
        facts = {"before": [row.name, row.name_en], "after": [name, name_en]}
        Topic.objects.filter(pk=row.pk).update(name=name, name_en=name_en)
        journal.record_reference(TABLE, row.pk, "rename", by=by, at=at, facts=facts)


def start(code: str, *, by: Actor, at: datetime) -> None:
    """Let a draft watch from now on.

    :raises TopicNotFound: not for the actor; ``NotPermitted``; ``Ended``; ``Running``: it does already.
    """
    with transaction.atomic():
        row = _held(code, by)
        if row.state == TopicState.RUNNING:
            raise errors.Running(name=row.name)
        Topic.objects.filter(pk=row.pk).update(state=TopicState.RUNNING)
        journal.record_reference(TABLE, row.pk, "start", by=by, at=at)


def end(code: str, why: str, *, by: Actor, at: datetime) -> None:
    """Let a topic watch no longer; what it matched stays.

    :raises TopicNotFound: not for the actor; ``NotPermitted``; ``Ended``; ``NoWhy``; ``NothingToEnd``: topics under
        it still run.
    """
    why = said.words(why, field=clause("结束理由"))
    if not why:
        raise errors.NoWhy
    with transaction.atomic():
        row = _held(code, by)
        if row.members.exclude(state=TopicState.ENDED).exists():
            raise errors.NothingToEnd(name=row.name)
        Filling.objects.filter(version__topic=row, ended_at__isnull=True).update(ended_at=at)
        changes = {"state": TopicState.ENDED, "ended_at": at, "ended_by": by.name, "end_reason": why}
        Topic.objects.filter(pk=row.pk).update(**changes)
        journal.record_reference(TABLE, row.pk, "end", by=by, at=at, facts={"why": why})


def fill_back(code: str, since: date, *, by: Actor, at: datetime) -> None:
    """Match old tickets registered since a day by the running version too; the clockwork does it in batches.

    :raises TopicNotFound: not for the actor; ``NotPermitted``; ``Ended``; ``NotRunning``: a draft.
    :raises NotPast: the day is not past. ``FillingAlready``: it is being filled back.
    """
    today = civil_day(at)
    if since >= today:
        raise errors.NotPast
    with transaction.atomic():
        row = _held(code, by)
        if row.state != TopicState.RUNNING:
            raise errors.NotRunning(name=row.name)
        begun = Filling.objects.filter(version__topic=row, ended_at__isnull=True).first()
        if begun is not None:
            raise errors.FillingAlready(who=begun.asked_by)
        version = row.versions.latest("version")
        until = checking.day_after(today)
        Filling.objects.create(version=version, since=since, until=until, done_to=until, asked_at=at, asked_by=by.name)
        facts = {"version": version.version, "since": since.isoformat()}
        journal.record_reference(TABLE, row.pk, "fill_back", by=by, at=at, facts=facts)


def subscribe(code: str, threshold: int, *, by: Actor, at: datetime) -> None:
    """Ring the actor's bell on every day on which a topic has so many tickets (1: at its first).

    :raises TopicNotFound: not for the actor. ``ImpossibleThreshold``: no such number.
    """
    row = queries.topic(code, by)
    if not 1 <= threshold <= MOST_AT_ONCE:
        raise errors.ImpossibleThreshold(most=MOST_AT_ONCE)
    with transaction.atomic():
        Subscription.objects.update_or_create(
            topic=row,
            person_id=by.person_id or 0,
            defaults={"threshold": threshold, "told_on": None},
            create_defaults={"threshold": threshold, "since": at},
        )
        facts = {"threshold": threshold}
        journal.record_reference("topic_subscription", f"{code}:{by.person_id}", "subscribe", by=by, at=at, facts=facts)


def unsubscribe(code: str, *, by: Actor, at: datetime) -> None:
    """Let the actor hear no more of a topic; nothing happens where she did not.

    :raises TopicNotFound: not for the actor.
    """
    row = queries.topic(code, by)
    with transaction.atomic():
        gone, _ = Subscription.objects.filter(topic=row, person_id=by.person_id or 0).delete()
        if gone:
            journal.record_reference("topic_subscription", f"{code}:{by.person_id}", "unsubscribe", by=by, at=at)


def _names(new: NewTopic) -> tuple[str, str]:
    name = said.words(new.name, 60, clause("名称"))
    name_en = said.words(new.name_en, 120, clause("英文名称"))
    if not (name and name_en):
        raise errors.NoName
    return name, name_en


def _umbrella(code: str, centre_id: int) -> Topic | None:
    if not code:
        return None
    found = Topic.objects.filter(code=code, centre_id=centre_id, umbrella__isnull=True).first()
    if found is None or found.state == TopicState.ENDED:
        raise errors.UnknownUmbrella(code=code)
    return found


def _add(row: Topic, number: int, asked: Definition, why: str, by: Actor, at: datetime) -> None:
    version = TopicVersion.objects.create(
        topic=row,
        version=number,
        expression=asked.expression,
        categories=list(asked.categories),
        regions=list(asked.regions),
        channels=list(asked.channels),
        kinds=list(asked.kinds),
        from_on=asked.from_on,
        until_on=asked.until_on,
        why=why,
        from_at=at,
        set_by=by.name,
    )
    facts = {"code": row.code, "version": number, "expression": asked.expression, "why": why}
    facts |= {"categories": version.categories, "regions": version.regions, "channels": version.channels}
    facts |= {"kinds": version.kinds, "from_on": asked.from_on, "until_on": asked.until_on}
    journal.record_reference(TABLE, row.pk, "define" if number == 1 else "change", by=by, at=at, facts=facts)


def _held(code: str, by: Actor) -> Topic:
    """A topic that may be changed, locked.

    :raises TopicNotFound: not for the actor. ``NotPermitted``: not hers to define. ``Ended``.
    """
    seen = queries.topic(code, by)
    _require(seen.centre_id, by)
    row = Topic.objects.select_for_update().get(pk=seen.pk)
    if row.state == TopicState.ENDED:
        raise errors.Ended(name=row.name, who=row.ended_by)
    return row


def _require(centre_id: int, by: Actor) -> None:
    centre = organisations.unit(centre_id)
    by.require_over(Capability.DEFINE_TOPICS, centre.region, centre.id, centre.path)
