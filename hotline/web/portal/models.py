"""Tables of the portal."""

from __future__ import annotations

from django.db import models

from hotline.lib.fields import EncryptedTextField


class Draft(models.Model):
    """An appeal a citizen is still writing, or has just sent: found again by the token in her cookie."""

    token_index = models.BinaryField(max_length=16, unique=True)
    content = EncryptedTextField()
    changed_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.pk)
