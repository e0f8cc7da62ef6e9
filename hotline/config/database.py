"""Which database: ``DATABASE_URL``, or else the embedded PostgreSQL in the state directory."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from hotline.config import env
from hotline.lib.connections import Connection
from hotline.lib.embedded_postgres import Server, hold

NAME = "hotline"
OLDEST = 150000


def embedded(mode: str) -> Server | None:
    """The embedded server that serves this mode, or None when ``DATABASE_URL`` names another."""
    if env.text("DATABASE_URL"):
        return None
    folder = "pg-test" if mode == "test" else "pg"
    return Server(Path(env.text("HOTLINE_STATE")) / folder, durable=mode != "test")


def url(mode: str) -> str:
    """The connection URL in force."""
    server = embedded(mode)
    return env.text("DATABASE_URL") if server is None else server.url("postgres" if mode == "test" else NAME)


def settings(mode: str) -> dict[str, Any]:
    """Django's entry for the database.

    :raises env.BadValue: when ``DATABASE_URL`` is not a PostgreSQL URL.
    """
    parts = urlsplit(url(mode))
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise env.BadValue("DATABASE_URL is not a PostgreSQL address: write postgresql://user:password@host:port/name.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or parts.hostname or ""
    options["connect_timeout"] = 5
    options["prepare_threshold"] = 5  # lib.statements: the server plans what runs at every move once
    if mode != "test":  # tests make and drop databases, which a pool would hold open
        size = {"min_size": 1, "max_size": env.number("DATABASE_POOL"), "timeout": 5}
        options["pool"] = {"connection_class": Connection, **size}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": mode != "test",
        "TEST": {"NAME": "test_hotline"},
    }


def ensure() -> None:
    """Start the embedded server if it is the one in use, and make its database.

    :raises PostgresUnavailable: when it does not start.
    """
    server = embedded(env.mode())
    if server is None:
        return
    hold(server)
    _create(server)


def _create(server: Server) -> None:
    import psycopg

    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        row = connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone()
        if row is None:
            connection.execute(f'create database "{NAME}"')


def reach() -> None:
    """Make sure that the database in force answers.

    :raises env.BadValue: with one sentence that says what to look at.
    """
    import psycopg

    try:
        with psycopg.connect(url(env.mode()), connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.Error as fault:
        reason = " ".join(str(fault).split())
        raise env.BadValue(f"The database does not answer, check DATABASE_URL: {reason}") from None
    if version < OLDEST:
        raise env.BadValue(f"PostgreSQL 15 or newer is needed; DATABASE_URL leads to version {version // 10000}.")
