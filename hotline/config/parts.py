"""The programs the platform consists of when it runs: pages, event stream, worker, matcher of topics."""

from __future__ import annotations

import sys

from hotline.config import env, rooms
from hotline.config.supervisor import Part

STREAM = "hotline.web.stream.app"
THREADS = "4"
CONNECTIONS = "16384"
SUPERVISED = {"HOTLINE_SUPERVISED": "1"}


def parts() -> list[Part]:
    """The parts that exist."""
    found = [_pages(), _worker(), _matcher()]
    if rooms.exists(STREAM):
        found.insert(1, _stream())
    return found


def _pages() -> Part:
    workers = str(env.number("HOTLINE_WORKERS"))
    words = ["--interface", "wsgi", "--workers", workers, "--blocking-threads", THREADS, "--respawn-failed-workers"]
    return Part("pages", _granian(env.number("PORT"), words, "hotline.config.wsgi:application"), SUPERVISED)


def _stream() -> Part:
    """One process holds every open page; the default limit of granian would refuse the 1,025th."""
    words = ["--interface", "asgi", "--workers", "1", "--backpressure", CONNECTIONS]
    return Part("stream", _granian(env.number("PORT") + 1, words, "hotline.config.asgi:app"), SUPERVISED)


def _worker() -> Part:
    words = ("procrastinate", "worker", "--concurrency", "4", "--shutdown-graceful-timeout", "8")
    return Part("worker", (sys.executable, "-m", "hotline", *words), SUPERVISED)


def _matcher() -> Part:
    return Part("matcher", (sys.executable, "-m", "hotline", "match"), SUPERVISED)


def _granian(port: int, words: list[str], target: str) -> tuple[str, ...]:
    common = ["--host", env.text("HOST"), "--port", str(port), "--no-ws", "--log-level", "warning"]
    return (sys.executable, "-m", "granian", *common, *words, target)
