"""From the running database to the warehouse: the whole of it once, then what changed, month by month.

The journal tells what changed. A place in it is remembered with the facts, taken before they are read; what a killed
export left is simply done again from the last place. Rows come as Arrow batches over a connection of their own (ADBC).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from adbc_driver_postgresql import dbapi
from django.db import connection
from psycopg.conninfo import make_conninfo

from hotline.flow.tickets import lookups
from hotline.ground.calendar.queries import STATUTORY
from hotline.ground.journal import queries as journal
from hotline.lib.days import SHANGHAI, civil_day
from hotline.watch.topics import queries as topics

from .store import SCHEMA, Place, Store
from .words import Holding, Month

SOURCE = "live"
TOPIC = "ticket"
EVENTS = 10_000
"""Events of the journal read at a time."""
TICKETS = """
WITH working AS MATERIALIZED (
    SELECT every.day::date AS day,
        sum(coalesce(odd.is_working, extract(isodow FROM every.day) < 6)::int) OVER (ORDER BY every.day) AS number
    FROM generate_series(DATE '2010-01-01', current_date + 1, INTERVAL '1 day') every (day)
    LEFT JOIN calendar_calendarday odd ON odd.calendar_id = '{calendar}' AND odd.day = every.day::date
), visited AS (
    SELECT DISTINCT ON (visit.ticket_id) visit.id, visit.ticket_id, visit.satisfied, visit.solved, visit.cause
    FROM followup_followup visit JOIN tickets_ticket ticket ON ticket.id = visit.ticket_id
    WHERE visit.is_contacted AND {chosen}
    ORDER BY visit.ticket_id, visit.asked_at DESC, visit.id DESC
)
SELECT ticket.id, ticket.registered_at, (ticket.registered_at AT TIME ZONE 'Asia/Shanghai')::date AS registered_on,
    ticket.closed_at, (ticket.closed_at AT TIME ZONE 'Asia/Shanghai')::date AS closed_on,
    (extract(epoch FROM ticket.closed_at - ticket.registered_at) / 3600)::float8 AS hours,
    ended.number - began.number AS days, ticket.closing, ticket.round::bigint AS rounds,
    CASE WHEN length(place.code) >= 4 THEN left(place.code, 4) ELSE '' END AS city,
    CASE WHEN length(place.code) >= 6 THEN left(place.code, 6) ELSE '' END AS county,
    coalesce(left(ticket.category_id, 2), '') AS field, coalesce(left(ticket.category_id, 5), '') AS branch,
    coalesce(ticket.category_id, '') AS category, centre.code AS centre,
    coalesce(unit.code, '') AS unit, ticket.is_confidential, ticket.channel, ticket.kind,
    coalesce(watched.topics, ARRAY[]::text[]) AS topics,
    ticket.closing = 'answered' AS is_direct, visited.ticket_id IS NOT NULL AS is_rated,
    (SELECT min(sent.sent_at) FROM tickets_assignment sent WHERE sent.ticket_id = ticket.id) AS sent_at,
    EXISTS (SELECT FROM disputes_return given WHERE given.ticket_id = ticket.id) AS is_returned,
    EXISTS (SELECT FROM disputes_return given WHERE given.ticket_id = ticket.id AND given.is_wrong_dispatch)
        AS is_wrongly_sent,
    EXISTS (SELECT FROM delays_extension more WHERE more.ticket_id = ticket.id AND more.verdict = 'granted')
        AS is_extended,
    EXISTS (SELECT FROM followup_followup asked WHERE asked.ticket_id = ticket.id) AS is_contacted,
    EXISTS (SELECT FROM followup_followup asked WHERE asked.ticket_id = ticket.id AND asked.is_contacted) AS is_reached,
    EXISTS (SELECT FROM followup_followup asked WHERE asked.ticket_id = ticket.id AND asked.result = 'rework')
        AS is_reworked,
    EXISTS (SELECT FROM groups_member raised WHERE raised.ticket_id = ticket.id AND raised.left_at IS NULL)
        OR EXISTS (SELECT FROM tickets_joinedcontact again WHERE again.ticket_id = ticket.id) AS is_repeated,
    coalesce(visited.satisfied, '') AS satisfied, coalesce(visited.solved, '') AS solved,
    coalesce(reason.blame, '') AS blame, FALSE AS is_synthetic
FROM tickets_ticket ticket
JOIN organisations_organisation centre ON centre.id = ticket.centre_id
CROSS JOIN LATERAL (SELECT coalesce(ticket.region_id, centre.region_id) AS code) place
LEFT JOIN working began ON began.day = (ticket.registered_at AT TIME ZONE 'Asia/Shanghai')::date
LEFT JOIN working ended ON ended.day = (ticket.closed_at AT TIME ZONE 'Asia/Shanghai')::date
LEFT JOIN organisations_organisation unit ON unit.id = ticket.lead_unit_id
LEFT JOIN LATERAL (
    SELECT array_agg(match.topic::text ORDER BY match.topic) AS topics FROM topics_match match
    WHERE match.ticket_id = ticket.id AND match.withdrawn_at IS NULL
) watched ON TRUE
LEFT JOIN visited ON visited.ticket_id = ticket.id
    AND NOT EXISTS (SELECT FROM followup_contest lost WHERE lost.visit_id = visited.id AND lost.verdict = 'granted')
LEFT JOIN catalogue_reason reason ON reason.purpose = 'dissatisfaction' AND reason.code = visited.cause
WHERE {chosen}
ORDER BY ticket.registered_at, ticket.id
"""
IN_MONTH = "ticket.registered_at >= '{since}' AND ticket.registered_at < '{until}'"
NAMED = "ticket.id = ANY('{{{numbers}}}')"


def export(root: Path) -> Holding:
    """Bring the warehouse up to the journal: everything the first time, then the months in which something changed."""
    store = Store(root, SOURCE, "hotline export")
    with store.alone():
        return _export(store)


def _export(store: Store) -> Holding:
    known = store.holding()
    place = _horizon()
    if known is None or known.place is None:
        return store.write(_all(), place=place)
    changed, place = _changed(Place(*known.place))
    if not changed:
        return store.remember(place)
    by_month = _by_month(changed)
    for month, numbers in by_month.items():
        store.write_month(month, _merged(store, month, numbers))
    return store.remember(place)


def _horizon() -> Place:
    """The place in the journal before which nothing can appear any more."""
    return Place(journal.horizon(), -1)


def _changed(place: Place) -> tuple[set[int], Place]:
    """The tickets that events after a place tell of, or whose topics changed, and the place up to which that is so.

    What comes while it is read is read again next time.
    """
    until = _horizon()
    found = set(topics.changed_between(place.tx, until.tx))
    while events := journal.settled_after(place.tx, place.event, EVENTS):
        found |= {each.subject for each in events if each.topic == TOPIC}
        place = Place(events[-1].tx, events[-1].pk)
    return found, until


def _all() -> Iterator[tuple[Month, pa.Table]]:
    first, last = lookups.registered_between()
    if first is None or last is None:
        return
    month, end = _month(first), _month(last)
    while str(month) <= str(end):
        yield month, _read(_bounded(month))
        month = month.next


def _by_month(numbers: Iterable[int]) -> dict[Month, list[int]]:
    found: dict[Month, list[int]] = {}
    for number, registered_at in lookups.registrations(numbers):
        found.setdefault(_month(registered_at), []).append(number)
    return found


def _merged(store: Store, month: Month, numbers: list[int]) -> pa.Table:
    """A month with some of its tickets as they are now."""
    fresh = _read(NAMED.format(numbers=",".join(map(str, numbers))))
    kept = store.read_month(month)
    if kept is None:
        return fresh
    kept = kept.filter(pc.invert(pc.is_in(kept["id"], pa.array(numbers, pa.int64()))))
    return pa.concat_tables([kept, fresh]).sort_by([("registered_at", "ascending"), ("id", "ascending")])


def _read(chosen: str) -> pa.Table:
    with dbapi.connect(make_conninfo(**_parameters())) as line, line.cursor() as cursor:
        cursor.execute(TICKETS.format(chosen=chosen, calendar=STATUTORY))
        table = cursor.fetch_arrow_table()
    return table.select(SCHEMA.names).cast(SCHEMA)


def _parameters() -> dict[str, str]:
    wanted = ("host", "port", "user", "password", "dbname", "sslmode", "sslrootcert", "sslcert", "sslkey")
    known = connection.get_connection_params()
    return {name: str(known[name]) for name in wanted if known.get(name)}


def _bounded(month: Month) -> str:
    since, until = (datetime.combine(each.first, time(), SHANGHAI) for each in (month, month.next))
    return IN_MONTH.format(since=since.isoformat(), until=until.isoformat())


def _month(at: datetime) -> Month:
    day: date = civil_day(at)
    return Month(day.year, day.month)
