"""Where somebody works: the unit whose inbox is open, and what it is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from hotline.flow.tickets import lists, queries
from hotline.flow.tickets.rows import InboxRow
from hotline.flow.tickets.words import MOVES, Tab, Tier
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.people.words import Actor
from hotline.lib.pages import Page
from hotline.lib.refusal import NotFound
from hotline.lib.text import number
from hotline.web.kit import doors
from hotline.web.kit.listing import Narrowing, narrowing

UNIT_VERBS = frozenset(str(verb) for verb, move in MOVES.items() if move.tier is Tier.UNIT)


@dataclass(frozen=True, slots=True)
class Place:
    """One person at the inbox of one unit."""

    request: HttpRequest
    by: Actor
    at: datetime
    unit: Unit
    own: tuple[Unit, ...]
    tab: Tab
    narrowing: Narrowing

    @property
    def is_own(self) -> bool:
        """Whether it is a unit she is posted to, not one below it."""
        return any(unit.id == self.unit.id for unit in self.own)

    @property
    def query(self) -> str:
        """The part of the address that keeps her place."""
        kept = {"tab": self.tab.value}
        kept |= {name: self.request.GET[name] for name in ("cursor", "trail") if self.request.GET.get(name)}
        if self.unit.id != self.own[0].id:
            kept["unit"] = str(self.unit.id)
        return "&".join(part for part in (self.narrowing.query, urlencode(kept)) if part)

    @property
    def home(self) -> str:
        """The inbox with her place kept."""
        return f"{reverse('office:inbox')}?{self.query}"

    def address(self, page: str, *args: object) -> str:
        """The address of one of the office's pages, with her place kept."""
        return f"{reverse(f'office:{page}', args=args)}?{self.query}"

    def rows(self, *, limit: int = lists.PAGE, cursor: str | None = None) -> Page[InboxRow]:
        """A page of the inbox."""
        cursor = self.request.GET.get("cursor", "") if cursor is None else cursor
        filters = self.narrowing.filters
        return lists.inbox(self.by, self.unit.id, self.tab, at=self.at, filters=filters, cursor=cursor, limit=limit)


def own_units(actor: Actor, permission: str = "") -> tuple[Unit, ...]:
    """The units the actor is posted to with a unit's verbs, and with a permission where one is named."""
    working = [grant for grant in actor.grants if UNIT_VERBS & grant.permissions]
    fitting = [grant for grant in working if not permission or permission in grant.permissions]
    found = {grant.organisation_id: None for grant in fitting}
    return tuple(organisations.unit(identifier) for identifier in found)


def place(request: HttpRequest, permission: str = "") -> Place:
    """Where the person behind the request works: her unit, or one within her reach that the address names.

    :param permission: what the page needs: her first unit is the first where she holds it.
    :raises WrongDoor: she works for no unit.
    :raises NotFound: the unit is not hers, or there is none.
    """
    by = doors.actor(request)
    own = own_units(by)
    if not own:
        raise doors.WrongDoor
    unit = (own_units(by, permission) or own)[0]
    asked = request.GET.get("unit", "")
    if asked:
        chosen = number(asked)
        if chosen is None or chosen not in queries.reach(by).units:
            raise NotFound
        unit = organisations.unit(chosen)
    tab = Tab.of(request.GET.get("tab", "")) or Tab.TO_SIGN
    return Place(request, by, doors.now(), unit, own, tab, narrowing(request, unit.region))
