from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Built beside the running platform: nobody who writes waits for it."""

    atomic = False

    dependencies = [
        ('journal', '0004_by_kind'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='event',
            index=models.Index(fields=['at'], name='event_at'),
        ),
        AddIndexConcurrently(
            model_name='event',
            index=models.Index(condition=models.Q(('by__isnull', False)), fields=['by', 'at'], name='event_by'),
        ),
    ]
