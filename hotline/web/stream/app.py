"""The event stream as an ASGI application: ``GET /stream/?pass=…`` answers with server-sent events."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import parse_cookie

from hotline.lib.text import number
from hotline.web.kit.stream import opened

from . import feed, sessions
from .hub import MISSED, MOST_PAGES, Change, Hub, Listener, Place, Touched

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

POLL_SECONDS = 0.5
PAUSE_SECONDS = 2.0
HEARTBEAT_SECONDS = 25.0
SEND_SECONDS = 30.0
CHECK_SECONDS = 15.0
"""Who has logged out, or whose account was closed, hears nothing any more after so long."""
LONGEST_SECONDS = 3600.0
"""A connection is ended after an hour: the page comes back by itself, and its rights are looked up again."""
log = logging.getLogger("hotline.stream")
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


class Stream:
    """The application: a poller and its listeners, both of one process."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.place: Place = (0, 0)
        self.poller: asyncio.Task[None] | None = None
        self.guard: asyncio.Task[None] | None = None
        self.reading = ThreadPoolExecutor(1, "journal")
        self.asking = ThreadPoolExecutor(4, "rights")
        self.begun: asyncio.Event | None = None
        self.turn = 0  # grows when rights change, so that a page that is just coming looks once more
        self.day = feed.today()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._begin()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                for task in (self.poller, self.guard):
                    if task is not None:
                        task.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    def _begin(self) -> None:
        """Start the poller and the guard, once; a server without lifespan starts them with the first page."""
        if self.poller is None or self.poller.done():
            self.begun = asyncio.Event()
            self.poller = asyncio.create_task(self._poll())
        if self.guard is None or self.guard.done():
            self.guard = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        """Look for sessions that are over and for a new day, for ever; while the database is away everybody stays."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            asked = {listener.session for listener in self.hub.listeners}
            if not asked:
                continue
            try:
                if self.day != (today := feed.today()):
                    await self._look_again(Touched(everybody=True))  # postings begin and end with the day
                    self.day = today
                self.hub.end(await loop.run_in_executor(self.asking, sessions.holders, asked), asked)
            except Exception:
                log.exception("The sessions could not be read; trying again.")

    async def _poll(self) -> None:
        """Read the journal for ever; a database that is away is waited for."""
        assert self.begun is not None
        loop = asyncio.get_running_loop()
        while True:
            try:
                if not self.begun.is_set():
                    self.place, changes = await loop.run_in_executor(self.reading, feed.beginning)
                    self.hub.recent.extend(changes)
                    self.begun.set()
                else:
                    place, changes, touched = await loop.run_in_executor(self.reading, feed.after, self.place)
                    await self._look_again(touched)
                    self.place = place
                    self.hub.say(changes)
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("The journal could not be read; trying again.")
                await asyncio.sleep(PAUSE_SECONDS)
            await asyncio.sleep(POLL_SECONDS)

    async def _look_again(self, touched: Touched) -> None:
        """Read the rights of those whose postings or roles changed, before they are told anything later."""
        if not touched:
            return
        self.turn += 1
        concerned = [person for person in self.hub.people() if touched.concerns(person)]
        if concerned:
            loop = asyncio.get_running_loop()
            self.hub.allow(await loop.run_in_executor(self.asking, feed.rights, concerned))

    async def _channels(self, person: int) -> frozenset[str]:
        """What a person who comes may hear of, by rights that did not change while they were read."""
        loop = asyncio.get_running_loop()
        while True:
            turn = self.turn
            channels = await loop.run_in_executor(self.asking, feed.channels, person)
            if turn == self.turn:
                return channels

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._begin()
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        if scope["path"].endswith("/healthz"):
            await _plain(send, 200, f"{len(self.hub.listeners)}\n")
            return
        session = _session(scope)
        person = opened(query.get("pass", [""])[0], session)
        if scope["method"] != "GET" or person is None:
            await _plain(send, 403, "no pass\n")
            return
        loop = asyncio.get_running_loop()
        try:
            holders = await loop.run_in_executor(self.asking, sessions.holders, [session])
            channels = await self._channels(person)
        except Exception:
            log.exception("A person's rights could not be read.")
            await _plain(send, 503, "try again\n")
            return
        if holders.get(session) != person:
            await _plain(send, 403, "not logged in\n")
            return
        if not channels:
            await _plain(send, 204, "", _allowed(scope))  # tells the browser not to come back
            return
        if self.hub.pages[person] >= MOST_PAGES:
            await _plain(send, 429, "too many pages\n")
            return
        await self._serve(Listener(channels, person, session), scope, _last_seen(scope, query), receive, send)

    async def _serve(self, listener: Listener, scope: Scope, seen: Place | None, receive: Receive, send: Send) -> None:
        """Send until the page goes away, its session ends, the client is too slow, or the hour is over."""
        assert self.begun is not None
        self.hub.join(listener)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS + _allowed(scope)})
            await self._replay(listener, seen, send)
            gone = asyncio.create_task(_gone(receive))
            writing = asyncio.create_task(_write(listener, send))
            over = asyncio.create_task(listener.over.wait())
            done, waiting = await asyncio.wait(
                {gone, writing, over}, timeout=LONGEST_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            for task in waiting:
                task.cancel()
            for task in done:
                task.exception()
            if gone not in done and writing not in done:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (OSError, TimeoutError):
            pass
        finally:
            self.hub.leave(listener)

    async def _replay(self, listener: Listener, seen: Place | None, send: Send) -> None:
        """A greeting, and what the page missed since it was last connected."""
        assert self.begun is not None
        await _body(send, "retry: 3000\n\n")
        if seen is None:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self.begun.wait(), PAUSE_SECONDS)
        missed = self.hub.since(seen, listener.channels)
        if missed is None:
            await _body(send, _frame(MISSED))
            return
        for change in missed:
            await _body(send, _frame(change))


def _allowed(scope: Scope) -> list[tuple[bytes, bytes]]:
    """Leave to read for a page of ours on another port or name (the demonstration's), and for no other."""
    headers = dict(scope.get("headers", []))
    origin, host = headers.get(b"origin", b"").decode("latin-1"), headers.get(b"host", b"").decode("latin-1")
    try:
        is_here = bool(origin) and urlsplit(origin).hostname == urlsplit(f"//{host}").hostname
    except ValueError:
        return []
    if not is_here and origin not in settings.CSRF_TRUSTED_ORIGINS:
        return []
    allowed = [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"Origin")]
    return [*allowed, (b"access-control-allow-credentials", b"true")]


def _session(scope: Scope) -> str:
    """The key of the session whose cookie came along; empty without one."""
    cookies = [value.decode("latin-1") for name, value in scope.get("headers", []) if name == b"cookie"]
    return parse_cookie("; ".join(cookies)).get(settings.SESSION_COOKIE_NAME, "")


def _last_seen(scope: Scope, query: dict[str, list[str]]) -> Place | None:
    """Where the page last was: the browser's own header, or our parameter after a new start."""
    headers = dict(scope.get("headers", []))
    said = headers.get(b"last-event-id", b"").decode("latin-1") or query.get("after", [""])[0]
    tx, _, identifier = said.partition(".")
    last, row = number(tx), number(identifier)
    return None if last is None or row is None else (last, row)


async def _write(listener: Listener, send: Send) -> None:
    while True:
        try:
            said = await asyncio.wait_for(listener.queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            await _body(send, ": still here\n\n")
        else:
            await _body(send, _frame(said))


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _frame(said: Change | str) -> str:
    if isinstance(said, str):
        return f"event: {said}\ndata: {{}}\n\n"
    place = f"{said.place[0]}.{said.place[1]}"
    return f"id: {place}\nevent: changed\ndata: {json.dumps({'ticket': said.ticket})}\n\n"


async def _body(send: Send, text: str) -> None:
    message = {"type": "http.response.body", "body": text.encode(), "more_body": True}
    await asyncio.wait_for(send(message), SEND_SECONDS)


async def _plain(send: Send, status: int, text: str, allowed: Sequence[tuple[bytes, bytes]] = ()) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *allowed]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


app = Stream()
