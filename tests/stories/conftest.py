"""The whole province, loaded once, and a clock that can be set: where the stories are played."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from hotline.config import province
from hotline.lib.memo import forget_all

from . import road_disputes, road_feeds, road_groups, road_instructions, road_rewards, road_special
from .road import STEPS, Road
from .road_supervision import STEPS as SUPERVISION

for steps in (
    road_special,
    road_feeds,
    road_rewards,
):
    STEPS |= steps.STEPS
BESIDE = (road_disputes, road_groups, road_instructions)  # these enter their steps themselves
"""Each capability keeps its own steps in a module beside ``road``."""
STEPS |= SUPERVISION


@pytest.fixture(scope="package")
def jiangsu(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The province as a newcomer gets it, in a transaction around all stories: each of them is undone within it."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        province.load(lambda _: None)
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
    forget_all()


@pytest.fixture
def road(jiangsu: None, db: None, monkeypatch: pytest.MonkeyPatch) -> Road:
    """Somebody who plays a story through the doors."""
    return Road(monkeypatch)
