"""The connection a pool hands out: whether it still lives is seen on its socket, without asking the server."""

from __future__ import annotations

import select
from typing import Any

import psycopg


class Connection(psycopg.Connection[Any]):
    """Answers a pool's question whether it lives (an empty statement) by itself where the socket is open and silent.

    A server that stopped, or ended this session, has closed the socket or said why: then the question is really sent.
    Asked before every request, it would cost each a round trip.
    """

    def execute(self, query: Any, params: Any = None, **options: Any) -> psycopg.Cursor[Any]:
        """Run a statement on a new cursor."""
        if query == "" and params is None and self.is_silent():
            return self.cursor()
        return super().execute(query, params, **options)

    def is_silent(self) -> bool:
        """Whether the connection is open, at rest, and nothing has come from the server unasked."""
        if self.closed or self.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            return False
        watch = select.poll()
        watch.register(self.fileno(), select.POLLIN | select.POLLPRI)
        return not watch.poll(0)
