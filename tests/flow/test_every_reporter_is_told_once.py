"""Every reporter of a merged group is told of the result once: by the text message that really lies in the outbox."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hotline.flow.followup import invitations
from hotline.flow.groups import actions as groups
from hotline.flow.groups import following
from hotline.flow.groups.models import Member
from hotline.flow.tickets.models import Ticket
from hotline.flow.tickets.words import MOVES, Status, Verb
from hotline.ground.journal.models import Event
from hotline.ground.outbox.models import Message
from hotline.lib.refusal import Refusal
from tests.flow.road import Road, in_order
from tests.town import MONDAY, Town

LINK = "https://12345.example/r/{}".format
STEPS = 14
WHAT = ["merge", "merge", "merge", "leave", "leave", "change", "answer", "answer", "road", "road", "road"]
TO_THE_END = [
    Verb.ACCEPT,
    Verb.ARBITRATE,
    Verb.GRANT_RETURN,
    Verb.DISPATCH,
    Verb.SIGN,
    Verb.RESUME,
    Verb.CONTACT,
    Verb.REPLY,
    Verb.PASS_REPLY,
]
ALONG = [*TO_THE_END, Verb.RECALL, Verb.REJECT_REPLY, Verb.REWORK, Verb.REOPEN, Verb.RETURN, Verb.SUSPEND]


class Crowd:
    """Several reports of one lamp, each by a citizen of her own; the platform looks around after every step."""

    def __init__(self, town: Town) -> None:
        self.roads = [Road(town, town.ticket(Status.TO_DISPATCH)) for _ in range(4)]
        self.at, self.by = MONDAY + timedelta(hours=1), self.roads[0].system

    def step(self, data: st.DataObject) -> None:
        """Somebody does something to one of them."""
        self.at += timedelta(hours=data.draw(st.integers(1, 30)))
        road, other = data.draw(st.permutations(self.roads))[:2]
        road.at = self.at
        what = data.draw(st.sampled_from(WHAT))
        if what == "merge":
            groups.merge(road.number, other.number, "同一盏灯", by=self.by, at=self.at)
        elif what == "leave":
            groups.unmerge(road.number, "不是同一处", by=self.by, at=self.at)
        elif what == "change":
            groups.change_main(road.number, "更早登记", by=self.by, at=self.at)
        elif what == "answer":
            self.answer(road)
        else:
            fitting = [verb for verb in ALONG if road.ticket.status in MOVES[verb].from_]
            road.do(data.draw(st.sampled_from(fitting or [Verb.ADD_NOTE])), after=timedelta(0))

    def look_around(self) -> None:
        """What the clockwork does every minute; twice, as two workers would."""
        following.follow_all(at=self.at)
        for _ in range(2):
            invitations.invite_all(LINK, at=self.at)
            following.follow_all(at=self.at)

    def finish(self) -> None:
        """Bring every main to its answer, and what stands alone too."""
        for road in self.roads:
            self.answer(road)
        self.look_around()

    def answer(self, road: Road) -> None:
        """Lead one of them to its answer, as far as its own road goes."""
        for _ in range(2 * len(TO_THE_END)):
            self.at += timedelta(minutes=1)
            road.at = self.at
            verb = next((verb for verb in TO_THE_END if self._leads_on(road, verb)), None)
            if verb is None:
                break
            with suppress(Refusal):
                road.do(verb, after=timedelta(0))

    @staticmethod
    def _leads_on(road: Road, verb: Verb) -> bool:
        if verb is Verb.CONTACT:
            return road.ticket.status == Status.HANDLING and road.lead().contacted_at is None
        return bool(MOVES[verb].to) and road.ticket.status in MOVES[verb].from_


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_whatever_becomes_of_a_group_every_reporter_is_told_of_each_result_once(
    town: Town, data: st.DataObject
) -> None:
    """Merged, un-merged, under another main, sent back, reworked, reopened: nobody is forgotten, nobody told twice.

    A result is told with the rating link, each time the ticket comes to follow-up. Messages are counted where they
    lie, in the outbox: to the reporter's own number, with the number of her own ticket.
    """
    crowd = Crowd(town)
    for _ in range(data.draw(st.integers(3, STEPS))):
        with suppress(Refusal):
            crowd.step(data)
        crowd.look_around()
    crowd.finish()
    for road in crowd.roads:
        in_order(road.ticket)
        told_once(road.ticket)


def told_once(ticket: Ticket) -> None:
    """One message for each time a result came to follow-up, to her who reported it; a member's result is her main's."""
    said = list(Message.objects.filter(ticket=ticket.pk, template="rate"))
    came = Event.objects.filter(topic="ticket", subject=ticket.pk, facts__to=Status.FOLLOW_UP)
    assert len(said) == came.count(), list(came.values_list("verb", "at"))
    for message in said:
        assert message.recipient == ticket.contact.phone
        assert ticket.number in (message.body or "")
    for member in Member.objects.filter(ticket=ticket, followed_at__isnull=False):
        then = [message for message in said if message.written_at == member.followed_at]
        assert len(then) == 1, "her main's result reached her with one message, at once"
    waits = Member.objects.filter(ticket=ticket, left_at=None, followed_at=None).select_related("main").first()
    if waits is not None:
        assert waits.main.status not in (Status.FOLLOW_UP, Status.CLOSED), "nobody is forgotten"
