"""The event stream with a real server: who hears what, and what a page that was away hears afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.db import connection
from django.test import Client

from hotline.flow.intake import additions
from hotline.flow.tickets.audience import Audience
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.queries import Reach, confidential_reach, reach
from hotline.flow.tickets.words import Status
from hotline.ground.people.words import Actor
from hotline.web.kit.stream import opened, seal
from hotline.web.stream.hub import MISSED, QUEUE, Change, Hub, Listener, channels_for, channels_of
from tests.town import MONDAY, Town


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url() -> str:
    words = connection.settings_dict
    host, options = str(words["HOST"]), words.get("OPTIONS", {})
    place = (
        f"@/{words['NAME']}?host={quote(host, safe='')}"
        if host.startswith("/")
        else f"@{host}:{words['PORT']}/{words['NAME']}"
    )
    user = quote(str(words["USER"])) + (f":{quote(str(words['PASSWORD']))}" if words.get("PASSWORD") else "")
    assert options is not None
    return f"postgresql://{user}{place}"


@pytest.fixture
def port(transactional_db: None) -> Iterator[int]:
    """A real server on the database of the test."""
    number = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(number)]
    command += ["--workers", "1", "--no-ws", "--log-level", "error", "hotline.config.asgi:app"]
    environment = os.environ | {"HOTLINE_ENV": "test", "DATABASE_URL": database_url()}
    server = subprocess.Popen(command, env=environment)
    try:
        for _ in range(100):
            try:
                if ask(number, "/stream/healthz").status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield number
    finally:
        while OPEN:
            OPEN.pop().close()
        server.terminate()
        server.wait(15)


OPEN: list[HTTPConnection | HTTPResponse] = []


def ask(port: int, path: str, **headers: str) -> HTTPResponse:
    line = HTTPConnection("127.0.0.1", port, timeout=4)
    OPEN.append(line)
    line.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    OPEN.append(answer)
    return answer


def listen(port: int, town: Town, username: str, **headers: str) -> HTTPResponse:
    answer = ask(port, f"/stream/?pass={quote(seal(town.person(username).pk))}", **headers)
    assert answer.status == 200
    assert answer.getheader("Content-Type", "").startswith("text/event-stream")
    return answer


def heard(answer: HTTPResponse, count: int = 1) -> list[dict[str, str]]:
    """The next events, as dictionaries of their fields; gives up when the line is silent for four seconds."""
    found: list[dict[str, str]] = []
    fields: dict[str, str] = {}
    while len(found) < count:
        try:
            line = answer.readline().decode().rstrip("\n")
        except TimeoutError:
            break
        if line.startswith(":"):
            continue
        name, _, value = line.partition(": ")
        if name:
            fields[name] = value
        elif "event" in fields:
            found.append(fields)
            fields = {}
        else:
            fields = {}
    return found


def note(ticket: Ticket, said: str = "又问了一次") -> None:
    additions.add_note(ticket.number, said, by=Actor.system(), at=MONDAY)


def number_in(event: dict[str, str]) -> str:
    return str(json.loads(event["data"])["ticket"])


def test_the_centre_and_the_unit_hear_of_a_change_and_others_do_not(port: int, town: Town) -> None:
    ticket = town.ticket(Status.HANDLING)
    time.sleep(1.2)  # what was there before the page opened is not news
    agent, unit = listen(port, town, "agent.wuxi"), listen(port, town, "handler.binhu-cg")
    other, province = listen(port, town, "agent.suzhou"), listen(port, town, "supervisor.js")
    note(ticket)
    for line in (agent, unit, province):
        [event] = heard(line)
        assert event["event"] == "changed"
        assert number_in(event) == ticket.number
    assert heard(other) == []


def test_a_page_that_was_away_hears_what_it_missed(port: int, town: Town) -> None:
    first, second = town.ticket(), town.ticket()
    time.sleep(1.2)
    page = listen(port, town, "agent.wuxi")
    note(first)
    [seen] = heard(page)
    page.close()
    note(second)
    time.sleep(1.2)
    [missed] = heard(listen(port, town, "agent.wuxi", Last_Event_ID=seen["id"]))
    assert number_in(missed) == second.number


def test_a_page_that_was_away_too_long_is_told_to_look_again(port: int, town: Town) -> None:
    note(town.ticket())
    time.sleep(1.2)
    [event] = heard(listen(port, town, "agent.wuxi", Last_Event_ID="1.1"))
    assert event["event"] == MISSED


def test_nobody_listens_without_a_pass(port: int, town: Town) -> None:
    assert ask(port, "/stream/").status == 403
    assert ask(port, f"/stream/?pass={quote(seal(1))}x").status == 403


def test_only_pages_of_this_host_may_read(port: int, town: Town) -> None:
    here, elsewhere = f"http://127.0.0.1:{port + 1}", "https://elsewhere.example"
    name = "Access-Control-Allow-Origin"
    assert listen(port, town, "agent.wuxi", Origin=here).getheader(name) == here
    assert listen(port, town, "agent.wuxi", Origin=elsewhere).getheader(name) is None
    assert listen(port, town, "agent.wuxi").getheader(name) is None


def test_a_closed_account_is_told_not_to_come_back(port: int, town: Town) -> None:
    person = town.person("agent.wuxi")
    type(person).objects.filter(pk=person.pk).update(is_active=False)
    assert ask(port, f"/stream/?pass={quote(seal(person.pk))}").status == 204


def test_a_pass_is_over_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    old = seal(7)
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4e9)
    assert opened(old) is None


def test_a_page_gets_a_fresh_pass(client: Client, town: Town) -> None:
    assert client.get("/kit/stream/").status_code == 302
    client.force_login(town.person("agent.wuxi"), backend="django.contrib.auth.backends.ModelBackend")
    address = client.get("/kit/stream/").json()["address"]
    assert opened(parse_qs(urlsplit(address).query)["pass"][0]) == town.person("agent.wuxi").pk


def test_open_pages_of_a_person_are_counted_until_they_leave() -> None:
    hub, listener = Hub(), Listener(frozenset({"all"}), 7)
    hub.join(listener)
    assert hub.pages == {7: 1}
    hub.leave(listener)
    assert hub.pages == {}


def test_a_pass_is_for_one_person() -> None:
    assert opened(seal(7)) == 7
    assert opened(seal(7) + "x") is None


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
    assert (hub.by_channel, hub.count) == ({}, 0)


def test_what_a_person_sees_is_what_she_hears(town: Town) -> None:
    by = town.actor("handler.huqiu-cg")
    mine = channels_for(reach(by), confidential_reach(by))
    assert not any(channel.startswith(("all", "r")) for channel in mine)
