"""Open lines to a real stream server, and what is heard on them."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import quote

from django.conf import settings
from django.test import Client

from hotline.flow.intake import additions
from hotline.flow.tickets.models import Ticket
from hotline.ground.people.words import Actor
from hotline.web.kit.stream import seal
from tests.town import MONDAY, Town

SILENCE = 8
"""Seconds after which a line is called silent."""
OPEN: list[HTTPConnection | HTTPResponse] = []


def ask(port: int, path: str, **headers: str) -> HTTPResponse:
    line = HTTPConnection("127.0.0.1", port, timeout=SILENCE)
    OPEN.append(line)
    line.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    OPEN.append(answer)
    return answer


def log_in(town: Town, username: str) -> str:
    """A new session of somebody."""
    client = Client()
    client.force_login(town.person(username), "django.contrib.auth.backends.ModelBackend")
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def knock(port: int, sealed: str, session: str, **headers: str) -> HTTPResponse:
    """Come with a pass and the cookie of a session."""
    return ask(
        port, f"/stream/?pass={quote(sealed)}", Cookie=f"a=b; {settings.SESSION_COOKIE_NAME}={session}", **headers
    )


def listen(port: int, town: Town, username: str, session: str = "", **headers: str) -> HTTPResponse:
    session = session or log_in(town, username)
    answer = knock(port, seal(town.person(username).pk, session), session, **headers)
    assert answer.status == 200
    assert answer.getheader("Content-Type", "").startswith("text/event-stream")
    return answer


def heard(answer: HTTPResponse, count: int = 1) -> list[dict[str, str]]:
    """The next events, as dictionaries of their fields; gives up when the line is silent for long."""
    found: list[dict[str, str]] = []
    fields: dict[str, str] = {}
    while len(found) < count:
        try:
            line = answer.readline().decode()
        except TimeoutError:
            break
        if not line.endswith("\n"):
            break  # the line is closed
        line = line.rstrip("\n")
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


def hears(answer: HTTPResponse, ticket: Ticket) -> dict[str, str]:
    """The next event about a ticket."""
    while True:
        [event] = heard(answer)
        if number_in(event) == ticket.number:
            return event


def settle(port: int, town: Town) -> None:
    """Wait until the server has read what happened so far: it tells of something newer."""
    line = listen(port, town, "supervisor.js")
    hears(line, town.ticket())


def note(ticket: Ticket, said: str = "又问了一次") -> None:
    additions.add_note(ticket.number, said, by=Actor.system(), at=MONDAY)


def number_in(event: dict[str, str]) -> str:
    return str(json.loads(event["data"])["ticket"])
