"""Where somebody sits: the bench, her centre, and what the queue is narrowed to, as the address says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from hotline.flow.tickets import lists, search
from hotline.flow.tickets.rows import Row
from hotline.flow.tickets.words import Status
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor, Scope
from hotline.lib.pages import Page
from hotline.lib.refusal import NotFound
from hotline.web.kit import doors
from hotline.web.kit.listing import Narrowing, narrowing

from . import queries
from .words import STAGES, Bench

PLACE = ("centre", "status", "cursor", "trail")


@dataclass(frozen=True, slots=True)
class Seat:
    """One person at one bench of one centre."""

    request: HttpRequest
    bench: Bench
    by: Actor
    at: datetime
    centre: Unit
    centres: list[Unit]
    narrowing: Narrowing

    @property
    def query(self) -> str:
        """The part of the address that keeps her place in the queue."""
        here = {name: self.request.GET[name] for name in PLACE if self.request.GET.get(name)}
        return "&".join(part for part in (self.narrowing.query, urlencode(here)) if part)

    @property
    def status(self) -> Status | None:
        """The state whose tickets are listed: the bench's own, or on the list of all the one asked for."""
        return self.bench.status or Status.of(self.request.GET.get("status", ""))

    @property
    def stage(self) -> str:
        """Which disputes are listed on the bench of arbitration; those not settled where nothing is asked."""
        asked = self.request.GET.get("status", "")
        return asked if self.bench is Bench.ARBITRATION and asked in STAGES else ""

    def address(self, page: str, *args: str) -> str:
        """The address of one of this bench's pages, with her place kept."""
        at = reverse(f"bench:{page}", args=[self.bench.value, *args])
        return f"{at}?{self.query}" if self.query else at

    @property
    def news(self) -> str:
        """Where the page asks what changed."""
        return self.address("news")

    def home(self) -> str:
        """The queue's own address, with her place kept; ``all`` keeps the default view from opening instead."""
        at = reverse(f"bench:{self.bench.name.lower()}")
        return f"{at}?{self.query or 'all=1'}"

    def rows(self, *, limit: int = lists.PAGE, cursor: str | None = None) -> Page[Row]:
        """A page of the queue."""
        cursor = self.request.GET.get("cursor", "") if cursor is None else cursor
        filters = self.narrowing.filters
        if self.bench.status is not None:
            return lists.queue(
                self.by, self.centre.id, self.bench.status, at=self.at, filters=filters, cursor=cursor, limit=limit
            )
        if self.bench in queries.PICKED:
            chosen = queries.picked(self.bench, self.centre.id, self.stage)
            return lists.picked(
                self.by,
                self.centre.id,
                chosen,
                at=self.at,
                decision=self.bench.decision,
                filters=filters,
                cursor=cursor,
                limit=limit,
            )
        if filters.words and filters == lists.Filters(words=filters.words) and self.status is None:
            return search.search(self.by, filters.words, at=self.at, cursor=cursor, limit=limit)
        wanted = [self.status] if self.status else []
        return lists.browse(
            self.by, at=self.at, filters=filters, statuses=wanted, centre_id=self._own(), cursor=cursor, limit=limit
        )

    def _own(self) -> int | None:
        """Her centre; none for whoever looks over a whole area."""
        looks_wide = any(grant.scope in (Scope.AREA, Scope.EVERYTHING) for grant in self.by.grants)
        return None if looks_wide else self.centre.id


def seat(request: HttpRequest, bench: str) -> Seat:
    """Where the person behind the request sits.

    :raises NotFound: there is no such bench.
    :raises WrongDoor: it is none of hers.
    """
    wanted = Bench.of(bench)
    if wanted is None:
        raise NotFound
    by = doors.actor(request)
    centres = queries.centres(by, wanted)
    if not centres:
        raise doors.WrongDoor
    asked = request.GET.get("centre", "")
    centre = next((unit for unit in centres if str(unit.id) == asked), centres[0])
    return Seat(request, wanted, by, doors.now(), centre, centres, narrowing(request, centre.region, with_topics=True))
