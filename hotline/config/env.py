"""The environment: every variable the platform reads, in one table, and nothing else reads ``os.environ``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODES = ("production", "demo", "test")
TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


@dataclass(frozen=True)
class Variable:
    """One variable of the environment.

    :param default: what holds when it is unset, as text.
    :param required: production does not start without it.
    """

    name: str
    meaning: str
    default: str = ""
    required: bool = False


TABLE: tuple[Variable, ...] = (
    Variable("HOTLINE_ENV", "production, demo or test; `hotline run` and `hotline demo` set it themselves", "demo"),
    Variable(
        "DATABASE_URL", "postgresql://user:password@host:port/name; unset: embedded server in .local", required=True
    ),
    Variable("DATABASE_POOL", "connections each process may keep open", "12"),
    Variable("HOTLINE_SECRET_KEY", "signs sessions and links; at least 50 random characters", required=True),
    Variable(
        "HOTLINE_DATA_KEYS",
        "keys of personal data, `id:base64` of 32 bytes, comma-separated, current first",
        required=True,
    ),
    Variable(
        "HOTLINE_INDEX_KEY", "base64 of 32 bytes: key of the blind index for phone and identity number", required=True
    ),
    Variable(
        "HOTLINE_SEAL_KEY",
        "keys of the journal's seals, `id:base64` of 32 bytes, comma-separated, current first",
        required=True,
    ),
    Variable(
        "HOTLINE_VAULT_KEYS",
        "keys of the informants' vault, `id:base64` of 32 bytes, comma-separated, current first",
        required=True,
    ),
    Variable("HOTLINE_WAREHOUSE", "directory of the facts for analysis; unset: warehouse in HOTLINE_STATE"),
    Variable(
        "INSIGHT_ENGINE",
        "what answers questions about the facts: duckdb, or a Spark cluster as spark://host:port",
        "duckdb",
    ),
    Variable("HOTLINE_SEALS", "directory of the seals' copies outside the database; unset: seals in HOTLINE_STATE"),
    Variable("HOTLINE_HOSTS", "host names served, comma-separated", required=True),
    Variable("HOTLINE_ORIGINS", "https:// origins forms may come from, comma-separated; unset: https:// + each host"),
    Variable("HOTLINE_PROXY", "1 behind a proxy that sets X-Forwarded-Proto and X-Forwarded-For", "0"),
    Variable("HOTLINE_INSECURE", "1 serves plain http (a trial inside one house)", "0"),
    Variable(
        "HOTLINE_STATE", "directory of media, secrets of the demo and the embedded database", str(ROOT / ".local")
    ),
    Variable(
        "HOTLINE_STREAM_URL",
        "where browsers reach the event stream: on the pages' own host, whose session it asks for",
        "/stream/",
    ),
    Variable("HOTLINE_METRICS_TOKEN", "bearer token for /metrics; unset: loopback only"),
    Variable("HOTLINE_WORKERS", "web processes", "2"),
    Variable(
        "HOTLINE_PUBLIC_URL", "address citizens know, for links in text messages; unset: the first of HOTLINE_ORIGINS"
    ),
    Variable("HOTLINE_SMS", "files or console: where text messages go while no gateway is connected", "files"),
    Variable("HOTLINE_MAIL_URL", "smtp://, smtp+tls:// or smtps://user:password@host:port; unset: mail goes to files"),
    Variable("HOTLINE_MAIL_FROM", "sender of mail", "12345@localhost"),
    Variable("ONCE", "1 makes `hotline demo` look at every main page and end", "0"),
    Variable("HOTLINE_PROVINCE", "two-digit code of the province to load (GB/T 2260)", "32"),
    Variable("HOTLINE_DATA", "directory of real data for tests and benches; unset: they are skipped"),
    Variable("HOST", "address to listen on", "127.0.0.1"),
    Variable("PORT", "port of the pages; the event stream takes the next one", "8000"),
)
_BY_NAME = {variable.name: variable for variable in TABLE}


class BadValue(Exception):
    """A variable holds something unusable; the message names it and says what is expected."""


def text(name: str, environ: Mapping[str, str] | None = None) -> str:
    """The variable's text, or its default.

    :raises KeyError: when the table does not know the name.
    """
    variable = _BY_NAME[name]
    return (os.environ if environ is None else environ).get(name, "").strip() or variable.default


def number(name: str, environ: Mapping[str, str] | None = None) -> int:
    """The variable as a whole number.

    :raises BadValue: when it is none.
    """
    value = text(name, environ)
    if not value.isascii() or not value.isdigit():
        raise BadValue(f"{name} is “{value}”: give a whole number.")
    return int(value)


def flag(name: str, environ: Mapping[str, str] | None = None) -> bool:
    """The variable as yes or no.

    :raises BadValue: when it is neither.
    """
    value = text(name, environ).lower()
    if value not in TRUE | FALSE:
        raise BadValue(f"{name} is “{value}”: give 1 or 0.")
    return value in TRUE


def words(name: str, environ: Mapping[str, str] | None = None) -> list[str]:
    """The variable as a list, split at commas."""
    return [word.strip() for word in text(name, environ).split(",") if word.strip()]


def mode(environ: Mapping[str, str] | None = None) -> str:
    """production, demo or test.

    :raises BadValue: for anything else.
    """
    value = text("HOTLINE_ENV", environ)
    if value not in MODES:
        raise BadValue(f"HOTLINE_ENV is “{value}”: give one of {', '.join(MODES)}.")
    return value
