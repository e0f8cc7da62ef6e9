"""Reading evaluation: schemes in force, sheets a person may see, the tickets behind a line, places."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet

from hotline.flow.tickets import queries as tickets
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people.words import Actor, ActorKind, Capability, Scope
from hotline.lib.days import SHANGHAI

from . import errors, rules, seed
from .models import AdoptedScheme, Objection, Publication, Sheet, SheetLine
from .words import Item, Place, Scheme

MOST_OWN = 240


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


def centres(actor: Actor) -> list[Unit]:
    """The centres whose units the actor scores."""
    over = [grant for grant in actor.grants if Capability.SCORE_UNITS in grant.permissions]
    whole = [organisations.centres_within(grant.organisation_path, grant.region_code) for grant in over]
    found = organisations.units({each for ids in whole for each in ids} | {each.organisation_id for each in over})
    seen = (unit for unit in found.values() if unit.kind is OrganisationKind.CENTRE)
    return sorted((unit for unit in seen if _scores(actor, unit)), key=lambda unit: (len(unit.region), unit.code))


def scores(actor: Actor, centre_id: int) -> bool:
    """Whether the actor scores this centre's units."""
    try:
        return _scores(actor, organisations.unit(centre_id))
    except ObjectDoesNotExist:
        return False


def _scores(actor: Actor, centre: Unit) -> bool:
    over = (grant for grant in actor.grants if Capability.SCORE_UNITS in grant.permissions)
    return any(grant.covers(centre.id, centre.path, centre.region) for grant in over)


def months(centre_id: int) -> list[date]:
    """The months of a centre that are scored, the latest first."""
    rows = Sheet.objects.filter(scheme__centre_id=centre_id).values_list("month", flat=True)
    return sorted(set(rows), reverse=True)


def own(actor: Actor) -> list[Sheet]:
    """The sheets, as they stand, of the units the actor leads, the latest month first."""
    over = [grant for grant in actor.grants if Capability.LEAD_VIEW in grant.permissions]
    reach = Q(pk__in=())
    for grant in over:
        below = grant.scope in (Scope.UNIT_SUBTREE, Scope.AREA, Scope.EVERYTHING)
        reach |= Q(unit__path__startswith=grant.organisation_path) if below else Q(unit_id=grant.organisation_id)
    rows = Sheet.objects.filter(reach, is_current=True).select_related("scheme").order_by("-month", "unit__code")
    return list(rows[:MOST_OWN])


def objections(found: Sheet) -> QuerySet[Objection]:
    """What was objected to a unit's sheet of a month, in whatever revision, the latest first."""
    rows = Objection.objects.filter(sheet__scheme=found.scheme, sheet__unit=found.unit_id, sheet__month=found.month)
    return rows.select_related("sheet").order_by("-pk")


def waiting(centre_id: int, month: date) -> int:
    """How many objections of a centre's month wait for a decision."""
    return Objection.objects.filter(sheet__in=sheets(centre_id, month), is_granted__isnull=True).count()


def schemes(centre_id: int) -> QuerySet[AdoptedScheme]:
    """The schemes a centre adopted, the latest first."""
    return AdoptedScheme.objects.filter(centre_id=centre_id).order_by("-from_on")


def content(adopted: AdoptedScheme) -> Scheme:
    """What an adopted scheme says."""
    return seed.scheme(adopted.content)


def examples() -> dict[str, Scheme]:
    """The schemes that ship as examples, by code."""
    return seed.examples()


def item(line: SheetLine) -> Item:
    """What the scheme said about a line."""
    return seed.item(line.item)


def curve(each: Item) -> list[tuple[Decimal, Decimal]]:
    """The points of an item at every whole percent: rate and score, for a picture of its formula."""
    return [(Decimal(rate), rules.score(each, Decimal(rate))) for rate in range(101)]


def open_objections(centre_id: int, month: date) -> list[int]:
    """The sheets of a centre's month to which an objection waits."""
    rows = Objection.objects.filter(sheet__in=sheets(centre_id, month), is_granted__isnull=True)
    return list(rows.values_list("sheet_id", flat=True))


def refusal_of(scheme: Scheme) -> errors.SchemeRefused | None:
    """Why a scheme cannot hold anywhere, before anybody adopts it; None where it could."""
    found = rules.problem(scheme)
    return errors.SchemeRefused(problem=found) if found else None
