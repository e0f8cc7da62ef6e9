"""A town whose appeals are counted: facts by day, county and leaf, written as the export would write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from hotline.ground.people.words import Actor, Scope
from hotline.insight.warehouse.store import SCHEMA, Store
from hotline.insight.warehouse.words import TICKET, Kept, Month
from hotline.lib.days import SHANGHAI
from tests.employing import employ
from tests.town import Town

TODAY = date(2020, 3, 5)
NIGHT = datetime.combine(TODAY, time(23, 40), SHANGHAI)
SINCE = date(2019, 11, 1)
EMPTY: dict[Kept, Any] = {Kept.CODE: "", Kept.CODES: [], Kept.YES: False, Kept.MEASURE: None, Kept.MOMENT: None}
Count = tuple[date, str, str, int]


def analyst(town: Town, username: str, unit: str) -> Actor:
    """An analyst of a centre's area."""
    return employ(town, username, unit, Scope.AREA, "analyse", "add_note", "define_topics", "write_reports")


def usual(mean: float = 40, *, until: date = TODAY, seed: int = 1) -> list[Count]:
    """Four months of two counties and three leaves, up to and with a day."""
    dice = np.random.default_rng(seed)
    return [
        (SINCE + timedelta(number), county, leaf, int(dice.poisson(mean)))
        for number in range((until - SINCE).days + 1)
        for county in ("320211", "320505")
        for leaf in ("01.01.01", "02.01.01", "03.01.01")
    ]


def doubled(counts: Iterable[Count], county: str, leaf: str, since: date = TODAY, times: float = 2) -> list[Count]:
    """The same with one series doubled from a day on."""
    return [
        (day, place, what, int(count * times) if (place, what) == (county, leaf) and day >= since else count)
        for day, place, what, count in counts
    ]


def store(root: Path, counts: Iterable[Count], **more: Any) -> None:
    """Write the facts of the running database: so many tickets each, over the whole day."""
    months: dict[Month, list[Count]] = {}
    for each in counts:
        months.setdefault(Month(each[0].year, each[0].month), []).append(each)
    Store(root, "live").write([(month, _table(month, rows, more)) for month, rows in months.items()])


def _table(month: Month, rows: list[Count], more: dict[str, Any]) -> pa.Table:
    times = np.array([count for *_, count in rows])
    which = np.repeat(np.arange(len(rows)), times)
    after = np.concatenate([(np.arange(count) + 0.5) / count for count in times if count])
    starts = np.array([datetime.combine(day, time(), SHANGHAI).timestamp() for day, *_ in rows])
    places, leaves = (np.array([row[column] for row in rows], dtype=object)[which] for column in (1, 2))
    told: dict[str, Any] = {
        "id": np.arange(len(which)) + month.year * 10**9 + month.month * 10**7,
        "registered_at": pa.array(((starts[which] + 86_000 * after) * 1e6).astype(np.int64), pa.timestamp("us", "UTC")),
        "registered_on": pa.array([day for day, *_ in rows], pa.date32()).take(pa.array(which)),
        "city": [place[:4] for place in places],
        "county": places,
        "field": [leaf[:2] for leaf in leaves],
        "branch": [leaf[:5] for leaf in leaves],
        "category": leaves,
        **{name: [value] * len(which) for name, value in more.items()},
    }
    usual = {name: pa.array([EMPTY.get(kept)] * len(which), _plain(name)) for name, kept in TICKET.items()}
    return pa.table(usual | {name: pa.array(values) for name, values in told.items()}).select(SCHEMA.names).cast(SCHEMA)


def _plain(name: str) -> Any:
    kind = SCHEMA.field(name).type
    return kind.value_type if pa.types.is_dictionary(kind) else kind
