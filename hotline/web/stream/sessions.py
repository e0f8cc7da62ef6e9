"""Whether the sessions behind the open pages still stand. Runs in a thread of its own."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from hotline.lib.text import number


def holders(keys: Collection[str]) -> dict[str, int]:
    """Who is logged in with each session; none with one that ran out, was left, or has an old password."""
    close_old_connections()
    rows = Session.objects.filter(session_key__in=list(keys), expire_date__gt=timezone.now())
    said = {row.session_key: row.get_decoded() for row in rows}
    named = {key: number(str(each.get(SESSION_KEY, ""))) for key, each in said.items()}
    wanted = {key: pk for key, pk in named.items() if pk is not None}
    people = get_user_model().objects.filter(is_active=True).in_bulk(wanted.values())
    return {
        key: pk
        for key, pk in wanted.items()
        if pk in people
        and constant_time_compare(said[key].get(HASH_SESSION_KEY, ""), people[pk].get_session_auth_hash())
    }
