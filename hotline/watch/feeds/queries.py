"""Reading feeds: rules for those who set them, deliveries for those who receive them, what stands on a ticket."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from hotline.flow.tickets import copies
from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind, Capability, Grant
from hotline.ground.people.words import Scope as Reach
from hotline.lib import masks
from hotline.watch.topics import queries as topics

from . import delivering, errors, rules
from .models import Agreement, Delivery, Feed, FeedVersion, Withheld
from .words import DeliveryState, Period, Scope, Tally, Trial

TRIED_DAYS, MOST_TRIED, SAMPLES = 90, 20_000, 5
RECEIVING = frozenset({Verb.FEED_RECEIPT.value, Verb.FEED_BACK.value})
LOOKING = frozenset({Verb.FEED.value, Capability.VIEW_JOURNAL.value, Capability.MANAGE_REFERENCE.value})


def feeds(actor: Actor) -> QuerySet[Feed]:
    """The feeds of centres in the actor's hands, the running ones first."""
    rows = Feed.objects.filter(_centres(actor))
    return rows.order_by(F("stopped_at").asc(nulls_first=True), "code")


def feed(identifier: int, actor: Actor) -> Feed:
    """One feed.

    :raises FeedNotFound: there is none, or not in the actor's hands.
    """
    found = feeds(actor).filter(pk=identifier).first()
    if found is None:
        raise errors.FeedNotFound
    return found


def versions(feed_id: int) -> QuerySet[FeedVersion]:
    """Every version of a feed, the latest first."""
    return FeedVersion.objects.filter(feed_id=feed_id).order_by("-version")


def agreements(actor: Actor) -> QuerySet[Agreement]:
    """The agreements over areas in the actor's hands, those in force first."""
    seen = Q() if actor.kind is ActorKind.SYSTEM else Q(pk__in=())
    for grant in _looking(actor):
        seen |= Q(region__code__startswith=grant.region_code)
    return Agreement.objects.filter(seen).order_by(F("until_on").desc(nulls_first=True), "department", "pk")


def receivers(actor: Actor) -> frozenset[int]:
    """The departments for which the actor receives deliveries."""
    found: set[int] = set()
    for grant in actor.grants:
        if grant.permissions & RECEIVING:
            found |= _reached(grant)
    return frozenset(found)


def receives(receiver_id: int, actor: Actor, verb: Verb) -> bool:
    """Whether a posting of the actor lets her do the verb for a receiving department."""
    unit = organisations.unit(receiver_id)
    ours = (grant for grant in actor.grants if verb in grant.permissions)
    return any(grant.covers(unit.id, unit.path, unit.region) for grant in ours)


def inbox(actor: Actor, state: DeliveryState | None = None) -> QuerySet[Delivery]:
    """What was delivered to the actor's departments, the latest first."""
    rows = Delivery.objects.filter(receiver_id__in=receivers(actor)).select_related("feed")
    return (rows if state is None else rows.filter(_in(state))).order_by("-delivered_at", "-pk")


def waiting(actor: Actor) -> dict[DeliveryState, int]:
    """How many deliveries of the actor's departments are in each state."""
    mine = Delivery.objects.filter(receiver_id__in=receivers(actor))
    return {state: mine.filter(_in(state)).count() for state in DeliveryState}


def delivery(identifier: int, actor: Actor) -> Delivery:
    """One delivery, for the department that received it and for whoever keeps its feed.

    :raises DeliveryNotFound: there is none, or not for the actor.
    """
    found = Delivery.objects.select_related("feed", "version").filter(pk=identifier).first()
    hers = found is not None and (found.receiver_id in receivers(actor) or feeds(actor).filter(pk=found.feed_id))
    if found is None or not hers:
        raise errors.DeliveryNotFound
    return found


def deliveries(feed_id: int, actor: Actor, *, city: str = "", state: DeliveryState | None = None) -> QuerySet[Delivery]:
    """The log of a feed, the latest first.

    :raises FeedNotFound: there is no such feed, or not in the actor's hands.
    """
    rows = Delivery.objects.filter(feed=feed(feed_id, actor)).select_related("feed", "version")
    if city:
        rows = rows.filter(city=city)
    return (rows if state is None else rows.filter(_in(state))).order_by("-delivered_at", "-pk")


def withheld(feed_id: int, actor: Actor) -> QuerySet[Withheld]:
    """What fitted a feed and stayed in the house, the latest first."""
    return Withheld.objects.filter(feed=feed(feed_id, actor)).order_by("-at", "-pk")


def on_ticket(ticket_id: int) -> QuerySet[Delivery]:
    """Where a ticket the reader may see was copied to, and what came back."""
    return Delivery.objects.filter(ticket_id=ticket_id).select_related("feed").order_by("pk")


def tallies(feed_id: int, period: Period, at: datetime) -> list[Tally]:
    """How a feed fared by city among what was delivered in a stretch of time, most deliveries first."""
    rows = Delivery.objects.filter(
        feed_id=feed_id, delivered_at__gte=period.since, delivered_at__lt=period.until
    ).values("city")
    is_due = Q(receipt_due_at__lte=at) | Q(received_at__isnull=False)
    counted = rows.annotate(
        delivered=Count("pk"),
        received=Count("pk", filter=Q(received_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        confirmed=Count("pk", filter=Q(finding__in=("confirmed", "in_hand"))),
        due=Count("pk", filter=is_due),
        on_time=Count("pk", filter=Q(received_at__lte=F("receipt_due_at"))),
    )
    return [Tally(**row) for row in counted.order_by("-delivered", "city")]


def tried(feed_row: Feed | None, scope: Scope, fields: tuple[str, ...], *, at: datetime) -> Trial:
    """What a scope would have copied of the last months' tickets: before it is saved.

    :param feed_row: whose receiver and rights decide what would have been withheld; none: nothing is.
    """
    found = copies.told_latest(at - timedelta(days=TRIED_DAYS), MOST_TRIED)
    of = topics.codes_of([each.id for each in found]) if scope.topics else {}
    fitting = [each for each in found if rules.fits(scope, delivering.matter(each, of.get(each.id, ())))]
    kept = [each for each in fitting if each.is_confidential or _is_kept(feed_row, fields, each, at)]
    shown = [each for each in fitting if not each.is_confidential][:SAMPLES]
    return Trial(
        looked_at=len(found),
        fitting=len(fitting),
        withheld=len(kept),
        by_city=dict(Counter(each.region[:4] for each in fitting).most_common()),
        samples=tuple((each.number, masks.mask_said(each.title, ())) for each in shown),
    )


def counted(feed_id: int) -> int:
    """How many tickets a feed has delivered since it runs."""
    return Delivery.objects.filter(feed_id=feed_id).count()


def cities(feed_id: int) -> list[str]:
    """The cities a feed has delivered from, by code."""
    return list(Delivery.objects.filter(feed_id=feed_id).order_by("city").values_list("city", flat=True).distinct())


def _is_kept(feed_row: Feed | None, fields: tuple[str, ...], one: copies.Told, at: datetime) -> bool:
    return feed_row is not None and delivering.withholding(feed_row, fields, one, at) is not None


def _in(state: DeliveryState) -> Q:
    if state is DeliveryState.DELIVERED:
        return Q(received_at__isnull=True)
    if state is DeliveryState.RECEIVED:
        return Q(received_at__isnull=False, answered_at__isnull=True)
    return Q(answered_at__isnull=False)


def _centres(actor: Actor) -> Q:
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    seen: set[int] = set()
    for grant in _looking(actor):
        seen |= organisations.centres_within(grant.organisation_path, grant.region_code) | {grant.organisation_id}
    return Q(centre_id__in=seen)


def _looking(actor: Actor) -> list[Grant]:
    return [grant for grant in actor.grants if grant.permissions & LOOKING]


def _reached(grant: Grant) -> set[int]:
    if grant.scope is Reach.UNIT_SUBTREE:
        return set(organisations.subtree(grant.organisation_path))
    return {grant.organisation_id}
