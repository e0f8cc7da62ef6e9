"""What a version ships and the loaded province lacks: told at the start, added by ``hotline province --refresh``."""

from __future__ import annotations

from datetime import datetime

from hotline.flow.rewards import amounts as reward_amounts
from hotline.ground.catalogue import loading as catalogue_loading
from hotline.ground.catalogue import seed as catalogue_seed
from hotline.ground.desks import loading as desk_loading
from hotline.ground.desks import seed as desk_seed
from hotline.ground.disaster import loading as disaster_loading
from hotline.ground.journal import shipping
from hotline.ground.journal.shipping import Shipped
from hotline.ground.knowledge import loading as knowledge_loading
from hotline.ground.knowledge import seed as knowledge_seed
from hotline.ground.people import loading as people_loading
from hotline.ground.people import seed as people_seed
from hotline.ground.people.words import Actor
from hotline.ground.regions import queries as regions
from hotline.insight.alerts import loading as alert_loading
from hotline.lib.memo import forget_all
from hotline.watch.duties import loading as duty_loading
from hotline.watch.supervision import loading as supervision_loading
from hotline.watch.topics import loading as topic_loading


def lacking() -> list[Shipped]:
    """Every shipped row the loaded province lacks; none where no province is loaded."""
    if regions.is_empty():
        return []
    return shipping.lacking(
        [
            *people_loading.shipped(people_seed.roles()),
            *catalogue_loading.shipped(catalogue_seed.reasons()),
            *supervision_loading.shipped(),
            *duty_loading.shipped(),
            *alert_loading.shipped(),
            *topic_loading.shipped(),
            *desk_loading.shipped(desk_seed.desks()),
            *disaster_loading.shipped(),
            *reward_amounts.shipped(),
            *knowledge_loading.shipped(knowledge_seed.entries()),
        ]
    )


def refresh(*, at: datetime) -> list[Shipped]:
    """Add what is lacking, each row with its event; what was added. What stands is left as it is."""
    found = lacking()
    for row in found:
        shipping.add(row, by=Actor.system(), at=at)
    forget_all()
    return found


def hint() -> str:
    """One sentence where something is lacking; nothing otherwise."""
    count = len(lacking())
    if not count:
        return ""
    rows = "row" if count == 1 else "rows"
    return (
        f"{count} {rows} of reference data that ship with this version are lacking: run `hotline province --refresh`."
    )
