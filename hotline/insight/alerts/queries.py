"""Reading alerts: those of a person's area, how they stand, and what is set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from hotline.ground.catalogue import queries as catalogue
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people.words import Actor, ActorKind, Capability, Grant, Scope
from hotline.ground.regions import queries as regions
from hotline.lib.memo import remembered

from . import errors
from .models import Alert, Lift, Look, Setting, Step, ThresholdRule
from .words import USUAL, AlertState, Sensitivity, Series, Severity

OPEN = (AlertState.NEW, AlertState.ACKNOWLEDGED)
WEIGHT = {Severity.GRAVE: 0, Severity.SERIOUS: 1, Severity.NOTABLE: 2}
SIMILAR = 5
IN_LINE = (OrganisationKind.DEPARTMENT, OrganisationKind.ENTERPRISE, OrganisationKind.INSTITUTION)
"""Units that answer for a line of business, each in its region."""


def areas(actor: Actor) -> tuple[str, ...]:
    """The areas whose alerts an actor takes up; ``32050`` is no area, and a unit's posting reaches none."""
    wide = (Scope.AREA, Scope.EVERYTHING)
    found = {
        regions.province().code if grant.scope is Scope.EVERYTHING else grant.region_code
        for grant in actor.grants
        if Capability.ANALYSE in grant.permissions and grant.scope in wide
    }
    return tuple(sorted(area for area in found if regions.is_area(area)))


def read_areas(actor: Actor) -> tuple[str, ...]:
    """The areas whose alerts an actor reads: those she takes up, and the one her posting's government governs."""
    governed = {
        grant.region_code
        for grant in actor.grants
        if Capability.ANALYSE in grant.permissions and grant.scope is Scope.UNIT_SUBTREE and _governs(grant)
    }
    return tuple(sorted({*areas(actor), *governed}))


def lines(actor: Actor) -> tuple[Unit, ...]:
    """The units in whose line of business an actor reads alerts: those she leads that govern no region."""
    led = (
        _unit(grant)
        for grant in actor.grants
        if Capability.ANALYSE in grant.permissions and grant.scope is Scope.UNIT_SUBTREE
    )
    found = {unit.id: unit for unit in led if unit and unit.kind in IN_LINE and regions.is_area(unit.region)}
    return tuple(found.values())


def reads(actor: Actor) -> bool:
    """Whether there is anything an actor may read alerts of."""
    return bool(read_areas(actor) or lines(actor))


def _governs(grant: Grant) -> bool:
    if not regions.is_area(grant.region_code):
        return False
    found = _unit(grant)
    return found is not None and found.kind is OrganisationKind.GOVERNMENT and found.region == grant.region_code


def _unit(grant: Grant) -> Unit | None:
    return organisations.units((grant.organisation_id,)).get(grant.organisation_id)


def may_handle(found: Alert, actor: Actor) -> bool:
    """Whether an actor takes up an alert she reads: leaders of units read what the hotline's centre takes up."""
    return actor.kind is ActorKind.SYSTEM or any(regions.is_within(found.region, area) for area in areas(actor))


def visible_to(actor: Actor, on: date) -> QuerySet[Alert]:
    """The alerts an actor sees on a day: of her area and of the regions within it, never of the one around it.

    Who leads a department sees those of its line of business, as the dispatch directory has it on that day.
    """
    if actor.kind is ActorKind.SYSTEM:
        return Alert.objects.all()
    seen = Q(pk__in=())
    for area in read_areas(actor):
        seen |= _within(area)
    for unit in lines(actor):
        seen |= _within(unit.region) & Q(category__in=catalogue.line_of(unit.short_code, unit.id, unit.region, on))
    return Alert.objects.filter(seen)


def _within(area: str) -> Q:
    return Q(region__gte=area, region__lt=regions.next_after(area))


def alert(alert_id: int, actor: Actor, on: date) -> Alert:
    """One alert.

    :raises AlertNotFound: there is none, or the actor does not see it.
    """
    found = visible_to(actor, on).select_related("rule").filter(pk=alert_id).first()
    if found is None:
        raise errors.AlertNotFound
    return found


def in_state(found: QuerySet[Alert], state: AlertState | None, *, is_over: bool) -> QuerySet[Alert]:
    """Alerts that stand in a state with people, or all whose event is over and which nobody has to take up any more."""
    if is_over:
        return found.filter(ended_at__isnull=False)
    found = found.filter(ended_at__isnull=True)
    return found.filter(state=state) if state else found


def gravest_first(found: QuerySet[Alert]) -> QuerySet[Any]:
    """The gravest first, of those alike the latest."""
    whens = [When(severity=severity, then=Value(weight)) for severity, weight in WEIGHT.items()]
    ranked = found.annotate(weight=Case(*whens, default=Value(9), output_field=IntegerField()))
    return ranked.order_by("weight", "-detected_at", "-pk")


def counts(actor: Actor, on: date) -> Mapping[str, int]:
    """How many alerts go on in each state, and how many are over."""
    seen = visible_to(actor, on)
    going_on = seen.filter(ended_at__isnull=True).order_by().values_list("state").annotate(Count("pk"))
    over = seen.filter(ended_at__isnull=False).count()
    return {state.value: 0 for state in AlertState} | dict(going_on) | {"over": over}


def looked_at() -> datetime | None:
    """When the watch last looked; None where it never did."""
    return Look.objects.values_list("at", flat=True).first()


def steps(alert_id: int) -> QuerySet[Step]:
    """What was done to an alert, in order."""
    return Step.objects.filter(alert_id=alert_id).order_by("at", "pk")


def similar(found: Alert, actor: Actor, on: date) -> QuerySet[Alert]:
    """Earlier alerts of the same branch in the same region that the actor sees, the latest first."""
    branch = found.category[:5]
    earlier = visible_to(actor, on).filter(
        category__startswith=branch, region=found.region, detected_at__lt=found.detected_at
    )
    return earlier.exclude(pk=found.pk).order_by("-detected_at", "-pk")[:SIMILAR]


def settings() -> QuerySet[Setting]:
    """Every set of sensitivities, the first in force first."""
    return Setting.objects.all()


@remembered(30)
def sensitivity(on: date) -> Sensitivity:
    """How the watch is set on a day."""
    row = Setting.objects.filter(from_on__lte=on).order_by("-from_on").first()
    return Sensitivity(**{name: getattr(row, name) for name in Sensitivity.__slots__}) if row else USUAL


def rules() -> QuerySet[ThresholdRule]:
    """Every threshold, for those who keep them."""
    return ThresholdRule.objects.order_by("name", "pk")


def rules_in_force(on: date) -> QuerySet[ThresholdRule]:
    """The thresholds that hold on a day."""
    return ThresholdRule.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=on), from_on__lte=on).order_by("pk")


def lifts(on: date) -> dict[Series, float]:
    """By how much dismissed series have to rise beyond the usual bar on a day, as shares."""
    rows = Lift.objects.filter(from_on__lte=on, until_on__gt=on, dropped_at__isnull=True)
    return {Series(row.category, row.region): row.percent / 100 for row in rows}
