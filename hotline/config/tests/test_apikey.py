"""``hotline apikey``: makes a key that opens the API, lists it, revokes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from hotline.ground.programs import queries
from hotline.ground.programs.errors import BadKey
from hotline.ground.programs.words import KeyScope

if TYPE_CHECKING:
    from tests.town import Town


def make(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    call_command("apikey", "create", "无锡 app", "--centre", "320200-rx", *words)
    return capsys.readouterr().out.strip()


def test_a_key_is_made_listed_and_revoked(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    secret = make(capsys, "--scope", "read", "--scope", "submit", "--days", "30")
    program = queries.program(secret, at=timezone.now())
    assert program.scopes == frozenset({KeyScope.READ, KeyScope.SUBMIT})
    call_command("apikey", "list")
    listed = capsys.readouterr().out
    assert secret[:11] in listed
    assert secret not in listed
    call_command("apikey", "revoke", secret[:11])
    with pytest.raises(BadKey):
        queries.program(secret, at=timezone.now())


def test_without_a_scope_a_key_may_submit(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert queries.program(make(capsys), at=timezone.now()).scopes == frozenset({KeyScope.SUBMIT})


@pytest.mark.parametrize("centre", ["999", "320211-cg"])
def test_keys_belong_to_centres(town: Town, centre: str) -> None:
    with pytest.raises(CommandError, match=r"no organisation|not a hotline centre"):
        call_command("apikey", "create", "x", "--centre", centre)


def test_revoking_what_is_not_there_is_told(town: Town) -> None:
    with pytest.raises(CommandError, match="已停用或不存在"):
        call_command("apikey", "revoke", "hl_00000000")
