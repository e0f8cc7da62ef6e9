from typing import Any

from django.db import migrations, models

import hotline.lib.fields


def seal(apps: Any, schema_editor: Any) -> None:
    """Seal what stood in clear."""
    for row in apps.get_model("outbox", "Message").objects.iterator(500):
        row.body = row.clear
        row.save(update_fields=["body"])


def open_again(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    for row in apps.get_model("outbox", "Message").objects.iterator(500):
        row.clear = row.body
        row.save(update_fields=["clear"])


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_templates")]
    operations = [
        migrations.RenameField("message", "body", "clear"),
        migrations.AlterField("message", "clear", models.TextField(default="")),
        migrations.AddField("message", "body", hotline.lib.fields.EncryptedTextField(default="")),
        migrations.RunPython(seal, open_again),
        migrations.RemoveField("message", "clear"),
        migrations.AlterField("message", "body", hotline.lib.fields.EncryptedTextField()),
    ]
