"""Asking from outside: opens the facts of a source for somebody. Everybody asks through here; the rights are within."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.conf import settings

from hotline.ground.people.words import Actor
from hotline.insight.warehouse import engines
from hotline.insight.warehouse.store import Store
from hotline.insight.warehouse.words import Holding, Month
from hotline.lib.refusal import Clause, clause

from . import answering, codes, errors, sights
from .comparing import Period
from .sights import Seen

LIVE = "live"
EXPORT, REPLAY = "hotline export", "hotline replay"
SCRATCH = "scratch"


def seen(by: Actor, source: str = LIVE) -> Seen:
    """The facts of a source that an actor may count; of the running database, with what changed in the last minutes.

    :param source: the running database, or a replay by its name among ``sources``.
    :raises NotPermitted: she sees no ticket at all.
    :raises UnknownSource: there is none of this name; ``NothingStored``, ``StoredInPart``: it cannot be read;
        ``StoredByAnother``: another version wrote it.
    :raises StillWriting: it is written for the first time; ``EngineUnreachable``: the engine does not answer.
    """
    scratch, is_live = settings.WAREHOUSE_DIR / SCRATCH, source == LIVE
    tables = engines.tables(_store(source), scratch, settings.INSIGHT_ENGINE, is_fresh=is_live)
    return sights.seen(tables, by)


def inquired(by: Actor, source: str = LIVE) -> Seen:
    """The same for a question that somebody wrote: what names nothing is refused, where our own rules count it as none.

    :raises Refusal: what ``seen`` refuses; whoever asks it raises ``BadCode`` besides.
    """
    return replace(seen(by, source), check=codes.require)


def spelled(query: str) -> str:
    """What an answer was asked with, in words that anybody's DuckDB understands; a cluster's stays as it is."""
    engine = engines.connected(settings.INSIGHT_ENGINE, settings.WAREHOUSE_DIR / SCRATCH)
    return engine.spelled(query) if isinstance(engine, engines.DuckDB) else query


def sources() -> list[Holding]:
    """What can be asked, the running database before the replays."""
    found = [holding for store in _stored() if (holding := store.holding()) is not None and holding.first]
    return sorted(found, key=lambda holding: (holding.source != LIVE, holding.source))


def require_period(period: Period, source: str = LIVE, *, on: date) -> None:
    """Refuse a period of which nothing can be known.

    :param on: today.
    :raises PeriodAhead: it has not begun; ``PeriodBefore``: it was over before the facts begin.
    """
    if period.since > on:
        raise errors.PeriodAhead(since=period.since, today=on)
    first = begins(source)
    if first is not None and period.until <= first:
        raise errors.PeriodBefore(last=period.last, first=first)


def require_codes(where: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a filter by what is none, where nothing is asked yet: a form shows what it is narrowed by.

    :raises BadCode: naming it.
    """
    codes.require(where)


def remarks(seen: Seen, period: Period, source: str = LIVE, *, on: date) -> list[Clause]:
    """What must be said beside figures of a period: it is not over, began before the facts, holds synthetic rows."""
    found, first = [], begins(source)
    if first is not None and period.since < first:
        found.append(clause("数据从 {first} 开始，之前的没有计入", first=first))
    if period.until > on:
        found.append(clause("统计期间尚未结束，只计到 {on}", on=on))
    if answering.is_synthetic(seen, period):
        found.append(clause("含合成数据"))
    return found


def begins(source: str = LIVE) -> date | None:
    """The first day of the first month the facts of a source tell of; None where there are none."""
    holding = _store(source).holding()
    if holding is None or not holding.first:
        return None
    year, month = holding.first.split("-")
    return Month(int(year), int(month)).first


def _store(source: str) -> Store:
    if source == LIVE:
        return Store(settings.WAREHOUSE_DIR, LIVE, EXPORT)
    found = next((store for store in _stored() if store.source == source and store.is_written), None)
    if found is None:
        known = [LIVE, *(each.source for each in sources() if each.source != LIVE)]
        raise errors.UnknownSource(source=source[:60], known="、".join(known))
    return found


def _stored() -> list[Store]:
    """The folders of the warehouse, whatever is in them."""
    root = settings.WAREHOUSE_DIR
    names = sorted(each.name for each in root.iterdir() if each.is_dir()) if root.exists() else []
    return [Store(root, name, _making(name)) for name in names]


def _making(source: str) -> str:
    """What makes a source anew: the name of a replay tells its year, scale and seed."""
    told = re.fullmatch(r"replay-(\d+)-(.+)-(\d+)", source)
    return "{} {} --scale {} --seed {} --to warehouse".format(REPLAY, *told.groups()) if told else EXPORT
