"""Who listens to what, and what was said lately."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hotline.flow.tickets.audience import Audience
from hotline.flow.tickets.queries import Reach

QUEUE = 64
MOST_PAGES = 30
"""How many pages one person may have open on the stream of one process."""
KEPT = 5000
MISSED = "missed"
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One ticket changed; ``place`` is where in the journal, ``channels`` who may hear of it."""

    place: Place
    ticket: str
    channels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Touched:
    """Whose rights may have changed: some people's, or everybody's."""

    people: frozenset[int] = frozenset()
    everybody: bool = False

    def __bool__(self) -> bool:
        return self.everybody or bool(self.people)

    def concerns(self, person: int) -> bool:
        """Whether this person's rights may have changed."""
        return self.everybody or person in self.people


@dataclass(eq=False, slots=True)
class Listener:
    """One open page: its channels, the session it was opened in, and what it has not been sent yet."""

    channels: frozenset[str]
    person: int = 0
    session: str = ""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    queue: asyncio.Queue[Change | str] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    def tell(self, change: Change) -> None:
        """Queue a change; a listener that cannot keep up loses its queue and is told that it missed something."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(MISSED)
        self.queue.put_nowait(change)

    def narrow(self, channels: frozenset[str]) -> None:
        """Hear only of these from now on; what was queued and is hers no more is never sent."""
        self.channels = channels
        queued = [self.queue.get_nowait() for _ in range(self.queue.qsize())]
        for said in queued:
            if isinstance(said, str) or said.channels & channels:
                self.queue.put_nowait(said)


def channels_of(audience: Audience) -> frozenset[str]:
    """The channels a change is said on. A mark ``!`` means: also confidential tickets."""
    region = audience.region
    wide = ["all", *(f"r{region[:length]}" for length in (2, 4, 6, 9) if len(region) >= length)]
    wide.append(f"k{audience.centre_id}")
    wide.append(f"c{audience.centre_id}")
    near = [f"u{unit}" for unit in audience.units]
    return frozenset([*near, *(f"{each}!" for each in wide), *(() if audience.is_confidential else wide)])


def channels_for(far: Reach, secret: Reach) -> frozenset[str]:
    """The channels that cover what somebody sees of open and of confidential tickets."""
    return _channels(far, "") | _channels(secret, "!")


def _channels(reach: Reach, mark: str) -> frozenset[str]:
    wide = ["all"] if reach.everything else [f"r{area}" for area in reach.areas]
    wide += [f"k{centre}" for centre in reach.area_centres]
    wide += [f"c{centre}" for centre in reach.centres]
    return frozenset([*(f"u{unit}" for unit in reach.units), *(f"{each}{mark}" for each in wide)])


class Hub:
    """All listeners of this process, by channel."""

    def __init__(self) -> None:
        self.by_channel: dict[str, set[Listener]] = {}
        self.recent: deque[Change] = deque(maxlen=KEPT)
        self.listeners: set[Listener] = set()
        self.pages: Counter[int] = Counter()

    def join(self, listener: Listener) -> None:
        """Begin to listen."""
        self.listeners.add(listener)
        self.pages[listener.person] += 1
        self._tune_in(listener)

    def leave(self, listener: Listener) -> None:
        """Stop listening."""
        self.listeners.discard(listener)
        self.pages[listener.person] -= 1
        if not self.pages[listener.person]:
            del self.pages[listener.person]
        self._tune_out(listener)

    def people(self) -> set[int]:
        """Who has a page open."""
        return set(self.pages)

    def allow(self, rights: Mapping[int, frozenset[str]]) -> None:
        """Let people hear of these channels from now on; the stream of who may hear of nothing ends."""
        for listener in self.listeners:
            channels = rights.get(listener.person)
            if channels is None or channels == listener.channels:
                continue
            self._tune_out(listener)
            listener.narrow(channels)
            self._tune_in(listener)
            if not channels:
                listener.over.set()

    def _tune_in(self, listener: Listener) -> None:
        for channel in listener.channels:
            self.by_channel.setdefault(channel, set()).add(listener)

    def _tune_out(self, listener: Listener) -> None:
        for channel in listener.channels:
            others = self.by_channel.get(channel, set())
            others.discard(listener)
            if not others:
                self.by_channel.pop(channel, None)

    def end(self, holders: Mapping[str, int], asked: Collection[str]) -> None:
        """Send home whoever was asked about and is no longer logged in with her session."""
        for listener in self.listeners:
            if listener.session in asked and holders.get(listener.session) != listener.person:
                listener.over.set()

    def say(self, changes: Iterable[Change]) -> None:
        """Hand changes to whoever may hear of them, each listener once."""
        for change in changes:
            self.recent.append(change)
            empty: set[Listener] = set()
            for listener in set().union(*(self.by_channel.get(channel, empty) for channel in change.channels)):
                listener.tell(change)

    def since(self, place: Place, channels: frozenset[str]) -> list[Change] | None:
        """What somebody missed after a place, or None when nobody remembers that far back."""
        places = [change.place for change in self.recent]
        if not places or place < places[0]:
            return None
        return [change for change in list(self.recent)[bisect_right(places, place) :] if change.channels & channels]
