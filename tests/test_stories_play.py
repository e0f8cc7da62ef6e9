"""The stories play from the first call to the archive, in a province loaded from its data files."""

from __future__ import annotations

import pytest

from hotline.config import province, stories, story_road
from hotline.flow.tickets.models import Clock, JoinedContact, Ticket
from hotline.flow.tickets.words import Closing, Status
from hotline.ground.people.models import Person, Posting


@pytest.fixture
def jiangsu(db: None) -> None:
    """The whole province, as a newcomer gets it."""
    province.load(lambda _: None)


def test_every_story_ends_in_the_archive_within_its_limits(jiangsu: None) -> None:
    stories.play(lambda _: None)
    played = Ticket.objects.filter(source=story_road.SOURCE)
    assert sorted(played.values_list("source_id", flat=True)) == [
        "A1",
        "A10",
        "A10-changzhou",
        "A10-suzhou",
        "A10-yangzhou",
        "A10-zhenjiang",
        "A11",
        "A11-wuxi",
        "A11-zhenjiang",
        "A12",
        "A12-second",
        "A13",
        "A13-licence",
        "A14",
        "A2",
        "A3",
        "A4",
        "A5",
        "A6",
        "A7",
        "A8",
        "A8-second",
        "A8-third",
        "A9",
    ]
    assert {ticket.status for ticket in played} == {Status.CLOSED}
    assert {ticket.closing for ticket in played} == {Closing.FOLLOWED_UP, Closing.ANSWERED}
    late = [clock for clock in Clock.objects.all() if clock.stopped_at is None or clock.stopped_at > clock.due_at]
    assert late == []


def test_a_story_is_played_once(jiangsu: None) -> None:
    first = next(stories.stories())
    assert stories.play_one(first)
    assert not stories.play_one(first)
    assert Ticket.objects.count() == 1


def test_the_call_to_say_thank_you_joins_the_same_ticket(jiangsu: None) -> None:
    stories.play_one(next(stories.stories()))
    joined = JoinedContact.objects.get()
    assert joined.ticket.source_id == "A1"
    assert "致谢" in joined.note
    assert joined.contact.phone_index == joined.ticket.contact.phone_index


def test_a_database_of_an_earlier_version_keeps_what_it_has_and_says_what_it_lacks(jiangsu: None) -> None:
    Posting.objects.filter(person__username="safety-desk.province").delete()
    Person.objects.filter(username="safety-desk.province").update(username="nobody")
    told: list[str] = []
    stories.play(told.append)
    assert "not played: A12" in told[0]
    assert not Ticket.objects.filter(source_id__startswith="A12").exists()
    assert Ticket.objects.filter(source_id="A1").exists()
