"""A place beside the words for the moment of registration; ``0007_unit_marks`` fills it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0005_closing_replied"),
    ]

    operations = [
        migrations.AddField("tickettext", "registered_at", models.DateTimeField(null=True)),
    ]
