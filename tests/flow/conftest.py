"""Every test of the road finds the town with what the hard cases need: limits of orders, reasons, a feed, a desk."""

from __future__ import annotations

import pytest

from hotline.watch.feeds.tests import feeding
from hotline.watch.feeds.words import Scope
from tests import supervised
from tests.flow import road_aside
from tests.town import Town

EVERY_LAMP = Scope(categories=("01",), regions=("32",))


@pytest.fixture
def town(town: Town) -> Town:
    """The town, supervised, with a feed of all matters of city management and a desk with specialists."""
    supervised.furnish(town)
    road_aside.furnish(town)
    feeding.prepare()
    feeding.agree(town)
    feeding.opened(town, EVERY_LAMP)
    return town
