"""Let every ticket be found by its wish too, so that the text index leaves out no ticket that says a word anywhere.

By stretches of tickets, each a transaction of its own: a migration that was stopped is run again. It may go over what
is done: a word is in the index once. A million tickets with a wish take some minutes.
"""

from typing import Any

from django.db import migrations

from hotline.lib import chinese, masks

STRETCH = 2_000
ADD = "UPDATE tickets_tickettext SET search = search || %s::tsvector WHERE ticket_id = %s"
NEXT = "SELECT ticket_id, wish FROM tickets_tickettext WHERE ticket_id > %s AND wish <> '' ORDER BY ticket_id LIMIT %s"


def index(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        before = 0
        while True:
            cursor.execute(NEXT, [before, STRETCH])
            rows = cursor.fetchall()
            if not rows:
                return
            cursor.executemany(ADD, [(chinese.tsvector_text(masks.mask_text(wish)), ticket) for ticket, wish in rows])
            before = rows[-1][0]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tickets", "0012_follow_up_wish"),
    ]

    operations = [
        migrations.RunPython(index, migrations.RunPython.noop, elidable=True),
    ]
