"""Which codes a question may name: places, matters, units and topics that are or were, words, parts of times."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.organisations import queries as organisations
from hotline.ground.regions import queries as regions
from hotline.lib.memo import remembered
from hotline.watch.topics import queries as topics

from . import errors
from .conditions import CODES
from .dividing import require_readable
from .words import Dimension

WRITTEN = re.compile(r"[\w.:/-]{1,60}")
"""What a code looks like: anything else is not even looked for."""
KNOWN: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys((Dimension.CITY, Dimension.COUNTY), lambda code: regions.region(code) is not None),
    **dict.fromkeys(
        (Dimension.FIELD, Dimension.BRANCH, Dimension.CATEGORY), lambda code: catalogue.category_ever(code) is not None
    ),
    **dict.fromkeys(
        (Dimension.CENTRE, Dimension.UNIT, Dimension.UNDER), lambda code: bool(organisations.known((code,)))
    ),
    Dimension.TOPICS: lambda code: bool(topics.names((code,))),
    **{name: CODES[name].__contains__ for name in (Dimension.CHANNEL, Dimension.KIND, Dimension.BLAME)},
}
EVERYWHERE = frozenset(Dimension) - {Dimension.TOPICS, Dimension.UNDER}
"""What may be empty in a fact: it is asked for by a code of no letter."""


def require(where: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a filter that names what never was: counted, it would come to 0 as if nothing had happened there.

    :raises BadCode: naming it; ``UnknownDimension``: there is none of a name.
    """
    for name, codes in where.items():
        for code in codes:
            _require(name, code)


def known(where: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What of a filter names something: to show a form again of which a part was refused."""
    found = {name: tuple(code for code in codes if _is_fine(name, code)) for name, codes in where.items()}
    return {name: codes for name, codes in found.items() if codes}


def _is_fine(name: str, code: str) -> bool:
    try:
        _require(name, code)
    except errors.BadCode:
        return False
    return True


def _require(name: str, code: str) -> None:
    require_readable(name, code)
    if not (_is_known(str(name), code) if code else name in EVERYWHERE):
        raise errors.BadCode(code=code[:40], dimension=Dimension(name))


@remembered(60)
def _is_known(name: str, code: str) -> bool:
    """Whether there is such a code, or was; times have all that can be read."""
    if name not in KNOWN:
        return True
    return WRITTEN.fullmatch(code) is not None and KNOWN[name](code)
