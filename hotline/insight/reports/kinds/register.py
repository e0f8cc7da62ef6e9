"""Every kind of special report there is."""

from __future__ import annotations

from collections.abc import Mapping

from ..words import Kind
from .base import Described
from .bulletin import Bulletin
from .general import CityWeekly, ProvinceWeekly, Submission
from .thematic import Environment, Epidemic, Floods, Hot, Welfare, Work

KINDS: Mapping[Kind, Described] = {
    each.kind: each
    for each in (
        Epidemic(),
        ProvinceWeekly(),
        CityWeekly(),
        Hot(),
        Work(),
        Environment(),
        Welfare(),
        Floods(),
        Bulletin(),
        Submission(),
    )
}
