"""A pooled connection: at rest it needs no question to the server, ended by the server it is found out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from unittest import mock

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from hotline.lib.connections import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Iterator[Connection]:
    """A connection of its own."""
    words: dict[str, Any] = connection.settings_dict
    opened = Connection.connect(host=words["HOST"], user=words["USER"], dbname=words["NAME"], autocommit=True)
    yield opened
    opened.close()


def test_at_rest_it_lives_without_a_question(line: Connection) -> None:
    with mock.patch.object(psycopg.Connection, "execute") as asked:
        ConnectionPool.check_connection(line)
    asked.assert_not_called()
    assert line.execute("SELECT 7").fetchone() == (7,)


def test_a_session_the_server_ended_is_found_out(line: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [line.info.backend_pid])
    deadline = time.monotonic() + 10
    while line.is_silent() and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(psycopg.OperationalError):
        ConnectionPool.check_connection(line)


def test_in_the_middle_of_a_transaction_the_server_is_asked(line: Connection) -> None:
    line.autocommit = False
    line.execute("SELECT 1")
    assert not line.is_silent()
