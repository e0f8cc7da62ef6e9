"""Counting for the measures: tickets, cases (a group is one), people (a caller is one), each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.lib import statements

LARGEST = 10
_REGISTERED = """
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (
           SELECT FROM groups_member m WHERE m.ticket_id = t.id AND m.left_at IS NULL)),
       count(DISTINCT coalesce(c.phone_index, c.identity_index, int8send(c.id)))
FROM tickets_ticket t JOIN tickets_contact c ON c.id = t.contact_id
WHERE t.registered_at >= %s AND t.registered_at < %s AND (%s::bigint IS NULL OR t.centre_id = %s)
"""
_LARGEST = """
WITH mains AS (SELECT main_id, count(*) + 1 AS tickets FROM groups_member WHERE left_at IS NULL GROUP BY main_id),
     ours AS (SELECT m.main_id, m.tickets FROM mains m JOIN tickets_ticket t ON t.id = m.main_id
              WHERE t.registered_at >= %s AND t.registered_at < %s AND (%s::bigint IS NULL OR t.centre_id = %s)),
     calls AS (SELECT o.main_id, t.contact_id FROM ours o JOIN tickets_ticket t ON t.id = o.main_id
               UNION SELECT o.main_id, t.contact_id FROM ours o
               JOIN groups_member m ON m.main_id = o.main_id AND m.left_at IS NULL
               JOIN tickets_ticket t ON t.id = m.ticket_id)
SELECT o.main_id, o.tickets, count(DISTINCT coalesce(c.phone_index, c.identity_index, int8send(c.id))) AS people
FROM ours o JOIN calls USING (main_id) JOIN tickets_contact c ON c.id = calls.contact_id
GROUP BY o.main_id, o.tickets ORDER BY people DESC, o.tickets DESC, o.main_id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Registered:
    """How much came in: tickets, the cases they come to once duplicates are one, the people who spoke."""

    tickets: int
    cases: int
    people: int


@dataclass(frozen=True, slots=True)
class Case:
    """One group: its main ticket, how many tickets, how many people."""

    main_id: int
    tickets: int
    people: int


def registered(*, since: datetime, until: datetime, centre_id: int | None = None) -> Registered:
    """What was registered in ``[since, until)``, of one centre or of all."""
    [row] = statements.run(_REGISTERED, (since, until, centre_id, centre_id))
    return Registered(*row)


def largest(*, since: datetime, until: datetime, centre_id: int | None = None, limit: int = LARGEST) -> list[Case]:
    """The groups whose main was registered in ``[since, until)``, those of most people first."""
    return [Case(*row) for row in statements.run(_LARGEST, (since, until, centre_id, centre_id, limit))]
