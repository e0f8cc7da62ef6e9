"""What lies on a ticket beside the road is asked once, and nothing that is there is left out."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotline.flow.tickets import whole
from hotline.flow.tickets.words import Status, Verb
from hotline.ground.people.words import Actor
from hotline.web.ticket import traces
from tests.flow.road import Road
from tests.town import Town


def read(road: Road) -> whole.Whole:
    """The ticket as its page reads it."""
    return whole.read(road.number, Actor.system())


def test_a_plain_ticket_has_none_of_them_and_that_is_known_after_one_query(town: Town) -> None:
    found = read(Road(town, town.ticket(Status.TO_SIGN)))
    with CaptureQueriesContext(connection) as asked:
        there = [name for name in traces.TRACES if traces.lies(found, name)]
        empty = [traces.rows(found, name) for name in traces.TRACES if name != "orders"]
    assert there == []
    assert not any(empty)
    assert len(asked) == 1


WAYS: list[tuple[Status, Verb, set[str]]] = [
    (Status.TO_SIGN, Verb.RETURN, {"returns"}),
    (Status.TO_DISPATCH, Verb.OPEN_ARBITRATION, {"cases"}),
    (Status.HANDLING, Verb.EXTEND, {"extensions"}),
    (Status.HANDLING, Verb.SUSPEND, {"suspensions"}),
    (Status.TO_DISPATCH, Verb.MERGE, {"membership"}),
    (Status.TO_DISPATCH, Verb.LINK, {"links"}),
    (Status.HANDLING, Verb.FORM_TEAM, {"teams"}),
    (Status.HANDLING, Verb.ATTACH, {"attachments"}),
    (Status.HANDLING, Verb.JOIN_CONTACT, {"joined"}),
    (Status.REGISTERED, Verb.ANSWER_DIRECTLY, {"answers"}),
    (Status.IN_REVIEW, Verb.REFUSE, {"declined"}),
    (Status.FOLLOW_UP, Verb.FOLLOW_UP, {"replies", "visits"}),
    (Status.HANDLING, Verb.INSTRUCT, {"instructions"}),
]


@pytest.mark.parametrize(("status", "verb", "wanted"), WAYS)
def test_what_was_done_lies_on_the_ticket(town: Town, status: Status, verb: Verb, wanted: set[str]) -> None:
    road = Road(town, town.ticket(status))
    road.do(verb)
    found = read(road)
    assert {name for name in traces.TRACES if traces.lies(found, name)} == wanted
    for name in wanted:
        assert traces.rows(found, name)


def test_rows_are_read_once_and_only_those_that_are_for_the_reader(town: Town) -> None:
    road = Road(town, town.ticket(Status.TO_SIGN))
    road.do(Verb.RETURN)
    found = read(road)
    kept: list[Any] = traces.rows(found, "returns")
    with CaptureQueriesContext(connection) as asked:
        assert traces.rows(found, "returns") is kept
    assert len(asked) == 0
    other = read(road)
    assert traces.rows(other, "returns", lambda: ()) == []
