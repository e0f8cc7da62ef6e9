"""The centre and the supervisor mark a ticket as in the media or sensitive, with a reason; rules and lists see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import Mark, Status
from hotline.ground.journal.models import Event
from hotline.ground.people.models import Role
from hotline.lib.memo import forget_all
from hotline.watch.supervision import firing
from hotline.watch.supervision.models import Firing, Rule
from hotline.watch.supervision.words import Grade, RuleKind, RuleMode
from tests import benches
from tests.benches import NOW, Enter
from tests.town import LONG_AGO, Town

now, enter = benches.now, benches.enter


@pytest.fixture(autouse=True)
def permitted(town: Town) -> None:
    """What the roles of a province allow."""
    for code in ("dispatcher", "supervisor"):
        role = Role.objects.get(pk=code)
        permissions = [*role.permissions, "draw_attention", "end_attention", "watch_area"]
        Role.objects.filter(pk=code).update(permissions=permissions, is_privileged=False)
    forget_all()


def do(client: Client, ticket: Ticket, verb: str, **said: Any) -> Any:
    ticket.refresh_from_db()
    answer = client.post(f"/tickets/{ticket.number}/do/{verb}/", {"seen": ticket.moves, **said})
    ticket.refresh_from_db()
    return answer


def page(client: Client, ticket: Ticket) -> str:
    return client.get(f"/tickets/{ticket.number}/").content.decode()


def test_media_is_laid_on_and_taken_off_with_a_reason(town: Town, enter: Enter) -> None:
    ticket, centre = town.ticket(Status.HANDLING), enter("dispatcher.wuxi")
    assert "/do/end_attention/" not in page(centre, ticket)
    assert do(centre, ticket, "draw_attention", what="media", why="").status_code == 422
    assert ticket.marks == []
    assert do(centre, ticket, "draw_attention", what="media", why="电视台来电采访").status_code == 302
    assert ticket.marks == [Mark.MEDIA]
    shown = page(centre, ticket)
    assert "标注关注：媒体关注" in shown
    assert "电视台来电采访" in shown
    event = Event.objects.filter(topic="ticket", subject=ticket.pk).latest("seq")
    assert (event.verb, event.facts) == ("draw_attention", {"attention": "media", "why": "电视台来电采访"})
    again = do(centre, ticket, "draw_attention", what="media", why="又来电")
    assert again.status_code == 422, "it is not offered any more"
    assert do(centre, ticket, "end_attention", what="media", why="报道已结束").status_code == 302
    assert ticket.marks == []
    assert "取消关注：媒体关注" in page(centre, ticket)


def test_sensitive_is_what_the_ticket_is_registered_as(town: Town, enter: Enter) -> None:
    ticket, supervisor = town.ticket(Status.CLOSED), enter("supervisor.js")
    assert do(supervisor, ticket, "draw_attention", what="sensitive", why="涉及未成年人").status_code == 302
    assert (ticket.is_sensitive, ticket.status) == (True, Status.CLOSED)
    assert do(supervisor, ticket, "end_attention", what="sensitive", why="核实后不涉及").status_code == 302
    assert not ticket.is_sensitive


@pytest.mark.parametrize(("who", "code"), [("handler.binhu-cg", 403), ("dispatcher.suzhou", 404), ("agent.wuxi", 403)])
def test_others_lay_nothing_on_it(town: Town, enter: Enter, who: str, code: int) -> None:
    ticket = town.ticket(Status.HANDLING)
    assert do(enter(who), ticket, "draw_attention", what="media", why="听说有记者").status_code in (code, 404)
    assert (ticket.marks, ticket.is_sensitive) == ([], False)


def test_the_media_rule_fires_by_the_mark_alone(town: Town, enter: Enter) -> None:
    Rule.objects.create(
        name="媒体关注",
        name_en="In the media",
        centre=town.unit("320000-rx"),
        kind=RuleKind.MEDIA,
        mode=RuleMode.SUGGEST,
        grade=Grade.KEY,
        reason="media",
        demand="请核查处置。",
        from_on=LONG_AGO,
    )
    ticket = town.ticket(Status.HANDLING)
    firing.watch(at=NOW)
    assert not Firing.objects.exists()
    do(enter("dispatcher.wuxi"), ticket, "draw_attention", what="media", why="电视台来电采访")
    firing.watch(at=NOW)
    assert Firing.objects.get().ticket_id == ticket.pk


def test_benches_are_narrowed_to_a_mark(town: Town, enter: Enter) -> None:
    marked, sensitive, plain = (town.ticket(Status.TO_DISPATCH) for _ in range(3))
    centre = enter("dispatcher.wuxi")
    do(centre, marked, "draw_attention", what="media", why="电视台来电采访")
    do(centre, sensitive, "draw_attention", what="sensitive", why="涉及未成年人")
    centre.get("/bench/dispatch/")
    for asked, wanted in (("media", marked), ("sensitive", sensitive)):
        shown = centre.get(f"/bench/dispatch/?mark={asked}").content.decode()
        found = [each.number for each in (marked, sensitive, plain) if f"/bench/dispatch/{each.number}/" in shown]
        assert found == [wanted.number], asked
    everything = centre.get("/bench/dispatch/?mark=nonsense").content.decode()
    assert f"/bench/dispatch/{plain.number}/" in everything
