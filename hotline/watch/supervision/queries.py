"""Reading supervision: orders the actor may see, whom she may order, what is suggested to her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, When

from hotline.flow.tickets import errors as road
from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets import watching
from hotline.flow.tickets.words import Colour, Verb
from hotline.ground.catalogue import queries as catalogue
from hotline.ground.catalogue.words import ReasonPurpose
from hotline.ground.organisations import queries as organisations
from hotline.ground.organisations.queries import Unit
from hotline.ground.organisations.words import OrganisationKind
from hotline.ground.people.words import Actor, ActorKind, Scope
from hotline.ground.regions import queries as regions
from hotline.lib.days import civil_day
from hotline.watch.topics import queries as standing

from . import errors, rules
from .models import Feedback, Firing, Judgement, Order, OrderTicket, Rule
from .words import OPEN, Asked, Grade, OrderState, RuleKind, Tally, Verdict

WAITS = Exists(Feedback.objects.filter(order=OuterRef("pk"), judgement__isnull=True))
PRESSES = Case(When(signed_at__isnull=True, then=F("sign_due_at")), default=F("due_at"))
"""When the next thing is due: signing, then feedback."""


def orders(actor: Actor) -> QuerySet[Order]:
    """The orders an actor sees: given by, or to, whom her postings reach; never one with a ticket she does not see."""
    hidden = OrderTicket.objects.filter(
        ~Exists(tickets.visible_to(actor).filter(pk=OuterRef("ticket_id"))), order=OuterRef("pk")
    )
    found = Order.objects.filter(_concerns(actor), ~Exists(hidden))
    return found.annotate(has_waiting=WAITS, presses_at=PRESSES)


def _concerns(actor: Actor) -> Q:
    far = tickets.reach(actor)
    if far.everything:
        return Q()
    centres = far.centres | far.area_centres
    seen = Q(centre_id__in=centres) | Q(target_id__in=centres | far.units)
    for area in far.areas:
        seen |= Q(target__region_id__gte=area, target__region_id__lt=regions.next_after(area))
    return seen


def order(order_id: int, actor: Actor) -> Order:
    """One order with its feedback and judgements.

    :raises OrderNotFound: there is none, or the actor does not see it.
    """
    found = told(orders(actor)).filter(pk=order_id).first()
    if found is None:
        raise errors.OrderNotFound
    return found


def told(found: QuerySet[Order]) -> QuerySet[Order]:
    """Orders read with all that was said, the latest last."""
    return found.prefetch_related(
        Prefetch("feedbacks", Feedback.objects.order_by("pk")),
        Prefetch("judgements", Judgement.objects.order_by("pk")),
        Prefetch("links", OrderTicket.objects.select_related("ticket__words").order_by("ticket__number")),
    )


def of_ticket(ticket_id: int, actor: Actor) -> list[Order]:
    """A ticket's orders that the actor sees, the open ones first, then the latest."""
    found = told(orders(actor)).filter(links__ticket_id=ticket_id).order_by("-pk")
    return sorted(found, key=lambda each: bool(each.outcome))


def links_of(ticket_id: int) -> QuerySet[OrderTicket]:
    """The places of a ticket in orders, whoever sees them: whether there are any."""
    return OrderTicket.objects.filter(ticket_id=ticket_id)


def numbers_of(order_id: int, actor: Actor) -> list[str]:
    """The numbers of an order's tickets, in their order.

    :raises OrderNotFound: there is none, or the actor does not see it.
    """
    if not orders(actor).filter(pk=order_id).exists():
        raise errors.OrderNotFound
    links = OrderTicket.objects.filter(order_id=order_id).order_by("ticket__number")
    return list(links.values_list("ticket__number", flat=True))


def in_state(state: OrderState) -> Q:
    """The condition on orders of ``orders`` to stand in a state."""
    if state not in (OrderState.TO_SIGN, OrderState.WORKING, OrderState.TO_JUDGE):
        return Q(outcome=state)
    if state is OrderState.TO_SIGN:
        return Q(outcome="", signed_at__isnull=True)
    return Q(outcome="", signed_at__isnull=False, has_waiting=state is OrderState.TO_JUDGE)


def centres_of(actor: Actor) -> list[Unit]:
    """The centres for which an actor gives orders."""
    ours = [grant.organisation_id for grant in actor.grants if Verb.SUPERVISE in grant.permissions]
    found = [organisations.unit(each) for each in dict.fromkeys(ours)]
    return [unit for unit in found if unit.kind is OrganisationKind.CENTRE]


def centre_over(target: Unit, actor: Actor, centre_id: int = 0) -> Unit:
    """The centre for which the actor orders the target.

    :param centre_id: the one it must be; 0 for any of hers.
    :raises NoSupervisingCentre: she gives orders for none; ``OutOfLine``: none of them is above the target.
    """
    ours = [organisations.unit(centre_id)] if actor.kind is ActorKind.SYSTEM and centre_id else centres_of(actor)
    ours = [unit for unit in ours if centre_id in (0, unit.id)]
    if not ours:
        raise errors.NoSupervisingCentre
    fitting = next((unit for unit in ours if rules.may_order(_post(unit), _post(target))), None)
    if fitting is None:
        raise errors.OutOfLine(centre=ours[0].name, unit=target.name)
    return fitting


def target(identifier: int, at: datetime) -> Unit:
    """The organisation an order is given to.

    :raises UnknownUnit: there is none, or it is retired.
    """
    found = organisations.unit_in_use(identifier, civil_day(at))
    if found is None:
        raise road.UnknownUnit
    return found


def holds(ticket: Any, unit: Unit) -> bool:
    """Whether a unit has a ticket: a sending of it, or as the centre that keeps it or serves its place."""
    if tickets.theirs(frozenset({unit.id})).filter(ticket=ticket).exists():
        return True
    if unit.kind is not OrganisationKind.CENTRE:
        return False
    place = ticket.region_id or organisations.unit(ticket.centre_id).region
    return ticket.centre_id == unit.id or rules.lies_in(place, unit.region)


def targets(ticket: Any, units: Iterable[int], actor: Actor, at: datetime) -> list[Unit]:
    """Whom the actor may order for a ticket: the centres of its place, and the units that have it.

    :param units: those the ticket was sent to and not taken back from.
    """
    place = ticket.region_id or organisations.unit(ticket.centre_id).region
    served = [organisations.centre_for(place[:length]) for length in (4, 6) if len(place) >= length]
    named = [ticket.centre_id, *(unit.id for unit in served if unit), *units]
    found = [organisations.unit_in_use(each, civil_day(at)) for each in dict.fromkeys(named)]
    return [
        unit
        for unit in found
        if unit is not None
        and holds(ticket, unit)
        and any(rules.may_order(_post(centre), _post(unit)) for centre in centres_of(actor))
    ]


def speaks_for(identifier: int, verb: Verb, actor: Actor) -> bool:
    """Whether a posting with the verb belongs to an organisation itself, or to one that leads it as its own."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    unit = organisations.unit(identifier)
    return any(
        grant.organisation_id == unit.id
        or (grant.scope is Scope.UNIT_SUBTREE and unit.path.startswith(grant.organisation_path))
        for grant in actor.grants
        if verb in grant.permissions
    )


def verdicts(order: Order, at: datetime) -> list[Verdict]:
    """What may be made of an order of ``orders`` now, the usual first: nothing is accepted that was not reported."""
    has_waiting = bool(getattr(order, "has_waiting", False))
    return [each for each in Verdict if rules.may_judge(each, has_waiting=has_waiting, is_late=order.due_at <= at)]


def require_reason(code: str, at: datetime) -> None:
    """Refuse what is not listed as a reason for supervision.

    :raises UnlistedReason: it is not.
    """
    if code not in {row.code for row in catalogue.reasons(ReasonPurpose.SUPERVISION, civil_day(at))}:
        raise errors.UnlistedReason


def place_of(centre: Unit) -> str:
    """The name of a centre's place, as it stands in the numbers of its orders."""
    place = regions.region(centre.region)
    return place.name if place else centre.region


def _post(unit: Unit) -> rules.Post:
    return rules.Post(unit.id, unit.level, unit.region, unit.kind is OrganisationKind.CENTRE)


def suggestions(actor: Actor, *, open_only: bool = True) -> QuerySet[Firing]:
    """What rules suggest to the centres the actor gives orders for, on tickets she sees; the latest first."""
    found = Firing.objects.select_related("rule", "ticket__words").filter(order__isnull=True)
    if actor.kind is not ActorKind.SYSTEM:
        found = found.filter(rule__centre_id__in=[unit.id for unit in centres_of(actor)])
    if open_only:
        found = found.filter(decided_at__isnull=True)
    visible = tickets.visible_to(actor).filter(pk=OuterRef("ticket_id"))
    return found.filter(Exists(visible)).order_by("-fired_at", "-pk")


def suggestion(firing_id: int, actor: Actor) -> Firing:
    """One suggestion that waits.

    :raises SuggestionNotFound: hidden, absent, or decided.
    """
    found = suggestions(actor).filter(pk=firing_id).first()
    if found is None:
        raise errors.SuggestionNotFound
    return found


def tallies(actor: Actor, at: datetime) -> list[Tally]:
    """How many of the orders an actor sees stand in each state, by grade; red and yellow by the clock that runs."""
    open_ones = orders(actor).filter(outcome="")
    red, yellow = coloured(Colour.RED, at), coloured(Colour.YELLOW, at)
    found = []
    for grade in Grade:
        ours = open_ones.filter(grade=grade)
        for each in OPEN:
            those = ours.filter(in_state(each))
            found.append(Tally(grade, each, those.count(), those.filter(red).count(), those.filter(yellow).count()))
        ended = orders(actor).filter(grade=grade, year=civil_day(at).year).exclude(outcome="")
        counts = dict(ended.order_by().values_list("outcome").annotate(count=Count("pk")))
        found += [Tally(grade, OrderState(code), count) for code, count in counts.items()]
    return found


def pressing(actor: Actor, at: datetime) -> tuple[int, int]:
    """How many of the orders an actor sees are open, and how many of those are red: in one query."""
    found = orders(actor).filter(outcome="")
    counts = found.aggregate(open=Count("pk"), red=Count("pk", filter=coloured(Colour.RED, at)))
    return counts["open"], counts["red"]


def coloured(colour: Colour, at: datetime) -> Q:
    """The condition on orders of ``orders`` to be red or yellow: signing knows no yellow, judging no clock."""
    running = Q(outcome="", has_waiting=False)
    if colour is Colour.RED:
        return running & Q(presses_at__lte=at)
    return running & Q(signed_at__isnull=False, yellow_at__lte=at, due_at__gt=at)


def narrowed(found: QuerySet[Order], asked: Asked, at: datetime) -> QuerySet[Order]:
    """Orders of ``orders`` as a list was narrowed."""
    if asked.state is not None:
        found = found.filter(in_state(asked.state))
    elif asked.is_open:
        found = found.filter(outcome="")
    if asked.grade is not None:
        found = found.filter(grade=asked.grade)
    if asked.colour in (Colour.RED, Colour.YELLOW):
        found = found.filter(coloured(asked.colour, at))
    if asked.given_by is not None:
        found = found.filter(centre_id__in=asked.given_by)
    if asked.given_to is not None:
        found = found.filter(target_id__in=asked.given_to)
    if asked.words:
        found = found.filter(Q(number__contains=asked.words) | Q(links__ticket__number=asked.words)).distinct()
    return found


def topics(areas: Iterable[str], at: datetime) -> list[Rule]:
    """The watched topics in force of the centres that serve one of the areas or lie above it."""
    above = {code for area in areas for code in regions.lineage(area)}
    watched = Rule.objects.filter(kind=RuleKind.WATCHED, centre__region_id__in=above, from_on__lte=civil_day(at))
    return list(watched.filter(Q(until_on__isnull=True) | Q(until_on__gt=civil_day(at))).order_by("pk"))


def on_topic(rule: Rule) -> Q:
    """The condition on tickets to belong to a watched topic."""
    told = watching.saying(rule.words) | watching.about(rule.categories)
    return told | standing.of_topics(rule.topics) if rule.topics else told
