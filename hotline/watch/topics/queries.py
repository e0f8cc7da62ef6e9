"""Reading topics: which ones a person may see, what they matched of the tickets she sees."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, Left, TruncDate

from hotline.flow.tickets import queries as tickets
from hotline.ground.organisations import queries as organisations
from hotline.ground.people.words import Actor, ActorKind, Capability, Grant, Scope
from hotline.ground.regions import queries as regions
from hotline.lib.days import SHANGHAI, civil_day

from . import errors, filling
from .models import Filling, Match, Subscription, Topic, TopicVersion
from .words import Day, Tally, TopicState

WEEK, MONTH = 7, 30
LOOKING = frozenset(each.value for each in (Capability.ANALYSE, Capability.DEFINE_TOPICS, Capability.MANAGE_REFERENCE))
"""Who keeps reference data looks on: rules of supervision name topics."""
STAFF = (Scope.OWN_CENTRE, Scope.AREA, Scope.EVERYTHING)
"""How far the people of a centre see; units see what was sent to them."""


def topics(actor: Actor) -> QuerySet[Topic]:
    """The topics an actor sees: those of the centres above and below her posts; drafts only where she defines topics.

    The running ones come first, an umbrella before its own.
    """
    rows = Topic.objects.filter(_seen(actor)).select_related("centre", "umbrella")
    return rows.order_by(
        F("ended_at").asc(nulls_first=True),
        Coalesce("umbrella__code", "code"),
        F("umbrella_id").asc(nulls_first=True),
        "code",
    )


def topic(code: str, actor: Actor) -> Topic:
    """One topic.

    :raises TopicNotFound: there is none, or not for the actor.
    """
    found = topics(actor).filter(code=code).first()
    if found is None:
        raise errors.TopicNotFound
    return found


def may_define(centre_id: int, actor: Actor) -> bool:
    """Whether a posting of the actor that defines topics reaches the centre."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    centre = organisations.unit(centre_id)
    ours = (grant for grant in actor.grants if Capability.DEFINE_TOPICS in grant.permissions)
    return any(grant.covers(centre.id, centre.path, centre.region) for grant in ours)


def versions(topic_id: int) -> QuerySet[TopicVersion]:
    """Every version of a topic, the latest first."""
    return TopicVersion.objects.filter(topic_id=topic_id).order_by("-version")


def fillings(topic_id: int) -> QuerySet[Filling]:
    """Every filling back of a topic, the latest first."""
    return Filling.objects.filter(version__topic_id=topic_id).select_related("version").order_by("-pk")


def matches(topic: Topic, actor: Actor) -> QuerySet[Match]:
    """What a topic matched among the tickets the actor sees, the latest registered first."""
    rows = Match.objects.filter(topic=topic, withdrawn_at__isnull=True, ticket__in=tickets.visible_to(actor))
    return rows.select_related("ticket", "ticket__words").order_by("-registered_at", "-ticket_id")


def tallies(actor: Actor, at: datetime, only: str = "") -> dict[str, Tally]:
    """How many of the tickets the actor sees each topic has, by code: today, in seven and in thirty days.

    :param only: the one topic asked about.
    """
    today = civil_day(at)
    first = today - timedelta(days=MONTH - 1)
    rows = Match.objects.filter(withdrawn_at__isnull=True, registered_at__gte=filling.midnight(first))
    rows = rows.filter(topic__code=only) if only else rows
    seen = rows.filter(ticket__in=tickets.visible_to(actor)).order_by()
    counted = seen.values("topic__code", on=TruncDate("registered_at", tzinfo=SHANGHAI)).annotate(count=Count("pk"))
    found: dict[str, list[int]] = {}
    for row in counted:
        if first <= row["on"] <= today:
            found.setdefault(row["topic__code"], [0] * MONTH)[(row["on"] - first).days] = row["count"]
    return {code: _tally(days) for code, days in found.items()}


def by_day(topic: Topic, actor: Actor, since: date, until: date) -> list[Day]:
    """How many of the tickets the actor sees a topic has on each day of ``[since, until)``."""
    rows = _between(topic, actor, since, until).values(on=TruncDate("registered_at", tzinfo=SHANGHAI))
    counts = dict(rows.annotate(count=Count("pk")).values_list("on", "count"))
    days = (until - since).days
    return [Day(day, counts.get(day, 0)) for day in (since + timedelta(days=each) for each in range(days))]


def by_city(topic: Topic, actor: Actor, since: date, until: date) -> list[tuple[str, int]]:
    """How many of the tickets the actor sees a topic has in each city in ``[since, until)``, the most first."""
    place = Left(Coalesce("ticket__region_id", "ticket__centre__region_id"), 4)
    rows = _between(topic, actor, since, until).values(city=place).annotate(count=Count("pk"))
    return [(row["city"], row["count"]) for row in rows.order_by("-count", "city")]


def codes_of(identifiers: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The topics that tickets are of, by ticket; whoever shows them looks at the tickets' and topics' rights."""
    rows = Match.objects.filter(ticket_id__in=identifiers, withdrawn_at__isnull=True).order_by("topic__code")
    found: dict[int, list[str]] = {}
    for ticket, code in rows.values_list("ticket_id", "topic__code"):
        found.setdefault(ticket, []).append(code)
    return {ticket: tuple(codes) for ticket, codes in found.items()}


def on_ticket(ticket_id: int) -> QuerySet[Match]:
    """What a ticket the reader may see is of now."""
    rows = Match.objects.filter(ticket_id=ticket_id, withdrawn_at__isnull=True)
    return rows.select_related("topic__centre").order_by("topic__code")


def concerns(topic: Topic, actor: Actor) -> bool:
    """Whether a topic is named to somebody on a ticket: to people of the centres above and below it, not to units."""
    area = topic.centre.region_id
    posts = (grant for grant in actor.grants if grant.scope in STAFF)
    return any(regions.is_within(area, post.region_code) or regions.is_within(post.region_code, area) for post in posts)


def of_topics(codes: Iterable[str]) -> Q:
    """The condition on tickets of being of one of several topics."""
    rows = Match.objects.filter(topic__code__in=list(codes), withdrawn_at__isnull=True)
    return Q(pk__in=rows.values("ticket_id"))


def choices(actor: Actor) -> list[Topic]:
    """The topics an actor may choose from: those not drafts, an umbrella before its own."""
    return list(topics(actor).exclude(state=TopicState.DRAFT))


def watching(codes: Iterable[str], region: str) -> set[str]:
    """Those of the codes that are running topics of a centre at or above a region: what its rules may lean on."""
    rows = Topic.objects.filter(code__in=list(codes), state=TopicState.RUNNING)
    return set(rows.filter(centre__region_id__in=regions.lineage(region)).values_list("code", flat=True))


def watching_over(region: str) -> list[Topic]:
    """The running topics of the centres that serve a region or lie above it, an umbrella before its own."""
    rows = Topic.objects.filter(state=TopicState.RUNNING, centre__region_id__in=regions.lineage(region))
    return list(rows.order_by(Coalesce("umbrella__code", "code"), F("umbrella_id").asc(nulls_first=True), "code"))


def offered(actor: Actor) -> list[Topic]:
    """The running topics that rules and feeds of the actor's centres may lean on, an umbrella before its own.

    They are those of the centres her posts are at, of those above, and what she sees of the others; to units, none.
    """
    posts = [grant.region_code for grant in actor.grants if grant.scope in STAFF]
    above = {code for post in posts for code in regions.lineage(post)}
    rows = Topic.objects.filter(Q(centre__region_id__in=above) | _seen(actor), state=TopicState.RUNNING)
    return list(
        rows.select_related("umbrella", "centre").order_by(
            Coalesce("umbrella__code", "code"), F("umbrella_id").asc(nulls_first=True), "code"
        )
    )


def tickets_of(code: str, region: str) -> QuerySet[Match, int]:
    """The identifiers of the tickets of a topic that watches a region; whoever lists them looks at rights."""
    rows = Match.objects.filter(topic__code=code, withdrawn_at__isnull=True)
    seen = rows.filter(topic__centre__region_id__in=regions.lineage(region))
    return seen.order_by().values_list("ticket_id", flat=True)


def names(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """The Chinese and English names of topics, by code."""
    rows = Topic.objects.filter(code__in=list(codes)).values_list("code", "name", "name_en")
    return {code: (name, name_en) for code, name, name_en in rows}


def subscription(topic_id: int, actor: Actor) -> Subscription | None:
    """What the actor asked to be told of a topic."""
    return Subscription.objects.filter(topic_id=topic_id, person_id=actor.person_id or 0).first()


def changed_between(since: int, until: int) -> list[int]:
    """The tickets whose topics changed in the transactions ``[since, until)``, as the journal numbers them."""
    rows = Match.objects.filter(tx__gte=since, tx__lt=until)
    return list(rows.order_by("ticket_id").values_list("ticket_id", flat=True).distinct())


def _between(topic: Topic, actor: Actor, since: date, until: date) -> QuerySet[Match]:
    begin, end = filling.midnight(since), filling.midnight(until)
    return matches(topic, actor).filter(registered_at__gte=begin, registered_at__lt=end).order_by()


def _tally(days: list[int]) -> Tally:
    return Tally(days[-1], sum(days[-WEEK:]), sum(days), tuple(days))


def _seen(actor: Actor) -> Q:
    if actor.kind is ActorKind.SYSTEM:
        return Q()
    seen = Q(pk__in=())
    for grant in actor.grants:
        if grant.permissions & LOOKING:
            seen |= _at(grant) & (Q() if Capability.DEFINE_TOPICS in grant.permissions else ~Q(state=TopicState.DRAFT))
    return seen


def _at(grant: Grant) -> Q:
    """Topics of centres whose area holds the grant's, and of those within its area."""
    if grant.scope is Scope.EVERYTHING:
        return Q()
    above = Q(centre__region_id__in=regions.lineage(grant.region_code))
    if grant.scope is not Scope.AREA or not regions.is_area(grant.region_code):
        return above
    area = grant.region_code
    return above | Q(centre__region_id__gte=area, centre__region_id__lt=regions.next_after(area))
