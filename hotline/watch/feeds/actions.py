"""Keeping feeds: opened, changed by versions, filled back over the past, stopped."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction

from hotline.flow.tickets.words import Channel, Verb
from hotline.ground.calendar.words import CalendarError, Limit
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.journal import actions as journal
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.lib.refusal import BadInput, NotPermitted
from hotline.watch.topics import queries as topics

from . import agreements, errors, queries
from .models import Feed, FeedVersion
from .words import NewFeed, NewVersion, ReceiverLevel, Scope

TABLE = "feed"
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
MOST_WORDS, LONGEST_WORD = 50, 40


def open_feed(centre_id: int, new: NewFeed, first: NewVersion, *, by: Actor, at: datetime) -> int:
    """Let a feed run from now on; its identifier.

    :raises NotPermitted: the actor sets no feeds for this centre.
    :raises NoRight: no agreement gives the department these data.
    :raises ImpossibleCode: ``CodeTaken``, ``NoName``, ``UnknownDepartment``, ``ImpossibleLimit``, or what a
        version refuses.
    """
    _require(centre_id, by)
    _check_feed(new)
    scope, fields = _checked(first, centre_id, civil_day(at))
    agreements.require_right(new.department, scope, fields, civil_day(at))
    try:
        with transaction.atomic():
            feed = Feed.objects.create(
                code=new.code,
                name=new.name.strip(),
                name_en=new.name_en.strip(),
                centre_id=centre_id,
                department=new.department,
                level=ReceiverLevel(new.level),
                receipt_limit=new.receipt_limit,
                answer_limit=new.answer_limit,
                opened_at=at,
                opened_by=by.name,
            )
            _add(feed, 1, scope, fields, first.why.strip(), by, at)
    except IntegrityError:
        raise errors.CodeTaken(code=new.code) from None
    return feed.pk


def change(feed_id: int, new: NewVersion, *, seen: int, by: Actor, at: datetime) -> int:
    """Let a feed copy something else from now on: a pilot becomes province-wide so. The new version's number.

    What was delivered stays as it was.

    :param seen: the version the actor looked at.
    :raises FeedNotFound: not in the actor's hands; ``Stopped``; ``ChangedMeanwhile``; ``NoRight`` or what is wrong.
    """
    with transaction.atomic():
        feed, last = _held(feed_id, by)
        if last.version != seen:
            raise errors.ChangedMeanwhile(who=last.set_by, version=last.version)
        scope, fields = _checked(new, feed.centre_id, civil_day(at))
        agreements.require_right(feed.department, scope, fields, civil_day(at))
        _add(feed, last.version + 1, scope, fields, new.why.strip(), by, at)
    return last.version + 1


def fill_back(feed_id: int, since: datetime, *, by: Actor, at: datetime) -> None:
    """Feed what was registered since a moment too; the work is done by the clockwork, in batches, each ticket once.

    :raises FeedNotFound: not in the actor's hands; ``Stopped``.
    :raises NotPast: the moment lies ahead.
    """
    if since >= at:
        raise errors.NotPast
    with transaction.atomic():
        feed, last = _held(feed_id, by)
        FeedVersion.objects.filter(pk=last.pk).update(back_to=since, back_done=None, back_ended_at=None)
        facts = {"version": last.version, "since": since.isoformat()}
        journal.record_reference(TABLE, feed.pk, "fill_back", by=by, at=at, facts=facts)


def stop(feed_id: int, why: str, *, by: Actor, at: datetime) -> None:
    """Let a feed copy nothing more; what was delivered may still be received and answered.

    :raises FeedNotFound: not in the actor's hands; ``Stopped``; ``NoWhy``: no reason given.
    """
    why = why.strip()
    if not why:
        raise errors.NoWhy
    with transaction.atomic():
        feed, _ = _held(feed_id, by)
        feed.stopped_at, feed.stopped_by, feed.stop_reason = at, by.name, why[:300]
        feed.save(update_fields=["stopped_at", "stopped_by", "stop_reason"])
        FeedVersion.objects.filter(feed=feed, back_ended_at__isnull=True, back_to__isnull=False).update(
            back_ended_at=at
        )
        journal.record_reference(TABLE, feed.pk, "stop", by=by, at=at, facts={"why": why})


def checked_scope(scope: Scope, centre_id: int, on: date) -> Scope:
    """A scope as it may stand: trimmed, of known codes, narrowed to the centre's own area.

    :raises TooWide: it narrows neither topic, category nor words. ``UnknownTopic``, ``UnknownCategory``,
        ``UnknownPlace``, ``BadInput``.
    """
    words, no_words = _words(scope.any_words), _words(scope.no_words)
    if not (scope.categories or words or scope.topics):
        raise errors.TooWide
    known = catalogue.categories(on)
    for category in scope.categories:
        if category not in known:
            raise errors.UnknownCategory(code=category)
    home = organisations.unit(centre_id).region
    missing = set(scope.topics) - topics.watching(scope.topics, home)
    if missing:
        raise errors.UnknownTopic(code=min(missing))
    places = scope.regions or ((home,) if home != regions.province().code else ())
    for place in places:
        if regions.region(place) is None or not regions.is_within(place, home):
            raise errors.UnknownPlace(code=place)
    for channel in scope.channels:
        if Channel.of(channel) is None:
            raise BadInput(problem=channel)
    return Scope(scope.categories, places, scope.channels, words, no_words, scope.topics)


def _words(said: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(word.strip() for word in said if word.strip()))
    if len(found) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in found):
        raise errors.TooManyWords(most=MOST_WORDS, longest=LONGEST_WORD)
    return found


def _checked(new: NewVersion, centre_id: int, on: date) -> tuple[Scope, list[str]]:
    if not new.fields:
        raise errors.NoFields
    if not new.why.strip():
        raise errors.NoWhy
    return checked_scope(new.scope, centre_id, on), [each.value for each in dict.fromkeys(new.fields)]


def _check_feed(new: NewFeed) -> None:
    if not CODE.fullmatch(new.code):
        raise errors.ImpossibleCode
    if not new.name.strip():
        raise errors.NoName
    if not organisations.has_kind(new.department):
        raise errors.UnknownDepartment(code=new.department)
    for limit in (new.receipt_limit, new.answer_limit):
        try:
            Limit.parse(limit)
        except CalendarError:
            raise errors.ImpossibleLimit(limit=limit) from None


def _add(feed: Feed, number: int, scope: Scope, fields: list[str], why: str, by: Actor, at: datetime) -> None:
    version = FeedVersion.objects.create(
        feed=feed,
        version=number,
        categories=list(scope.categories),
        regions=list(scope.regions),
        channels=list(scope.channels),
        any_words=list(scope.any_words),
        no_words=list(scope.no_words),
        topics=list(scope.topics),
        fields=fields,
        why=why[:300],
        from_at=at,
        set_by=by.name,
    )
    facts = {"version": number, "regions": version.regions, "categories": version.categories, "fields": fields}
    facts |= {
        "topics": version.topics,
        "any_words": version.any_words,
        "no_words": version.no_words,
        "why": version.why,
    }
    verb = "open" if number == 1 else "change"
    journal.record_reference(TABLE, feed.pk, verb, by=by, at=at, facts=facts)


def _held(feed_id: int, by: Actor) -> tuple[Feed, FeedVersion]:
    """A running feed, locked, with its latest version.

    :raises FeedNotFound: there is none, or the actor does not see it. ``NotPermitted``: not hers to set. ``Stopped``.
    """
    queries.feed(feed_id, by)
    feed = Feed.objects.select_for_update().get(pk=feed_id)
    _require(feed.centre_id, by)
    if feed.stopped_at is not None:
        raise errors.Stopped(name=feed.name, who=feed.stopped_by)
    return feed, FeedVersion.objects.filter(feed=feed).latest("version")


def _require(centre_id: int, by: Actor) -> None:
    if not may_set(centre_id, by):
        raise NotPermitted(verb=Verb.FEED)


def may_set(centre_id: int, by: Actor) -> bool:
    """Whether a posting of the actor that sets feeds reaches the centre."""
    if by.kind is ActorKind.SYSTEM:
        return True
    centre = organisations.unit(centre_id)
    ours = (grant for grant in by.grants if Verb.FEED in grant.permissions)
    return any(grant.covers(centre.id, centre.path, centre.region) for grant in ours)
