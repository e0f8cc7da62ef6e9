"""Rights within the query: for each person the facts she counts are tickets she sees, and the query itself says so."""

from __future__ import annotations

from pathlib import Path

import ibis
import pytest

from hotline.flow.tickets import queries as tickets
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Status
from hotline.ground.people.words import Actor
from hotline.insight.measures import facts, sights
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.words import Fact
from hotline.insight.warehouse import engines, exporting
from hotline.insight.warehouse.store import Store
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, PEOPLE, Town

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = Question(Fact.APPEALS, Period(MONDAY.date().replace(day=1), MONDAY.date().replace(month=4, day=1)))
WHOLE = ("agent.wuxi", "dispatcher.wuxi", "followup.wuxi", "agent.suzhou", "dispatcher.suzhou", "agent.js")
"""People who see tickets by their centre alone: what they count is all they see."""


def laid_out(town: Town, root: Path) -> ibis.Table:
    """Tickets of two cities, at several units, some confidential, as facts."""
    for status in (Status.REGISTERED, Status.HANDLING, Status.CLOSED):
        town.ticket(status)
        town.ticket(status, is_confidential=True)
    town.ticket(Status.HANDLING, lead="320200-jt")
    town.ticket(Status.HANDLING, lead="320211-cg", joint=("320211-mz",))
    suzhou = town.ticket(region="320505")
    Ticket.objects.filter(pk=suzhou.pk).update(centre_id=town.unit("320500-rx").pk)
    exporting.export(root)
    return engines.tickets(Store(root, exporting.SOURCE), root / "scratch")


def test_for_every_person_what_is_counted_is_what_she_sees(town: Town, tmp_path: Path) -> None:
    table, counted = laid_out(town, tmp_path), 0
    for username, *_ in PEOPLE:
        actor = town.actor(username)
        visible = set(tickets.visible_to(actor).values_list("pk", flat=True))
        try:
            seen = sights.seen(table, actor)
        except NotPermitted:
            assert not visible, username
            continue
        found = set(seen.rows.id.to_pyarrow().to_pylist())
        assert found <= visible, username
        assert facts.answered(seen, MARCH).value == len(found), username
        if username in WHOLE:
            assert found == visible, username
            counted += len(found)
    assert counted > 0


def test_the_query_itself_narrows(town: Town, tmp_path: Path) -> None:
    table = laid_out(town, tmp_path)
    wuxi = facts.answered(sights.seen(table, town.actor("dispatcher.wuxi")), MARCH).query
    assert "320200-rx" in wuxi
    assert "320500-rx" not in wuxi
    unit = facts.answered(sights.seen(table, town.actor("handler.binhu-cg")), MARCH).query
    assert "320211-cg" in unit
    assert "320200-rx" not in unit
    everything = facts.answered(sights.seen(table, Actor.system()), MARCH)
    assert "-rx" not in everything.query
    assert everything.value == Ticket.objects.count()


def test_a_secret_is_not_even_counted_for_whoever_may_not_know_of_it(town: Town, tmp_path: Path) -> None:
    table = laid_out(town, tmp_path)
    supervisor = town.actor("supervisor.js")
    found = set(sights.seen(table, supervisor).rows.id.to_pyarrow().to_pylist())
    secret = set(Ticket.objects.filter(is_confidential=True).values_list("pk", flat=True))
    assert secret
    assert found
    assert not found & (secret - set(tickets.visible_to(supervisor).values_list("pk", flat=True)))
