"""Words of tickets: states, verbs, ends, and the table of moves."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.ground.catalogue.words import Kind, Urgency
from hotline.lib.words import Word


class Status(Word):
    """Where a ticket stands on the road."""

    REGISTERED = "registered", "已登记", "Registered"
    IN_REVIEW = "in_review", "待审核", "In review"
    SUPPLEMENT = "supplement", "待补充", "Supplement needed"
    TO_DISPATCH = "to_dispatch", "待派单", "To dispatch"
    TO_SIGN = "to_sign", "待签收", "To sign"
    HANDLING = "handling", "办理中", "Handling"
    REPLY_REVIEW = "reply_review", "待办结审核", "Reply review"
    FOLLOW_UP = "follow_up", "待回访", "To follow up"
    CLOSED = "closed", "已归档", "Closed"


class Closing(Word):
    """How a ticket came to its end."""

    FOLLOWED_UP = "followed_up", "回访办结", "Followed up"
    UNREACHED = "unreached", "回访未联系上", "Citizen not reached"
    ANSWERED = "answered", "直接答复", "Answered directly"
    REFUSED = "refused", "不予受理", "Refused"
    TRANSFERRED = "transferred", "转接其他热线", "Transferred"
    REPLIED = "replied", "已答复（未回访）", "Replied, not followed up"


class Channel(Word):
    """How a contact reached us."""

    PHONE = "phone", "电话", "Phone"
    WEB = "web", "网站", "Website"
    WECHAT = "wechat", "微信", "WeChat"
    WEIBO = "weibo", "微博", "Weibo"
    APP = "app", "客户端", "App"
    PORTAL = "portal", "政府门户", "Government portal"
    MAIL = "mail", "邮件", "Mail"
    SMS = "sms", "短信", "SMS"
    TRANSFER = "transfer", "其他热线转来", "Other hotline"
    ASSIGNED = "assigned", "上级交办", "Assigned from above"
    LETTERBOX = "letterbox", "领导信箱", "Leaders' mailbox"
    GRID = "grid", "网格上报", "Grid worker"
    API = "api", "接口", "API"


class CallerKind(Word):
    """Who speaks."""

    PERSON = "person", "个人", "Person"
    ENTERPRISE = "enterprise", "企业", "Enterprise"
    ANONYMOUS = "anonymous", "匿名", "Anonymous"


class AssignmentRole(Word):
    """What a unit is to an assignment."""

    LEAD = "lead", "主办", "Lead"
    JOINT = "joint", "协办", "Joint"


class AssignmentState(Word):
    """Where one assignment stands; computed from its facts, never stored."""

    TO_SIGN = "to_sign", "待签收", "To sign"
    HANDLING = "handling", "办理中", "Handling"
    REPLIED = "replied", "已答复", "Replied"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class Colour(Word):
    """How a clock stands at a moment."""

    GREEN = "green", "正常", "In time"
    YELLOW = "yellow", "即将到期", "Due soon"
    RED = "red", "已超期", "Overdue"


class Tab(Word):
    """The parts of a unit's inbox."""

    TO_SIGN = "to_sign", "待签收", "To sign"
    HANDLING = "handling", "办理中", "Handling"
    WAITING = "waiting", "等待下级", "Waiting for others"
    DONE = "done", "已办结", "Done"


class Verb(Word):
    """What can be done to a ticket."""

    REGISTER = "register", "登记受理", "Register"
    AMEND = "amend", "修改登记", "Amend"
    ANSWER_DIRECTLY = "answer_directly", "直接答复", "Answer directly"
    PROPOSE_REFUSAL = "propose_refusal", "提请不予受理", "Propose refusal"
    REFUSE = "refuse", "不予受理", "Refuse"
    OVERRIDE_REFUSAL = "override_refusal", "破例受理", "Override refusal"
    TRANSFER = "transfer", "转接", "Transfer"
    SUBMIT = "submit", "提交", "Submit"
    SEND_BACK = "send_back", "退回补充", "Send back"
    ACCEPT = "accept", "审核通过", "Accept"
    DISPATCH = "dispatch", "派单", "Dispatch"
    RECALL = "recall", "撤回派单", "Recall"
    SIGN = "sign", "签收", "Sign"
    CONTACT = "contact", "联系诉求人", "Contact"
    SEND_DOWN = "send_down", "转派下级", "Send down"
    ADD_JOINT = "add_joint", "加派协办", "Add joint unit"
    WITHDRAW = "withdraw", "撤回转派", "Withdraw"
    REPLY = "reply", "办结回复", "Reply"
    PASS_REPLY = "pass_reply", "办结审核通过", "Pass reply"
    REJECT_REPLY = "reject_reply", "退回重答", "Reject reply"
    FOLLOW_UP = "follow_up", "回访", "Follow up"
    REWORK = "rework", "重办", "Rework"
    CLOSE = "close", "归档", "Close"
    REOPEN = "reopen", "重启", "Reopen"
    URGE = "urge", "催办", "Urge"
    JOIN_CONTACT = "join_contact", "并入来电", "Join contact"
    ADD_NOTE = "add_note", "备注", "Add note"
    ATTACH = "attach", "附件", "Attach"
    UNPUBLISH = "unpublish", "撤下公开", "Unpublish"


class Tier(Word):
    """Who a verb belongs to: the centre that keeps the ticket, or the unit of one assignment."""

    CENTRE = "centre", "热线中心", "Centre"
    UNIT = "unit", "承办单位", "Unit"
    ANYBODY = "anybody", "可见人员", "Anyone who sees it"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table of moves.

    ``to`` lists the states the verb may lead to (empty: the ticket stays where it is). ``beside`` lists the states in
    which a unit that is not the round's lead may do the same for its own assignment, the ticket staying where it is.
    """

    from_: frozenset[Status]
    to: tuple[Status, ...]
    tier: Tier
    beside: frozenset[Status] = frozenset()


S = Status
OPEN = frozenset(Status) - {S.CLOSED}
UNDER_WAY = frozenset({S.TO_SIGN, S.HANDLING})


def _move(from_: set[Status], to: tuple[Status, ...], tier: Tier, beside: frozenset[Status] = frozenset()) -> Move:
    return Move(frozenset(from_), to, tier, beside)


MOVES: dict[Verb, Move] = {
    Verb.REGISTER: _move(set(), (S.REGISTERED, S.IN_REVIEW), Tier.CENTRE),
    Verb.AMEND: _move({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW, S.TO_DISPATCH}, (), Tier.CENTRE),
    Verb.ANSWER_DIRECTLY: _move({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW}, (S.CLOSED,), Tier.CENTRE),
    Verb.PROPOSE_REFUSAL: _move({S.REGISTERED, S.SUPPLEMENT}, (S.IN_REVIEW,), Tier.CENTRE),
    Verb.REFUSE: _move({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW}, (S.CLOSED,), Tier.CENTRE),
    Verb.OVERRIDE_REFUSAL: _move({S.CLOSED}, (S.TO_DISPATCH,), Tier.CENTRE),
    Verb.TRANSFER: _move({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW}, (S.CLOSED,), Tier.CENTRE),
    Verb.SUBMIT: _move({S.REGISTERED, S.SUPPLEMENT}, (S.IN_REVIEW,), Tier.CENTRE),
    Verb.SEND_BACK: _move({S.IN_REVIEW}, (S.SUPPLEMENT,), Tier.CENTRE),
    Verb.ACCEPT: _move({S.IN_REVIEW}, (S.TO_DISPATCH,), Tier.CENTRE),
    Verb.DISPATCH: _move({S.TO_DISPATCH}, (S.TO_SIGN,), Tier.CENTRE),
    Verb.RECALL: _move({S.TO_SIGN}, (S.TO_DISPATCH,), Tier.CENTRE),
    Verb.SIGN: _move({S.TO_SIGN}, (S.HANDLING,), Tier.UNIT, UNDER_WAY),
    Verb.CONTACT: _move({S.HANDLING}, (), Tier.UNIT, UNDER_WAY),
    Verb.SEND_DOWN: _move({S.HANDLING}, (), Tier.UNIT, UNDER_WAY),
    Verb.ADD_JOINT: _move({S.HANDLING}, (), Tier.UNIT, UNDER_WAY),
    Verb.WITHDRAW: _move({S.HANDLING}, (), Tier.UNIT, UNDER_WAY),
    Verb.REPLY: _move({S.HANDLING}, (S.REPLY_REVIEW,), Tier.UNIT, UNDER_WAY),
    Verb.PASS_REPLY: _move({S.REPLY_REVIEW}, (S.FOLLOW_UP,), Tier.CENTRE),
    Verb.REJECT_REPLY: _move({S.REPLY_REVIEW}, (S.HANDLING,), Tier.CENTRE),
    Verb.FOLLOW_UP: _move({S.FOLLOW_UP}, (), Tier.CENTRE),
    Verb.REWORK: _move({S.FOLLOW_UP}, (S.HANDLING,), Tier.CENTRE),
    Verb.CLOSE: _move({S.FOLLOW_UP}, (S.CLOSED,), Tier.CENTRE),
    Verb.REOPEN: _move({S.CLOSED}, (S.HANDLING, S.TO_DISPATCH), Tier.CENTRE),
    Verb.URGE: _move({S.TO_SIGN, S.HANDLING}, (), Tier.CENTRE),
    Verb.JOIN_CONTACT: _move(set(Status), (), Tier.CENTRE),
    Verb.ADD_NOTE: _move(set(Status), (), Tier.ANYBODY),
    Verb.ATTACH: _move(set(OPEN), (), Tier.ANYBODY),
    Verb.UNPUBLISH: _move(set(Status), (), Tier.CENTRE),
}
"""The one table of moves. A ticket changes its status by a row of this table and in no other way."""


@dataclass(frozen=True, slots=True)
class NewContact:
    """What is known of a caller when a contact is noted; personal fields are in clear here and encrypted at rest."""

    centre_id: int
    channel: Channel
    caller_kind: CallerKind = CallerKind.PERSON
    name: str = ""
    phone: str = ""
    identity: str = ""
    address: str = ""
    email: str = ""
    call_reference: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class NewBeneficiary:
    """The person in need where that is not the caller."""

    name: str = ""
    phone: str = ""
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewTicket:
    """One matter as it is registered."""

    kind: Kind
    title: str
    text: str
    category: str = ""
    region: str = ""
    urgency: Urgency = Urgency.NORMAL
    wish: str = ""
    place: str = ""
    is_confidential: bool = False
    is_sensitive: bool = False
    beneficiary: NewBeneficiary | None = None
    source: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Registered:
    """What the citizen takes home: the number, and the code with which she alone can look."""

    id: int
    number: str
    query_code: str
