"""Who lost a posting or a permission hears no more on a page that stays open; who gained one hears."""

from __future__ import annotations

import asyncio
from datetime import date
from http.client import HTTPResponse

import pytest

from hotline.flow.tickets.words import Status, Verb
from hotline.ground.people import actions as people
from hotline.ground.people import queries as persons
from hotline.ground.people import roles
from hotline.ground.people.models import Posting
from hotline.ground.people.words import NewRole, Scope
from hotline.web.stream import feed
from hotline.web.stream.app import Stream
from hotline.web.stream.hub import Change, Hub, Listener, Touched
from tests.town import MONDAY, Town

from .lines import heard, hears, listen, note, number_in, settle

AGENT = "agent.wuxi"


def numbers_until_the_end(answer: HTTPResponse) -> list[str] | None:
    """The tickets heard of until the server closes the line; None when it stays open."""
    found = []
    try:
        while line := answer.readline().decode():
            if line.startswith('data: {"ticket"'):
                found.append(number_in({"data": line.removeprefix("data: ")}))
    except TimeoutError:
        return None
    return found


def take_away_all(town: Town, username: str) -> None:
    for posting in Posting.objects.filter(person=town.person(username)):
        people.end_posting(posting.pk, MONDAY.date(), by=town.actor("admin.js"), at=MONDAY)


def test_a_posting_taken_away_silences_and_ends_the_stream_at_once(port: int, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    settle(port, town)
    line, colleague = listen(port, town, AGENT), listen(port, town, "supervisor.js")
    note(ticket, "还在岗时")
    hears(line, ticket)
    take_away_all(town, AGENT)
    note(ticket, "离岗以后")
    assert numbers_until_the_end(line) == []
    assert hears(colleague, ticket)["event"] == "changed"


def test_a_permission_taken_from_the_role_silences_everybody_who_holds_it(port: int, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    settle(port, town)
    line = listen(port, town, AGENT)
    role = roles_of(town, AGENT)[0]
    strip(role, town)
    note(ticket)
    assert numbers_until_the_end(line) == []


def test_a_second_posting_that_stays_is_still_heard(port: int, town: Town) -> None:
    unit = town.unit("320211-cg")
    people.post(
        town.person(AGENT).pk, "unit_handler", unit.pk, from_on=MONDAY.date(), by=town.actor("admin.js"), at=MONDAY
    )
    theirs, others = town.ticket(Status.HANDLING), town.ticket()
    settle(port, town)
    line = listen(port, town, AGENT)
    for posting in Posting.objects.filter(person=town.person(AGENT)).exclude(organisation=unit):
        people.end_posting(posting.pk, MONDAY.date(), by=town.actor("admin.js"), at=MONDAY)
    note(others)
    note(theirs)
    [event] = heard(line)
    assert number_in(event) == theirs.number


def test_a_new_posting_is_heard_without_coming_back(port: int, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    settle(port, town)
    line = listen(port, town, "agent.suzhou")
    people.post(
        town.person("agent.suzhou").pk,
        "unit_handler",
        town.unit("320211-cg").pk,
        from_on=MONDAY.date(),
        by=town.actor("admin.js"),
        at=MONDAY,
    )
    note(ticket)
    assert hears(line, ticket)["event"] == "changed"


def test_what_was_queued_and_is_hers_no_more_is_never_sent() -> None:
    async def narrowed() -> tuple[list[Change | str], Hub, Listener]:
        hub, listener = Hub(), Listener(frozenset({"c1", "u7"}), 7)
        hub.join(listener)
        hub.say([Change((1, 1), "centre", frozenset({"c1"})), Change((1, 2), "unit", frozenset({"u7"}))])
        hub.allow({7: frozenset({"u7"}), 8: frozenset()})
        hub.say([Change((1, 3), "centre again", frozenset({"c1"}))])
        return [listener.queue.get_nowait() for _ in range(listener.queue.qsize())], hub, listener

    queued, hub, listener = asyncio.run(narrowed())
    assert [each.ticket for each in queued if isinstance(each, Change)] == ["unit"]
    assert set(hub.by_channel) == {"u7"}
    assert not listener.over.is_set()
    hub.allow({7: frozenset()})
    assert listener.over.is_set()
    assert hub.by_channel == {}


def test_with_a_new_day_everybody_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Touched] = []

    async def a_day_passes() -> None:
        stream = Stream()
        stream.hub.join(Listener(frozenset({"all"}), 7, "s"))
        monkeypatch.setattr("hotline.web.stream.app.CHECK_SECONDS", 0.01)
        monkeypatch.setattr("hotline.web.stream.app.sessions.holders", lambda keys: dict.fromkeys(keys, 7))
        monkeypatch.setattr(feed, "today", lambda: date(2030, 1, 1))

        async def look(touched: Touched) -> None:
            asked.append(touched)

        monkeypatch.setattr(stream, "_look_again", look)
        guard = asyncio.create_task(stream._watch())
        await asyncio.sleep(0.3)
        guard.cancel()

    asyncio.run(a_day_passes())
    assert asked == [Touched(everybody=True)]


def test_a_page_that_comes_while_rights_change_is_judged_by_the_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    async def coming() -> frozenset[str]:
        stream = Stream()
        answers = iter([frozenset({"all"}), frozenset({"u7"})])

        def channels(person: int) -> frozenset[str]:
            found = next(answers)
            if "all" in found:
                stream.turn += 1  # somebody takes the posting away in this very moment
            return found

        monkeypatch.setattr(feed, "channels", channels)
        return await stream._channels(7)

    assert asyncio.run(coming()) == {"u7"}


def roles_of(town: Town, username: str) -> list[str]:
    return list(Posting.objects.filter(person=town.person(username)).values_list("role_id", flat=True))


def strip(code: str, town: Town) -> None:
    """Leave a role nothing of the road."""
    row = persons.role(code)
    assert row is not None
    left = NewRole(
        row.code,
        row.name,
        row.name_en,
        frozenset(row.permissions) - frozenset(Verb),
        Scope(row.scope),
        row.is_privileged,
        row.unmask_limit,
        row.ordinal,
    )
    roles.redefine(left, verbs=frozenset(Verb), by=town.actor("admin.js"), at=MONDAY)
