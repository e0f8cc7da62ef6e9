"""Reading privacy: blind indexes for exact lookup of encrypted fields."""

from __future__ import annotations

from django.conf import settings

from hotline.lib import crypto


def blind(text: str) -> bytes | None:
    """The keyed fingerprint by which an encrypted text is found again; None for an empty text.

    The caller normalises first (``hotline.lib.identity``), so that one phone has one fingerprint.
    """
    return crypto.blind_index(settings.INDEX_KEY, text) if text else None
