"""Mark the words of every ticket with the units it was sent to, and tell beside them when it was registered: the text
index alone then finds a unit's tickets, and the newest among them are known without looking each of them up.

By stretches of tickets, each a transaction of its own: a migration that was stopped is run again and goes over what is
done without writing. A million tickets take some minutes.
"""

from typing import Any

from django.db import migrations, models

STRETCH = 10_000
MARK = """
UPDATE tickets_tickettext AS words SET search = words.search || sent.marks, registered_at = sent.registered_at
FROM (
    SELECT ticket.id, ticket.registered_at,
           coalesce(string_agg(DISTINCT '''@u' || unit_id || '''', ' '), '')::tsvector AS marks
    FROM tickets_ticket AS ticket LEFT JOIN tickets_assignment AS assignment ON assignment.ticket_id = ticket.id
    WHERE ticket.id > %s AND ticket.id <= %s GROUP BY ticket.id
) AS sent
WHERE words.ticket_id = sent.id
  AND (words.registered_at IS NULL OR words.search || sent.marks <> words.search)
"""


def mark(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        before = 0
        while True:
            cursor.execute(
                "SELECT max(ticket_id) FROM (SELECT ticket_id FROM tickets_tickettext WHERE ticket_id > %s "
                "ORDER BY ticket_id LIMIT %s) AS stretch",
                [before, STRETCH],
            )
            [last] = cursor.fetchone()
            if last is None:
                return
            cursor.execute(MARK, [before, last])
            before = last


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0006_registered_beside_words"),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("tickettext", "registered_at", models.DateTimeField()),
    ]
