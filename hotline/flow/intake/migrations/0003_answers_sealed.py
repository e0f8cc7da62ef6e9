"""Answers to programs hold query codes: sealed from now on. Those given before are forgotten."""

from django.db import migrations

import hotline.lib.fields


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_calls")]

    operations = [
        migrations.RunSQL("DELETE FROM intake_request", migrations.RunSQL.noop),
        migrations.RemoveField("request", "answer"),
        migrations.AddField("request", "answer", hotline.lib.fields.EncryptedTextField()),
    ]
