"""The event stream with a real server: who hears what, and what a page that was away hears afterwards."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.test import Client

from hotline.flow.tickets.audience import Audience
from hotline.flow.tickets.queries import Reach, confidential_reach, reach
from hotline.flow.tickets.words import Status
from hotline.ground.people.models import Posting
from hotline.web.kit.stream import opened, seal
from hotline.web.stream.hub import MISSED, QUEUE, Change, Hub, Listener, channels_for, channels_of
from tests.town import Town

from .lines import ask, heard, hears, knock, listen, log_in, note, settle


def test_the_centre_and_the_unit_hear_of_a_change_and_others_do_not(port: int, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    settle(port, town)  # what was there before the page opened is not news
    agent, unit = listen(port, town, "agent.wuxi"), listen(port, town, "handler.binhu-cg")
    other, province = listen(port, town, "agent.suzhou"), listen(port, town, "supervisor.js")
    note(ticket)
    for line in (agent, unit, province):
        assert hears(line, ticket)["event"] == "changed"
    assert heard(other) == []


def test_a_page_that_was_away_hears_what_it_missed(port: int, town: Town) -> None:
    first, second = town.ticket(), town.ticket()
    settle(port, town)
    page = listen(port, town, "agent.wuxi")
    note(first)
    seen = hears(page, first)
    page.close()
    note(second)
    settle(port, town)
    again = listen(port, town, "agent.wuxi", Last_Event_ID=seen["id"])
    assert hears(again, second)["event"] == "changed"


def test_a_page_that_was_away_too_long_is_told_to_look_again(port: int, town: Town) -> None:
    note(town.ticket())
    settle(port, town)
    [event] = heard(listen(port, town, "agent.wuxi", Last_Event_ID="1.1"))
    assert event["event"] == MISSED


def test_nobody_listens_without_a_pass(port: int, town: Town) -> None:
    assert ask(port, "/stream/").status == 403
    session = log_in(town, "agent.wuxi")
    assert knock(port, seal(town.person("agent.wuxi").pk, session) + "x", session).status == 403


def test_only_pages_of_this_host_may_read(port: int, town: Town) -> None:
    here, elsewhere = f"http://127.0.0.1:{port + 1}", "https://elsewhere.example"
    name = "Access-Control-Allow-Origin"
    assert listen(port, town, "agent.wuxi", Origin=here).getheader(name) == here
    assert listen(port, town, "agent.wuxi", Origin=elsewhere).getheader(name) is None
    assert listen(port, town, "agent.wuxi").getheader(name) is None


def test_who_may_hear_of_nothing_is_told_not_to_come_back(port: int, town: Town) -> None:
    person, session = town.person("agent.wuxi"), log_in(town, "agent.wuxi")
    Posting.objects.filter(person=person).delete()
    here = f"http://127.0.0.1:{port}"
    answer = knock(port, seal(person.pk, session), session, Origin=here)
    assert answer.status == 204
    assert answer.getheader("access-control-allow-origin") == here, "a page of ours may read it without a fault"


def test_a_pass_is_over_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    old = seal(7, "one")
    assert opened(old, "one") == 7
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4e9)
    assert opened(old, "one") is None


def test_a_page_gets_a_fresh_pass(client: Client, town: Town) -> None:
    assert client.get("/kit/stream/").status_code == 302
    client.force_login(town.person("agent.wuxi"), backend="django.contrib.auth.backends.ModelBackend")
    address = client.get("/kit/stream/").json()["address"]
    sealed = parse_qs(urlsplit(address).query)["pass"][0]
    assert opened(sealed, str(client.session.session_key)) == town.person("agent.wuxi").pk
    assert str(client.session.session_key) not in signing.b64_decode(sealed.split(":")[0].encode()).decode()


def test_open_pages_of_a_person_are_counted_until_they_leave() -> None:
    hub, listener = Hub(), Listener(frozenset({"all"}), 7)
    hub.join(listener)
    assert hub.pages == {7: 1}
    hub.leave(listener)
    assert hub.pages == {}


def test_a_pass_is_for_one_person_in_one_session() -> None:
    assert opened(seal(7, "one"), "one") == 7
    assert opened(seal(7, "one") + "x", "one") is None
    assert opened(seal(7, "one"), "another") is None
    assert opened(seal(7, ""), "") is None


def audience(**facts: object) -> Audience:
    usual: dict[str, object] = {
        "number": "1",
        "centre_id": 1,
        "region": "320505001",
        "is_confidential": False,
        "units": frozenset({9}),
    }
    return Audience(**(usual | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("far", "secret", "hears", "hears_confidential"),
    [
        (Reach(everything=True), Reach(), True, False),
        (Reach(everything=True), Reach(everything=True), True, True),
        (Reach(everything=True), Reach(areas=("3202",)), True, False),
        (Reach(areas=("3205",)), Reach(), True, False),
        (Reach(areas=("32050",)), Reach(), False, False),
        (Reach(areas=("320506",)), Reach(), False, False),
        (Reach(areas=("3202",), area_centres=frozenset({1})), Reach(), True, False),
        (Reach(centres=frozenset({1})), Reach(), True, False),
        (Reach(centres=frozenset({1})), Reach(centres=frozenset({1})), True, True),
        (Reach(centres=frozenset({2})), Reach(centres=frozenset({2})), False, False),
        (Reach(units=frozenset({9})), Reach(units=frozenset({9})), True, True),
        (Reach(units=frozenset({8})), Reach(units=frozenset({8})), False, False),
        (Reach(), Reach(), False, False),
    ],
)
def test_channels_follow_sight(far: Reach, secret: Reach, hears: bool, hears_confidential: bool) -> None:
    mine = channels_for(far, secret)
    assert bool(mine & channels_of(audience())) is hears
    assert bool(mine & channels_of(audience(is_confidential=True))) is hears_confidential


def test_a_listener_that_cannot_keep_up_is_told_once_that_it_missed_something() -> None:
    async def flood() -> list[Change | str]:
        hub, slow = Hub(), Listener(frozenset({"all"}))
        hub.join(slow)
        hub.say(Change((1, number), str(number), frozenset({"all"})) for number in range(QUEUE + 5))
        return [slow.queue.get_nowait() for _ in range(slow.queue.qsize())]

    left = asyncio.run(flood())
    assert left[0] == MISSED
    assert len(left) <= QUEUE
    assert isinstance(left[-1], Change)
    assert left[-1].ticket == str(QUEUE + 4)


def test_a_listener_that_left_is_forgotten() -> None:
    hub, listener = Hub(), Listener(frozenset({"all", "c1"}))
    hub.join(listener)
    hub.leave(listener)
    assert (hub.by_channel, hub.listeners) == ({}, set())


def test_what_a_person_sees_is_what_she_hears(town: Town) -> None:
    by = town.actor("handler.huqiu-cg")
    mine = channels_for(reach(by), confidential_reach(by))
    assert not any(channel.startswith(("all", "r")) for channel in mine)
