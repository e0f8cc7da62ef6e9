"""Keys for the tests of the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from hotline.ground.people.words import Actor
from hotline.ground.programs import actions
from hotline.ground.programs.words import KeyScope

if TYPE_CHECKING:
    from tests.town import Town


@pytest.fixture
def key(town: Town) -> Callable[..., str]:
    """Makes keys of Wuxi's centre, or another's."""

    def make(*scopes: str, centre: str = "320200-rx", per_minute: int = 1000) -> str:
        chosen = [KeyScope(code) for code in scopes]
        at = datetime(2020, 3, 2, tzinfo=UTC)
        unit = town.unit(centre).pk
        return actions.create_key("测试", unit, chosen, by=Actor.system(), at=at, per_minute=per_minute).secret

    return make
