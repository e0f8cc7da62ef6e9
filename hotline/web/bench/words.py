"""Words of the benches: which queue each one works through, and with which verbs."""

from __future__ import annotations

from hotline.flow.tickets.words import Status, Verb
from hotline.ground.catalogue.words import ClockKind
from hotline.lib.words import Word


class Bench(Word):
    """A queue of a centre and the people who empty it."""

    REVIEW = "review", "待审核", "In review"
    DISPATCH = "dispatch", "待派单", "To dispatch"
    SENT = "sent", "已派待签收", "Sent, unsigned"
    RETURNS = "returns", "退单审核", "Returns"
    ARBITRATION = "arbitration", "争议会商", "Arbitration"
    EXTENSIONS = "extensions", "延期审批", "Extensions"
    SUSPENDED = "suspended", "挂起复核", "Suspended"
    OVERRIDES = "overrides", "破例审批", "Overrides"
    REPLIES = "replies", "待办结审核", "Replies to review"
    FOLLOW_UP = "follow-up", "待回访", "To follow up"
    RATINGS = "ratings", "评价申诉", "Contested ratings"
    TICKETS = "tickets", "全部工单", "All tickets"

    @property
    def status(self) -> Status | None:
        """The state whose tickets lie on the bench; None where another room names them, and for all."""
        return STATUSES.get(self)

    @property
    def decision(self) -> ClockKind | None:
        """The clock by which what waits on it is decided; None where the ticket's own clock counts."""
        return DECISIONS.get(self)

    @property
    def is_queue(self) -> bool:
        """Whether it is worked through, one ticket after the other."""
        return self is not Bench.TICKETS

    @property
    def pane(self) -> str:
        """The template of what is done on it."""
        return "bench/do_hard.html" if self in HARD else f"bench/do_{self.name.lower()}.html"

    @property
    def verbs(self) -> frozenset[Verb]:
        """The verbs of the bench: whoever holds one of them may sit here."""
        return VERBS[self]


STATUSES = {
    Bench.REVIEW: Status.IN_REVIEW,
    Bench.DISPATCH: Status.TO_DISPATCH,
    Bench.SENT: Status.TO_SIGN,
    Bench.SUSPENDED: Status.SUSPENDED,
    Bench.REPLIES: Status.REPLY_REVIEW,
    Bench.FOLLOW_UP: Status.FOLLOW_UP,
}
DECISIONS = {
    Bench.RETURNS: ClockKind.RETURN_REVIEW,
    Bench.EXTENSIONS: ClockKind.EXTENSION_REVIEW,
    Bench.OVERRIDES: ClockKind.OVERRIDE_REVIEW,
    Bench.RATINGS: ClockKind.CONTEST_REVIEW,
}
"""The benches where something asked for waits, and the clock by which it is decided."""
HARD = frozenset({Bench.RETURNS, Bench.ARBITRATION, Bench.EXTENSIONS, Bench.SUSPENDED, Bench.OVERRIDES, Bench.RATINGS})
"""The benches of the hard cases: few, each weighed by itself."""
VERBS = {
    Bench.REVIEW: frozenset({Verb.ACCEPT, Verb.SEND_BACK}),
    Bench.DISPATCH: frozenset({Verb.DISPATCH}),
    Bench.SENT: frozenset({Verb.RECALL}),
    Bench.RETURNS: frozenset({Verb.GRANT_RETURN, Verb.DENY_RETURN}),
    Bench.ARBITRATION: frozenset({Verb.ARBITRATE, Verb.SETTLE}),
    Bench.EXTENSIONS: frozenset({Verb.GRANT_EXTENSION, Verb.DENY_EXTENSION}),
    Bench.SUSPENDED: frozenset({Verb.RESUME, Verb.REVIEW_SUSPENSION}),
    Bench.OVERRIDES: frozenset({Verb.OVERRIDE_REFUSAL, Verb.DECLINE_OVERRIDE}),
    Bench.REPLIES: frozenset({Verb.PASS_REPLY, Verb.REJECT_REPLY}),
    Bench.FOLLOW_UP: frozenset({Verb.FOLLOW_UP}),
    Bench.RATINGS: frozenset({Verb.DECIDE_RATING}),
    Bench.TICKETS: frozenset(
        {
            Verb.REGISTER,
            Verb.ACCEPT,
            Verb.DISPATCH,
            Verb.PASS_REPLY,
            Verb.FOLLOW_UP,
            Verb.REOPEN,
            Verb.URGE,
            Verb.OVERRIDE_REFUSAL,
        }
    ),
}
"""A bench's verbs are also what is done on it, save on ``TICKETS``, where one looks, and reopens what was closed."""
CLAIM_MINUTES = 5
"""A claim lasts this long after its holder's page last said that it is open."""
MOST_BULK = 50
"""As many tickets as one bulk action takes: a page and a bit, so that the list is still read."""
STAGES = ("met", "settled")
"""How far a dispute has come, where one asks for that: the panel has met, or the liable unit is named."""
