"""API keys: shown once, kept as a hash, revoked and expired."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from hotline.ground.journal import queries as journals
from hotline.ground.people.words import Actor
from hotline.ground.programs import actions, errors, queries
from hotline.ground.programs.models import ApiKey
from hotline.ground.programs.words import KeyScope

if TYPE_CHECKING:
    from tests.town import Town

AT = datetime(2020, 3, 2, 2, 0, tzinfo=UTC)
BY = Actor.system()


def test_a_key_acts_for_its_centre_with_its_scopes(town: Town) -> None:
    centre = town.unit("320200-rx").pk
    key = actions.create_key("无锡 app", centre, [KeyScope.SUBMIT], by=BY, at=AT)
    program = queries.program(key.secret, at=AT)
    assert (program.name, program.centre_id, program.scopes) == ("无锡 app", centre, frozenset({KeyScope.SUBMIT}))
    assert program.actor.holds("register")
    assert not program.actor.holds("attach")
    assert program.actor.organisations() == {centre}


def test_only_a_hash_of_the_secret_is_kept_and_its_making_is_in_the_journal(town: Town) -> None:
    key = actions.create_key("app", town.unit("320200-rx").pk, [KeyScope.READ], by=BY, at=AT)
    row = ApiKey.objects.get()
    assert key.secret.encode() not in bytes(row.digest)
    event = journals.timeline("program", key.id).get()
    assert event.verb == "create_key"
    assert key.secret not in str(event.facts)


def test_wrong_revoked_and_expired_keys_are_refused_alike(town: Town) -> None:
    centre = town.unit("320200-rx").pk
    good = actions.create_key("a", centre, [KeyScope.READ], by=BY, at=AT, expires_at=AT + timedelta(days=1))
    gone = actions.create_key("b", centre, [KeyScope.READ], by=BY, at=AT)
    actions.revoke_key(gone.id, by=BY, at=AT)
    for secret in ("", "x", "键", "hl_\x00", "a" * 5000, good.secret[:-1], good.secret + "x", gone.secret):
        with pytest.raises(errors.BadKey):
            queries.program(secret, at=AT)
    with pytest.raises(errors.BadKey):
        queries.program(good.secret, at=AT + timedelta(days=1))
    assert queries.program(good.secret, at=AT).name == "a"


def test_a_key_needs_a_name_and_a_scope_and_is_revoked_once(town: Town) -> None:
    centre = town.unit("320200-rx").pk
    with pytest.raises(errors.NoName):
        actions.create_key(" ", centre, [KeyScope.READ], by=BY, at=AT)
    with pytest.raises(errors.NoName):
        actions.create_key("a", centre, [], by=BY, at=AT)
    key = actions.create_key("a", centre, [KeyScope.READ], by=BY, at=AT)
    actions.revoke_key(key.id, by=BY, at=AT)
    with pytest.raises(errors.AlreadyRevoked):
        actions.revoke_key(key.id, by=BY, at=AT)
