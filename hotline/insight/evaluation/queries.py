"""Reading evaluation: schemes in force, sheets a person may see, the tickets behind a line, places."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from hotline.flow.tickets import queries as tickets
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind, Capability
from hotline.lib.days import SHANGHAI

from . import errors, rules, seed
from .models import AdoptedScheme, Publication, Sheet, SheetLine
from .words import Place


def bounds(month: date) -> tuple[datetime, datetime]:
    """The first moment of a month and of the one after it, where the hotline is."""
    first = datetime(month.year, month.month, 1, tzinfo=SHANGHAI)
    return first, first.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def in_force(centre_id: int, on: date) -> AdoptedScheme | None:
    """The scheme of a centre that holds on a day."""
    return AdoptedScheme.objects.filter(centre_id=centre_id, from_on__lte=on).order_by("-from_on").first()


def may(actor: Actor, capability: Capability, unit_id: int) -> bool:
    """Whether a posting that carries the capability reaches the unit."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    unit = organisations.unit(unit_id)
    over = (grant for grant in actor.grants if capability in grant.permissions)
    return any(grant.covers(unit.id, unit.path, unit.region) for grant in over)


def sheet(identifier: int, actor: Actor) -> Sheet:
    """One sheet with its scheme, for the centre that scores and for the unit's own leaders.

    :raises SheetNotFound: there is none, or the actor does not see it.
    """
    found = Sheet.objects.select_related("scheme").filter(pk=identifier).first()
    if found is None or not (
        may(actor, Capability.SCORE_UNITS, found.scheme.centre_id) or may(actor, Capability.LEAD_VIEW, found.unit_id)
    ):
        raise errors.SheetNotFound
    return found


def lines(found: Sheet) -> QuerySet[SheetLine]:
    """The lines of a sheet in the scheme's order."""
    return SheetLine.objects.filter(sheet=found).order_by("ordinal")


def evidence(line: SheetLine, actor: Actor) -> list[tuple[str, bool]]:
    """The numbers of the tickets behind a line that the actor sees, and whether each is in the numerator every time."""
    seen = tickets.visible_to(actor).filter(pk__in=line.denominator).order_by("pk").values_list("pk", "number")
    return [(number, line.numerator.count(pk) == line.denominator.count(pk)) for pk, number in seen]


def is_published(centre_id: int, month: date) -> bool:
    """Whether a month's results were made known."""
    return Publication.objects.filter(centre_id=centre_id, month=month).exists()


def sheets(centre_id: int, month: date) -> QuerySet[Sheet]:
    """The sheets of a centre's month as they stand."""
    return Sheet.objects.filter(scheme__centre_id=centre_id, month=month, is_current=True)


def places(centre_id: int, month: date, actor: Actor) -> list[Place]:
    """Where units stand in a month: for the centre at once, for units' leaders when it is published.

    :raises SheetNotFound: there is nothing, or not for the actor.
    """
    found = list(sheets(centre_id, month).select_related("scheme"))
    known = is_published(centre_id, month) and any(may(actor, Capability.LEAD_VIEW, each.unit_id) for each in found)
    if not found or not (known or may(actor, Capability.SCORE_UNITS, centre_id)):
        raise errors.SheetNotFound
    scheme = seed.scheme(found[0].scheme.content)
    points = {organisations.unit(each.unit_id).code: each.points for each in found}
    return rules.ranking(scheme, points | {each.unit: None for each in scheme.exclusions})


def history(centre_id: int, unit_id: int, month: date) -> QuerySet[Sheet]:
    """Every revision of a unit's sheet of a month, the first one first."""
    return Sheet.objects.filter(scheme__centre_id=centre_id, unit_id=unit_id, month=month).order_by("revision")
