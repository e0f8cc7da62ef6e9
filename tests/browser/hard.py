"""The screens of the hard cases with something on each: feeds, rewards, special desks, disaster, scores, disputes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from hotline.flow.disputes import actions as returns
from hotline.flow.disputes.words import Objection
from hotline.flow.groups import actions as groups
from hotline.flow.intake import special
from hotline.flow.rewards import openings
from hotline.flow.rewards.models import Informant
from hotline.flow.rewards.tests import safety
from hotline.flow.tickets.models import Assignment
from hotline.flow.tickets.words import Status
from hotline.ground.desks.models import Enquiry
from hotline.ground.disaster import actions as disaster
from hotline.ground.disaster import keeping
from hotline.ground.disaster.words import NewLimitSet, NewMode
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Actor
from hotline.insight.evaluation import actions as evaluation
from hotline.insight.evaluation import queries as scores
from hotline.insight.evaluation.words import Group
from hotline.lib.memo import forget_all
from hotline.watch.feeds import delivering
from hotline.watch.feeds.models import Delivery
from hotline.watch.feeds.tests import feeding
from hotline.web.kit.doors import now
from tests.special import Special
from tests.town import LONG_AGO, MONDAY, Town

MARCH = date(2020, 3, 1)
Screens = Iterator[tuple[str, list[str]]]


def screens(town: Town) -> Screens:
    """Who looks at what; the last one switches disaster mode on, whose banner the earlier ones need not bear."""
    yield from _feeds(town)
    yield from _rewards(town)
    yield from _desks(town)
    yield from _scores(town)
    yield from _duplicates_and_returns(town)
    yield from _disaster(town)


def _more(role: str, *permissions: str) -> None:
    row = Role.objects.get(code=role)
    Role.objects.filter(code=role).update(permissions=[*row.permissions, *permissions])
    forget_all()


def _feeds(town: Town) -> Screens:
    feeding.prepare()
    feeding.agree(town, categories=())
    feed = feeding.opened(town)
    made = feeding.report(town, "320500-rx")
    delivering.look_at([made.id], at=feeding.later())
    rules = "/feeds/rules/"
    yield "supervisor.js", [f"{rules}new/", f"{rules}{feed}/"]
    yield "handler.suzhou-cg", [f"/feeds/inbox/{Delivery.objects.get().pk}/"]


def _rewards(town: Town) -> Screens:
    safety.prepare()
    ticket, _ = safety.sealed(town)
    hazard = safety.effective(town, ticket)
    reward = safety.proposed(town, ticket, hazard)
    by = town.actor("keeper2.wuxi")
    asked = openings.ask(Informant.objects.get().pk, "公安机关来函〔2020〕8号", by=by, at=now())
    yield "", ["/rewards/mine/"]
    yield "safety.wuxi", [f"/rewards/hazards/{hazard}/"]
    yield "approver.wuxi", [f"/rewards/approvals/{reward}/"]
    yield "keeper.wuxi", ["/rewards/vault/", f"/rewards/vault/{asked}/"]


def _desks(town: Town) -> Screens:
    desks = Special(town)
    desks.take(desks.answers(desks.epidemic, "no", "1"))
    ticket = desks.take(desks.answers(desks.enterprise, "no", "1"))
    by = town.actor("agent.wuxi")
    special.ask_specialist(ticket.number, desks.field.pk, "货车通行证怎么办", by=by, at=now())
    yield "duty.wuxi", ["/special/alerts/"]
    yield "specialist.wuxi", [f"/special/questions/{Enquiry.objects.get().pk}/"]


def _scores(town: Town) -> Screens:
    person = Person.objects.create(username="scorer.wuxi", name="考核员", created_at=MONDAY)
    Posting.objects.create(
        person=person, role_id="administrator", organisation=town.unit("320200-rx"), from_on=LONG_AGO
    )
    _more("administrator", "score_units")
    town.ticket(Status.CLOSED)
    centre, at, by = town.unit("320200-rx").pk, scores.bounds(MARCH)[1] + timedelta(days=2), Actor.system()
    group = Group("district", "县区部门", "Districts", ("320211-cg", "320211-mz"))
    evaluation.adopt(centre, replace(scores.examples()["lianyungang-95"], groups=(group,)), MARCH, by=by, at=at)
    evaluation.build(centre, MARCH, by=by, at=at)
    sheet = scores.sheets(centre, MARCH).exclude(points=None).get()
    evaluation.object_to(sheet.pk, "该单应由他单位承办", by=by, at=at)
    month = f"/scores/months/{centre}/2020-03/"
    yield "scorer.wuxi", [month, f"/scores/sheets/{sheet.pk}/", f"/scores/schemes/{centre}/adopt/"]


def _duplicates_and_returns(town: Town) -> Screens:
    at, by = now() - timedelta(hours=2), town.actor("dispatcher.wuxi")
    main, other, back = (town.ticket(state, at=at) for state in (Status.HANDLING, Status.TO_DISPATCH, Status.TO_SIGN))
    groups.merge(other.number, main.number, "同一盏灯", by=by, at=at + timedelta(hours=1))
    mine = Assignment.objects.get(ticket=back, is_open=True)
    why = Objection("not_ours", "三定规定第五条")
    returns.return_(back.number, mine.pk, why, by=Actor.system(), at=at + timedelta(hours=1))
    beside = town.ticket(Status.TO_DISPATCH, at=at)
    yield (
        "dispatcher.wuxi",
        [
            f"/tickets/{main.number}/group/",
            f"/tickets/{beside.number}/beside/{main.number}/",
            f"/bench/returns/{back.number}/",
        ],
    )


def _disaster(town: Town) -> Screens:
    _more("shift_lead", "manage_disaster", "merge", "link")
    at, by = now(), town.actor("lead.wuxi")
    essential = NewLimitSet("essential", "基本", "Essential", {"dispatch": "30min"}, 24)
    keeping.set_limits(essential, by=town.actor("admin.js"), at=at)
    storm = NewMode("3202", "暴雨", "Storm", "红色预警", "essential", at + timedelta(hours=3), "01.01.02")
    mode = disaster.switch_on(storm, by=by, at=at).pk
    forget_all()
    yield "lead.wuxi", ["/special/disaster/", f"/special/disaster/{mode}/", f"/special/disaster/{mode}/bulk/"]
    yield "", [f"/urgent/{mode}/"]
