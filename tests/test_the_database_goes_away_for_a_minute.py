"""A database that really stops, before a request and in the middle of one: 503 in words, nothing lost or doubled."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import OperationalError, close_old_connections, connection
from django.test import Client
from django.urls import reverse

from hotline.flow.tickets.models import Contact, Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.journal.models import Event
from hotline.ground.people.words import Actor
from hotline.ground.programs import actions as programs
from hotline.ground.programs.words import KeyScope
from hotline.ground.throttle import actions as throttle
from hotline.lib import embedded_postgres, statements
from hotline.lib.connections import Connection
from hotline.lib.embedded_postgres import Server
from tests.town import Town, build

MATTER = {"kind": "help", "text": "小区门口的路灯一周不亮。", "category": "01.01.01", "region": "320211004"}
APPEAL = {"channel": "app", "caller": {"name": "李雷", "phone": "138 1234 5678"}, "matters": [MATTER]}
NOTE = "已请养护公司周五前到场查看"
POOL = {"connection_class": Connection, "min_size": 1, "max_size": 4, "timeout": 1}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server that only this test stops and starts."""
    own = Server(tmp_path / "pg")
    embedded_postgres.hold(own)
    yield own
    embedded_postgres.revive(own)
    embedded_postgres.release(own)


@pytest.fixture
def town(transactional_db: None, server: Server) -> Iterator[Town]:
    """The town on that server, written for good, asked through a pool as in production."""
    words, usual = connection.settings_dict, dict(connection.settings_dict)
    _copy(str(words["HOST"]), str(words["NAME"]), server)
    connection.close()
    options = {**usual["OPTIONS"], "pool": POOL, "connect_timeout": 2}
    words.update(HOST=str(server.socket), NAME="postgres", OPTIONS=options, CONN_HEALTH_CHECKS=True)
    try:
        yield build()
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        words.update(usual)
        throttle.forget_leases()


@pytest.fixture
def client(town: Town) -> Client:
    """A browser or program that sees answers, not exceptions."""
    return Client(raise_request_exception=False)


def test_what_was_sent_while_the_database_was_away_is_taken_once_afterwards(
    client: Client, town: Town, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = town.ticket(Status.HANDLING)
    client.force_login(town.person("agent.wuxi"), backend="django.contrib.auth.backends.ModelBackend")
    key = _key(town)
    before = (Ticket.objects.count(), Contact.objects.count(), Event.objects.count())
    _stop(server)

    told = _appeal(client, key)
    assert (told.status_code, told["Content-Type"], told["Retry-After"]) == (503, "application/problem+json", "30")
    assert "Idempotency-Key" in told.json()["detail"]
    page = _note(client, ticket)
    assert page.status_code == 503
    assert "数据库暂时连接不上" in page.content.decode()
    assert NOTE in page.content.decode(), "what she typed is given back"

    _start(server)
    _stop_within(server, monkeypatch)
    assert _appeal(client, key).status_code == 503, "it fell in the middle of the transaction"
    _start(server)
    assert (Ticket.objects.count(), Contact.objects.count(), Event.objects.count()) == before

    first, again = _appeal(client, key), _appeal(client, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["tickets"] == again.json()["tickets"]
    assert _note(client, ticket).status_code == 302
    assert Ticket.objects.count() == before[0] + 1
    assert Event.objects.filter(topic="ticket", verb="add_note").count() == 1


def _key(town: Town) -> str:
    at = datetime(2020, 3, 2, tzinfo=UTC)
    unit = town.unit("320200-rx").pk
    return programs.create_key("测试", unit, [KeyScope("submit")], by=Actor.system(), at=at, per_minute=1000).secret


def _appeal(client: Client, key: str) -> Any:
    close_old_connections()  # a server does so before each request
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k1"}
    return client.post("/api/v1/appeals", json.dumps(APPEAL), content_type="application/json", headers=headers)


def _note(client: Client, ticket: Ticket) -> Any:
    close_old_connections()
    return client.post(reverse("ticket:deed", args=[ticket.number, "add_note"]), {"note": NOTE})


def _stop_within(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the database fall when the next appeal has written its first row."""
    usual = statements.insert

    def insert(row: Any) -> Any:
        usual(row)
        monkeypatch.undo()
        _stop(server)
        return row

    monkeypatch.setattr(statements, "insert", insert)


def _stop(server: Server) -> None:
    """As when the machine loses power."""
    embedded_postgres._run(server, "pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(server.data), check=True)


def _start(server: Server) -> None:
    """Until the pool has noticed: it tries again after longer and longer pauses."""
    embedded_postgres.revive(server)
    for _ in range(10):
        with suppress(OperationalError):
            close_old_connections()
            connection.ensure_connection()
            return


def _copy(host: str, name: str, server: Server) -> None:
    """Bring the migrated, empty database of the tests over: faster than to migrate again."""
    programs_of = embedded_postgres._programs()
    source = f"postgresql://postgres@/{name}?host={quote(host, safe='')}"
    dump = subprocess.run([programs_of / "pg_dump", source], check=True, capture_output=True).stdout
    words = [str(programs_of / "psql"), "-q", "-v", "ON_ERROR_STOP=1", server.url("postgres")]
    subprocess.run(words, input=dump, check=True, capture_output=True)
