"""``province.ensure``: a loaded province stays as it is."""

from __future__ import annotations

from hotline.config import province
from hotline.ground.journal.models import Event
from hotline.ground.regions.models import Region
from hotline.lib.memo import forget_all
from tests.town import Town


def test_a_province_that_is_loaded_is_left_alone(town: Town) -> None:
    forget_all()
    told: list[str] = []
    before = Region.objects.count(), Event.objects.count()
    province.ensure(told.append)
    assert not told
    assert (Region.objects.count(), Event.objects.count()) == before
