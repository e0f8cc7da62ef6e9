"""Asking from outside: opens the facts of a source for somebody. Everybody asks through here; the rights are within."""

from __future__ import annotations

from django.conf import settings

from hotline.ground.people.words import Actor
from hotline.insight.warehouse import engines
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import Grain, Holding

from . import errors, sights
from .sights import Seen

LIVE = "live"
EXPORT, REPLAY = "hotline export", "hotline replay"
SCRATCH = "scratch"


def seen(by: Actor, source: str = LIVE) -> Seen:
    """The facts of a source that an actor may count; of the running database, with what changed in the last minutes.

    :param source: the running database, or a replay by its name among ``sources``.
    :raises NotPermitted: she sees no ticket at all.
    :raises UnknownSource: there is none of this name; ``NothingStored``, ``StoredInPart``: it cannot be read.
    :raises StillWriting: it is written for the first time; ``EngineUnreachable``: the engine does not answer.
    """
    scratch, is_live = settings.WAREHOUSE_DIR / SCRATCH, source == LIVE
    tables = engines.tables(_store(source), scratch, settings.INSIGHT_ENGINE, is_fresh=is_live)
    return sights.seen(tables[Grain.TICKET], by)


def sources() -> list[Holding]:
    """What can be asked, the running database before the replays."""
    root = settings.WAREHOUSE_DIR
    folders = sorted(each.name for each in root.iterdir() if each.is_dir()) if root.exists() else []
    found = [holding for name in folders if (holding := Store(root, name).holding()) is not None and holding.first]
    return sorted(found, key=lambda holding: (holding.source != LIVE, holding.source))


def _store(source: str) -> Store:
    if source == LIVE:
        return Store(settings.WAREHOUSE_DIR, LIVE, EXPORT)
    known = [LIVE, *(each.source for each in sources() if each.source != LIVE)]
    if source not in known:
        raise errors.UnknownSource(source=source[:60], known="、".join(known))
    return Store(settings.WAREHOUSE_DIR, source, REPLAY)
