"""Reading groups: members, links, how many people, and likely duplicates with their reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets import rows, search
from hotline.flow.tickets.rows import Row
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.people.words import Actor
from hotline.lib import chinese, masks, statements
from hotline.lib.days import civil_day
from hotline.lib.memo import remembered

from . import rules
from .models import Link, Member, Weights
from .words import MAY_BE_MAIN, USUAL, Likeness, Matter, Scale

HEAD = 300
"""Characters of a text whose words are compared: what it is about is said at the beginning."""
SHOWN = 4
_PEOPLE = """
WITH ours AS (SELECT %s::bigint AS ticket_id UNION SELECT ticket_id FROM groups_member
              WHERE main_id = %s AND left_at IS NULL),
     calls AS (SELECT contact_id FROM tickets_ticket WHERE id IN (SELECT ticket_id FROM ours)
               UNION SELECT contact_id FROM tickets_joinedcontact WHERE ticket_id IN (SELECT ticket_id FROM ours))
SELECT (SELECT count(*) FROM ours),
       (SELECT count(DISTINCT coalesce(phone_index, identity_index, int8send(id)))
        FROM tickets_contact WHERE id IN (SELECT contact_id FROM calls))
"""
"""People are told apart by number, else by identity; who gave neither is one for each contact."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group as somebody sees it: what is hidden from her is counted, not shown."""

    main: Any | None
    members: tuple[Member, ...]
    hidden: int
    tickets: int
    people: int

    @property
    def shown(self) -> list[Any]:
        """The tickets in sight, the first registered first."""
        found = [*([self.main] if self.main else []), *(each.ticket for each in self.members)]
        return sorted(found, key=lambda ticket: (ticket.registered_at, ticket.pk))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A ticket that may be about the same matter, how much it is alike, and why; None where it was not compared."""

    row: Row
    likeness: Likeness | None


def members(**which: Any) -> QuerySet[Member]:
    """The rows of tickets that lie under a main now."""
    return Member.objects.filter(left_at__isnull=True, **which)


def membership(ticket_id: int) -> Member | None:
    """Under which main a ticket lies, if under any."""
    return members(ticket_id=ticket_id).select_related("main").first()


def is_answered(main: Any) -> bool:
    """Whether a main has come so far that its members follow."""
    return rules.way(Status(main.status), Closing.of(main.closing)) is not None


def answered_by(ticket_id: int) -> int:
    """The ticket whose answer is this one's: its main's where it followed one and was never sent out, else its own."""
    found = members(ticket_id=ticket_id, followed_at__isnull=False, ticket__assignments__isnull=True)
    return found.values_list("main_id", flat=True).first() or ticket_id


def size(main_id: int) -> dict[str, int]:
    """How many tickets a group has, and how many people they came from."""
    [[count, people]] = statements.run(_PEOPLE, (main_id, main_id))
    return {"tickets": count, "people": people}


def group(ticket: Any, actor: Actor, own: Member | None = None) -> Group | None:
    """The group a ticket belongs to, as its main or under it; None where it stands alone.

    :param own: its membership, where the caller has read it already.
    """
    own = own or membership(ticket.pk)
    main_id = own.main_id if own else ticket.pk
    rows_ = list(members(main_id=main_id).order_by("merged_at", "pk"))
    if not rows_:
        return None
    ids = [main_id, *(each.ticket_id for each in rows_)]
    seen = {each.pk: each for each in _seen(actor, ids)}
    for each in rows_:
        if each.ticket_id in seen:
            each.ticket = seen[each.ticket_id]
    shown = tuple(each for each in rows_ if each.ticket_id in seen)
    return Group(seen.get(main_id), shown, len(ids) - len(seen), **size(main_id))


def links_of(ticket_id: int) -> QuerySet[Link]:
    """A ticket's links, whoever sees their other ends, the latest first."""
    return Link.objects.filter(Q(one=ticket_id) | Q(other=ticket_id)).order_by("-pk")


def links(ticket_id: int, actor: Actor) -> list[tuple[Link, Any]]:
    """The tickets linked with one that the actor sees, each with its link, the latest first."""
    found = list(links_of(ticket_id))
    ends = {each.pk: each.other_id if each.one_id == ticket_id else each.one_id for each in found}
    seen = {each.pk: each for each in _seen(actor, ends.values())} if ends else {}
    return [(each, seen[ends[each.pk]]) for each in found if ends[each.pk] in seen]


def _seen(actor: Actor, identifiers: Iterable[int]) -> QuerySet[Any]:
    found = tickets.visible_to(actor).filter(pk__in=list(identifiers))
    return found.select_related("words", "contact").defer("words__search", "words__public_search")


@remembered(30)
def scale(on: date) -> Scale:
    """How likeness is weighed on a day."""
    row = Weights.objects.filter(from_on__lte=on).order_by("-from_on").first()
    return Scale(**{name: getattr(row, name) for name in Scale.__slots__}) if row else USUAL


def weights() -> QuerySet[Weights]:
    """Every set of weights, the first in force first."""
    return Weights.objects.all()


def matter(ticket: Any) -> Matter:
    """What of a ticket is weighed."""
    words = ticket.words
    return Matter(
        words.place,
        ticket.region_id or "",
        ticket.category_id or "",
        terms(words.title, words.place, words.text),
        ticket.registered_at,
        bytes(ticket.contact.phone_index or b""),
    )


def terms(title: str, place: str, text: str) -> frozenset[str]:
    """The words by which a matter is compared, without personal numbers; a single character says nothing."""
    found = chinese.search_terms(masks.mask_text(f"{title}\n{place}\n{text[:HEAD]}"))
    return frozenset(word for word in found if len(word) > 1)


def score(one: Any, other: Any, at: datetime) -> int:
    """How much two tickets are alike, for the record of their merging; 0 where they lie far apart."""
    found = rules.weigh(matter(one), matter(other), scale(civil_day(at)))
    return found.score if found else 0


def weighed(one: Any, other: Any, at: datetime) -> Likeness | None:
    """How much two tickets are alike and why: for laying them side by side."""
    return rules.weigh(matter(one), matter(other), scale(civil_day(at)))


def are_alike(one: Matter, other: Matter, at: datetime) -> bool:
    """Whether two matters are so much alike that they are suggested as one."""
    weights_ = scale(civil_day(at))
    found = rules.weigh(one, other, weights_)
    return found is not None and found.score >= weights_.least


def is_one_matter(one: Any, other: Any, at: datetime) -> bool:
    """Whether two tickets of one caller are about one matter, however far apart they were said."""
    ours, theirs = matter(one), matter(other)
    weights_ = scale(civil_day(at))
    found = rules.weigh(ours, replace(theirs, at=ours.at), weights_)
    return found is not None and found.score >= weights_.least


def suggestions(ticket: Any, actor: Actor, *, at: datetime, limit: int = SHOWN) -> list[Suggestion]:
    """Tickets the actor sees under which this one may belong: of its centre, open and a main or alone, likest first."""
    words = ticket.words
    near = search.near(actor, words.title, words.place, region=ticket.region_id or "", at=ticket.registered_at)
    fitting = near.filter(centre_id=ticket.centre_id, status__in=MAY_BE_MAIN).exclude(pk=ticket.pk)
    if not ticket.is_confidential:
        fitting = fitting.filter(is_confidential=False)
    return _likest(matter(ticket), fitting, at, limit)


def explained(new: Matter, found: Iterable[Row], at: datetime) -> list[Suggestion]:
    """Why rows that were found are like a matter not registered yet: by what a row shows, for the desk."""
    weights_ = scale(civil_day(at))
    return [Suggestion(each, rules.weigh(new, _of_row(each), weights_)) for each in found]


def _of_row(row: Row) -> Matter:
    return Matter(row.place, row.region, row.category, terms(row.title, row.place, ""), row.registered_at)


def _likest(ours: Matter, near: QuerySet[Any], at: datetime, limit: int) -> list[Suggestion]:
    weights_ = scale(civil_day(at))
    compared = [(rules.weigh(ours, matter(each), weights_), each) for each in near.select_related("contact")]
    likely = [(like_, each) for like_, each in compared if like_ is not None and like_.score >= weights_.least]
    best = sorted(likely, key=lambda pair: (-pair[0].score, pair[1].pk))[:limit]
    shown = rows.rows([each for _, each in best], at)
    return [Suggestion(row, like_) for (like_, _), row in zip(best, shown, strict=True)]
