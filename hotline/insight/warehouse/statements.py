"""What is read of the running database, a statement a grain; ``{chosen}`` narrows them to some tickets.

Every grain begins with ``BEARING``: what its rows know of their ticket. Texts, names and numbers are not among it.
"""

# ruff: noqa: S608  (statements are put together from parts that stand here; what is filled in are numbers and moments)
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from hotline.flow.tickets.words import Verb
from hotline.ground.calendar.queries import STATUTORY

from .words import Grain

LINES = """
line AS (
    SELECT below.id, below.code, array_agg(above.code::text ORDER BY above.path) AS codes
    FROM organisations_organisation below
    CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM below.path), '/')::bigint[]) AS step (id)
    JOIN organisations_organisation above ON above.id = step.id
    GROUP BY below.id
)"""
"""Each organisation with the codes of all above it and its own."""
BEARING = """
bearing AS (
    SELECT ticket.id AS ticket_id, ticket.registered_at,
        (ticket.registered_at AT TIME ZONE 'Asia/Shanghai')::date AS registered_on,
        CASE WHEN length(place.code) >= 4 THEN left(place.code, 4) ELSE '' END AS city,
        CASE WHEN length(place.code) >= 6 THEN left(place.code, 6) ELSE '' END AS county,
        coalesce(left(ticket.category_id, 2), '') AS field, coalesce(left(ticket.category_id, 5), '') AS branch,
        coalesce(ticket.category_id, '') AS category, centre.code AS centre, coalesce(lead.code, '') AS unit,
        ticket.is_confidential, ticket.channel, ticket.kind, coalesce(watched.topics, ARRAY[]::text[]) AS topics,
        ticket.source = 'replay' AS is_synthetic
    FROM tickets_ticket ticket
    JOIN organisations_organisation centre ON centre.id = ticket.centre_id
    CROSS JOIN LATERAL (SELECT coalesce(ticket.region_id, centre.region_id) AS code) place
    LEFT JOIN organisations_organisation lead ON lead.id = ticket.lead_unit_id
    LEFT JOIN LATERAL (
        SELECT array_agg(match.topic::text ORDER BY match.topic) AS topics FROM topics_match match
        WHERE match.ticket_id = ticket.id AND match.withdrawn_at IS NULL
    ) watched ON TRUE
    WHERE {chosen}
)"""
BORNE = """bearing.registered_on, bearing.city, bearing.county, bearing.field, bearing.branch, bearing.category,
    bearing.centre, {unit} AS unit, bearing.is_confidential, bearing.channel, bearing.kind, bearing.topics,
    bearing.is_synthetic"""
SPARED = """
spared AS (
    SELECT which.ticket_id, array_agg(DISTINCT own.code::text) AS units
    FROM disputes_case which
    JOIN bearing ON bearing.ticket_id = which.ticket_id
    JOIN organisations_organisation first ON first.id = which.handle_first_unit_id
    JOIN organisations_organisation own ON first.path LIKE own.path || '%' OR own.path LIKE first.path || '%'
    LEFT JOIN organisations_organisation liable ON liable.id = which.liable_unit_id
    WHERE liable.id IS NULL OR NOT (liable.path LIKE own.path || '%' OR own.path LIKE liable.path || '%')
    GROUP BY which.ticket_id
)"""
"""For which units a ticket does not count: they, or some above or below them, only handled it first."""


def _day(moment: str) -> str:
    return f"({moment} AT TIME ZONE 'Asia/Shanghai')::date"


_LED = BORNE.format(unit="bearing.unit")
_SENT = BORNE.format(unit="own.code")
_NONE = "ARRAY[]::text[]"

_WORKING = f"""
working AS MATERIALIZED (
    SELECT every.day::date AS day,
        sum(coalesce(odd.is_working, extract(isodow FROM every.day) < 6)::int) OVER (ORDER BY every.day) AS number
    FROM generate_series(DATE '2010-01-01', current_date + 1, INTERVAL '1 day') every (day)
    LEFT JOIN calendar_calendarday odd ON odd.calendar_id = '{STATUTORY}' AND odd.day = every.day::date
)"""
_TICKET = f"""
WITH {BEARING}, {_WORKING}, visited AS (
    SELECT DISTINCT ON (visit.ticket_id) visit.ticket_id, visit.satisfied, visit.solved, visit.cause,
        EXISTS (SELECT FROM followup_contest lost WHERE lost.visit_id = visit.id AND lost.verdict = 'granted')
            AS is_struck
    FROM followup_followup visit JOIN bearing ON bearing.ticket_id = visit.ticket_id
    WHERE visit.is_contacted
    ORDER BY visit.ticket_id, visit.asked_at DESC, visit.id DESC
)
SELECT ticket.id, bearing.registered_at, ticket.closed_at, {_day("ticket.closed_at")} AS closed_on,
    (extract(epoch FROM ticket.closed_at - ticket.registered_at) / 3600)::float8 AS hours,
    ended.number - began.number AS days, ticket.closing, ticket.round::bigint AS rounds,
    {_LED}, ticket.closing = 'answered' AS is_direct,
    (SELECT min(sending.sent_at) FROM tickets_assignment sending WHERE sending.ticket_id = ticket.id) AS sent_at,
    EXISTS (SELECT FROM disputes_return back WHERE back.ticket_id = ticket.id) AS is_returned,
    EXISTS (SELECT FROM disputes_return back WHERE back.ticket_id = ticket.id AND back.is_wrong_dispatch)
        AS is_wrongly_sent,
    EXISTS (SELECT FROM delays_extension more WHERE more.ticket_id = ticket.id AND more.verdict = 'granted')
        AS is_extended,
    EXISTS (SELECT FROM followup_followup asked WHERE asked.ticket_id = ticket.id) AS is_contacted,
    EXISTS (SELECT FROM followup_followup asked WHERE asked.ticket_id = ticket.id AND asked.is_contacted) AS is_reached,
    EXISTS (SELECT FROM followup_followup asked WHERE asked.ticket_id = ticket.id AND asked.result = 'rework')
        AS is_reworked,
    EXISTS (SELECT FROM groups_member raised WHERE raised.ticket_id = ticket.id AND raised.left_at IS NULL)
        OR EXISTS (SELECT FROM tickets_joinedcontact again WHERE again.ticket_id = ticket.id) AS is_repeated,
    coalesce(NOT visited.is_struck, FALSE) AS is_rated,
    CASE WHEN visited.is_struck THEN '' ELSE coalesce(visited.satisfied, '') END AS satisfied,
    coalesce(visited.solved, '') AS solved,
    CASE WHEN visited.is_struck THEN '' ELSE coalesce(reason.blame, '') END AS blame
FROM bearing
JOIN tickets_ticket ticket ON ticket.id = bearing.ticket_id
LEFT JOIN working began ON began.day = bearing.registered_on
LEFT JOIN working ended ON ended.day = {_day("ticket.closed_at")}
LEFT JOIN visited ON visited.ticket_id = ticket.id
LEFT JOIN catalogue_reason reason ON reason.purpose = 'dissatisfaction' AND reason.code = visited.cause
ORDER BY bearing.registered_at, ticket.id
"""

_MOVE = f"""
WITH {BEARING}
SELECT event.id, bearing.ticket_id AS ticket, event.verb, event.at AS done_at, {_day("event.at")} AS done_on,
    CASE WHEN event.facts ? 'to' THEN coalesce(event.facts ->> 'from', '') ELSE '' END AS from_status,
    coalesce(event.facts ->> 'to', '') AS to_status, event.by_kind, {_LED}
FROM bearing
JOIN journal_event event ON event.topic = 'ticket' AND event.subject = bearing.ticket_id
WHERE event.verb = ANY({{verbs}})
ORDER BY bearing.registered_at, event.id
"""

_STANDING = f"""
WITH {BEARING}, turn AS (
    SELECT event.id, event.subject, event.at, event.facts ->> 'to' AS status, {_day("event.at")} AS since_on,
        lead({_day("event.at")}) OVER (PARTITION BY event.subject ORDER BY event.seq) AS until_on
    FROM bearing
    JOIN journal_event event ON event.topic = 'ticket' AND event.subject = bearing.ticket_id AND event.facts ? 'to'
)
SELECT turn.id, turn.subject AS ticket, turn.status, turn.since_on, turn.until_on,
    {BORNE.format(unit="coalesce(holder.code, '')")}
FROM turn
JOIN bearing ON bearing.ticket_id = turn.subject
LEFT JOIN LATERAL (
    SELECT own.code FROM tickets_assignment sending JOIN organisations_organisation own ON own.id = sending.unit_id
    WHERE sending.ticket_id = turn.subject AND sending.parent_id IS NULL AND sending.role = 'lead'
        AND sending.sent_at <= turn.at AND (sending.withdrawn_at IS NULL OR sending.withdrawn_at > turn.at)
    ORDER BY sending.sent_at DESC, sending.id DESC LIMIT 1
) holder ON TRUE
WHERE turn.status <> 'closed' AND (turn.until_on IS NULL OR turn.until_on > turn.since_on)
ORDER BY bearing.registered_at, turn.id
"""

_SENDING = f"""
WITH {BEARING}, {LINES}, {SPARED}
SELECT sending.id, bearing.ticket_id AS ticket, sending.role, sending.round::bigint AS rounds, sending.sent_at,
    {_day("sending.sent_at")} AS sent_on,
    EXISTS (
        SELECT FROM journal_event event WHERE event.topic = 'ticket' AND event.subject = bearing.ticket_id
            AND event.verb = 'return' AND event.facts ->> 'assignment' = sending.id::text
    ) AS is_returned,
    sending.withdrawn_at IS NOT NULL AS is_withdrawn, {{received}} AS received,
    coalesce(spared.units, {_NONE}) AS spared,
    {_SENT}
FROM bearing
JOIN tickets_assignment sending ON sending.ticket_id = bearing.ticket_id
JOIN line own ON own.id = sending.unit_id
LEFT JOIN tickets_assignment above ON above.id = sending.parent_id
LEFT JOIN line sender ON sender.id = above.unit_id
LEFT JOIN spared ON spared.ticket_id = bearing.ticket_id
ORDER BY bearing.registered_at, sending.id
"""

_RECEIVED = """CASE WHEN sender.id IS NULL THEN own.codes
        ELSE ARRAY(SELECT code FROM unnest(own.codes) AS code WHERE code <> ALL(sender.codes)) END"""

_LIMIT = f"""
WITH {BEARING}, {LINES}, {SPARED}, found AS (
    SELECT clock.id, bearing.ticket_id, clock.assignment_id, clock.started_at, clock.due_at, clock.stopped_at,
        clock.is_paused, CASE clock.kind WHEN 'rework' THEN 'handle' ELSE clock.kind END AS kind
    FROM bearing JOIN tickets_clock clock ON clock.ticket_id = bearing.ticket_id
), dated AS (
    SELECT found.*, sending.unit_id, sending.parent_id,
        CASE WHEN sending.id IS NULL THEN CASE WHEN NOT found.is_paused THEN found.stopped_at END
            WHEN found.kind = 'sign' THEN sending.signed_at
            WHEN found.kind = 'contact' THEN sending.contacted_at
            WHEN found.kind = 'handle' THEN sending.replied_at
            WHEN NOT found.is_paused THEN found.stopped_at END AS done_at,
        lead(found.started_at) OVER (
            PARTITION BY found.ticket_id, found.assignment_id, found.kind ORDER BY found.started_at, found.id
        ) AS followed_at
    FROM found LEFT JOIN tickets_assignment sending ON sending.id = found.assignment_id
)
SELECT dated.id, dated.ticket_id AS ticket, dated.assignment_id AS assignment, dated.kind AS clock, dated.started_at,
    {_day("dated.started_at")} AS started_on, dated.due_at, dated.done_at,
    least(dated.done_at, dated.due_at) AS settled_at, {_day("least(dated.done_at, dated.due_at)")} AS settled_on,
    {_day("dated.followed_at")} AS followed_on,
    NOT dated.is_paused AND NOT (dated.done_at IS NULL AND coalesce(dated.stopped_at <= dated.due_at, FALSE)) AS is_due,
    coalesce(dated.done_at <= dated.due_at, FALSE) AS is_kept,
    CASE WHEN own.id IS NULL THEN {_NONE} ELSE {{received}} END AS received, coalesce(spared.units, {_NONE}) AS spared,
    {BORNE.format(unit="coalesce(own.code, '')")}
FROM dated
JOIN bearing ON bearing.ticket_id = dated.ticket_id
LEFT JOIN line own ON own.id = dated.unit_id
LEFT JOIN tickets_assignment above ON above.id = dated.parent_id
LEFT JOIN line sender ON sender.id = above.unit_id
LEFT JOIN spared ON spared.ticket_id = dated.ticket_id
ORDER BY bearing.registered_at, dated.id
"""

_RATING = f"""
WITH {BEARING}, {LINES}, {SPARED}, visit AS (
    SELECT asked.*, lead({_day("asked.asked_at")})
        OVER (PARTITION BY asked.ticket_id ORDER BY asked.asked_at, asked.id) AS followed_on
    FROM bearing JOIN followup_followup asked ON asked.ticket_id = bearing.ticket_id
    WHERE asked.is_contacted
), led AS (
    SELECT sending.ticket_id, array_agg(DISTINCT step.code) AS units
    FROM bearing
    JOIN tickets_assignment sending ON sending.ticket_id = bearing.ticket_id
    JOIN line ON line.id = sending.unit_id
    CROSS JOIN LATERAL unnest(line.codes) AS step (code)
    WHERE sending.role = 'lead' AND sending.withdrawn_at IS NULL
    GROUP BY sending.ticket_id
)
SELECT visit.id, bearing.ticket_id AS ticket, visit.asked_at, {_day("visit.asked_at")} AS asked_on,
    visit.channel AS asked_through, visit.round::bigint AS rounds, visit.solved, visit.satisfied, visit.cause,
    coalesce(reason.blame, '') AS blame, visit.result, contest.id IS NOT NULL AS is_contested,
    coalesce(contest.verdict = 'granted', FALSE) AS is_struck, visit.followed_on,
    coalesce(led.units, {_NONE}) AS leads, coalesce(spared.units, {_NONE}) AS spared, {_LED}
FROM bearing
JOIN visit ON visit.ticket_id = bearing.ticket_id
LEFT JOIN led ON led.ticket_id = visit.ticket_id
LEFT JOIN followup_contest contest ON contest.visit_id = visit.id
LEFT JOIN catalogue_reason reason ON reason.purpose = 'dissatisfaction' AND reason.code = visit.cause
LEFT JOIN spared ON spared.ticket_id = bearing.ticket_id
ORDER BY bearing.registered_at, visit.id
"""

_CALL = f"""
SELECT contact.id, contact.received_at, {_day("contact.received_at")} AS received_on, contact.caller_kind,
    count(ticket.id) AS tickets, FALSE AS is_for_a_person, FALSE AS is_answered, NULL::bigint AS waited_seconds,
    {_day("contact.received_at")} AS registered_on,
    CASE WHEN length(centre.region_id) >= 4 THEN left(centre.region_id, 4) ELSE '' END AS city,
    CASE WHEN length(centre.region_id) >= 6 THEN left(centre.region_id, 6) ELSE '' END AS county,
    '' AS field, '' AS branch, '' AS category, centre.code AS centre, '' AS unit,
    coalesce(bool_or(ticket.is_confidential), FALSE) OR EXISTS (
        SELECT FROM tickets_joinedcontact later JOIN tickets_ticket main ON main.id = later.ticket_id
        WHERE later.contact_id = contact.id AND main.is_confidential
    ) AS is_confidential, contact.channel, '' AS kind,
    {_NONE} AS topics, coalesce(bool_or(ticket.source = 'replay'), FALSE) AS is_synthetic
FROM tickets_contact contact
JOIN organisations_organisation centre ON centre.id = contact.centre_id
LEFT JOIN tickets_ticket ticket ON ticket.contact_id = contact.id
WHERE {{chosen}}
GROUP BY contact.id, centre.id
ORDER BY contact.received_at, contact.id
"""

STATEMENTS: Mapping[Grain, str] = {
    Grain.TICKET: _TICKET,
    Grain.MOVE: _MOVE,
    Grain.STANDING: _STANDING,
    Grain.SENDING: _SENDING,
    Grain.LIMIT: _LIMIT,
    Grain.RATING: _RATING,
    Grain.CALL: _CALL,
}


CONTACTS_OF = """
SELECT ticket.contact_id FROM tickets_ticket ticket WHERE ticket.id = ANY('{{{tickets}}}')
UNION SELECT later.contact_id FROM tickets_joinedcontact later WHERE later.ticket_id = ANY('{{{tickets}}}')
"""
CONTACTS_AFTER = "SELECT contact.id FROM tickets_contact contact WHERE contact.id > {settled}"
MARK = """
SELECT coalesce((SELECT max(id) FROM tickets_contact), 0),
    journal_base() + pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
"""The last contact's number, and the first transaction that has not begun."""


def statement(grain: Grain, chosen: str) -> str:
    """The statement of a grain for the tickets (or contacts) that a condition chooses."""
    parts = {"{received}": _RECEIVED, "{chosen}": chosen, "{verbs}": f"'{{{','.join(Verb)}}}'"}
    text = STATEMENTS[grain]
    for name, part in parts.items():
        text = text.replace(name, part)
    return text


def named(grain: Grain, keys: Iterable[int]) -> str:
    """The condition that chooses some tickets, or contacts, by their numbers."""
    table = "contact" if grain is Grain.CALL else "ticket"
    return f"{table}.id = ANY('{{{numbers(keys)}}}')"


def within(grain: Grain, since: datetime, until: datetime) -> str:
    """The condition that chooses what was registered, or received, in ``[since, until)``."""
    column = "contact.received_at" if grain is Grain.CALL else "ticket.registered_at"
    return f"{column} >= '{since.isoformat()}' AND {column} < '{until.isoformat()}'"


def numbers(keys: Iterable[int]) -> str:
    """Numbers as the inside of a literal array."""
    return ",".join(map(str, sorted(keys)))
