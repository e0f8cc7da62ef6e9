"""The sequence ticket numbers are drawn from, in blocks."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE hotline_ticket_block", "DROP SEQUENCE hotline_ticket_block"),
    ]
