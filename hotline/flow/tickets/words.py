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
    RETURN_REVIEW = "return_review", "待退单审核", "Return review"
    ARBITRATION = "arbitration", "争议会商", "In arbitration"
    SUSPENDED = "suspended", "已挂起", "Suspended"
    MERGED = "merged", "已并单", "Merged"


class Mark(Word):
    """What lies over a ticket beside its state; shown as a badge wherever the ticket is listed."""

    SUPERVISED = "supervised", "督办", "Supervised"
    KEY_SUPERVISED = "key_supervised", "重点督办", "Key supervision"
    INSTRUCTED = "instructed", "批示", "Instructed"
    EXPEDITED = "expedited", "特事特办", "Expedited"
    ESCALATED = "escalated", "提级", "Escalated"
    DISPUTED = "disputed", "责任争议", "Disputed"
    HANDLE_FIRST = "handle_first", "先行处置", "Handle first"
    FORCED = "forced", "强制承办", "Forced"
    MAIN = "main", "主单", "Main ticket"
    TEAM = "team", "联动小组", "Joint team"
    MEDIA = "media", "媒体关注", "In the media"
    DISASTER = "disaster", "应急模式", "Disaster mode"


class Attention(Word):
    """What the centre lays over a ticket so that everybody looks twice."""

    MEDIA = "media", "媒体关注", "In the media"
    SENSITIVE = "sensitive", "敏感", "Sensitive"


class Closing(Word):
    """How a ticket came to its end."""

    FOLLOWED_UP = "followed_up", "回访办结", "Followed up"
    UNREACHED = "unreached", "回访未联系上", "Citizen not reached"
    ANSWERED = "answered", "直接答复", "Answered directly"
    REFUSED = "refused", "不予受理", "Refused"
    TRANSFERRED = "transferred", "转接其他热线", "Transferred"
    REPLIED = "replied", "已答复（未回访）", "Replied, not followed up"
    FINAL = "final", "依规终结", "Concluded with reasons"


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


class Tongue(Word):
    """In which language a citizen is written to."""

    CHINESE = "zh", "中文", "Chinese"
    ENGLISH = "en", "英文", "English"


class FollowUpWish(Word):
    """How a citizen wants to be asked about the result."""

    ANY = "any", "都可以", "Any way"
    CALL = "call", "电话回访", "By phone"
    LINK = "link", "短信链接评价", "By a link in a text message"
    NONE = "none", "不用回访", "Not at all"


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
    PROPOSE_OVERRIDE = "propose_override", "提请破例受理", "Propose an override"
    DECLINE_OVERRIDE = "decline_override", "不予破例", "Decline an override"
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
    RETURN = "return", "退单", "Return"
    GRANT_RETURN = "grant_return", "同意退单", "Grant return"
    DENY_RETURN = "deny_return", "驳回退单", "Deny return"
    OPEN_ARBITRATION = "open_arbitration", "提请会商", "Open arbitration"
    DISPUTE = "dispute", "登记责任争议", "Note a dispute"
    HANDLE_FIRST = "handle_first", "指定先行处置", "Handle first"
    ARBITRATE = "arbitrate", "会商裁定", "Arbitrate"
    SETTLE = "settle", "认定责任", "Settle liability"
    TAKE_BACK = "take_back", "收回", "Take back"
    EXTEND = "extend", "申请延期", "Ask for an extension"
    GRANT_EXTENSION = "grant_extension", "批准延期", "Grant extension"
    DENY_EXTENSION = "deny_extension", "不批准延期", "Deny extension"
    SUSPEND = "suspend", "挂起", "Suspend"
    REVIEW_SUSPENSION = "review_suspension", "挂起复核", "Review suspension"
    RESUME = "resume", "恢复办理", "Resume"
    ESCALATE = "escalate", "提级", "Escalate"
    EXPEDITE = "expedite", "特事特办", "Expedite"
    MERGE = "merge", "并单", "Merge"
    UNMERGE = "unmerge", "撤销并单", "Unmerge"
    FOLLOW_MAIN = "follow_main", "随主单办结", "Follow the main ticket"
    LINK = "link", "关联", "Link"
    CONCLUDE = "conclude", "依规终结", "Conclude with reasons"
    SUPERVISE = "supervise", "督办", "Supervise"
    SUPERVISION_RECEIPT = "supervision_receipt", "签收督办", "Sign for a supervision order"
    SUPERVISION_FEEDBACK = "supervision_feedback", "督办反馈", "Supervision feedback"
    JUDGE_SUPERVISION = "judge_supervision", "督办结论", "Judge a supervision order"
    INSTRUCT = "instruct", "批示", "Instruct"
    INSTRUCTION_TASK = "instruction_task", "分解批示", "Task of an instruction"
    INSTRUCTION_FEEDBACK = "instruction_feedback", "批示反馈", "Report on an instruction"
    JUDGE_INSTRUCTION = "judge_instruction", "批示办结", "Conclude an instruction"
    FORM_TEAM = "form_team", "成立联动小组", "Form a joint team"
    TEAM_LOG = "team_log", "小组记事", "Note in the team's log"
    DISSOLVE_TEAM = "dissolve_team", "撤销联动小组", "Dissolve the joint team"
    FEED = "feed", "数据流转", "Feed to a department"
    FEED_RECEIPT = "feed_receipt", "接收流转", "Receive a feed"
    FEED_BACK = "feed_back", "流转反馈", "Feedback on a feed"
    CONTEST_RATING = "contest_rating", "评价申诉", "Contest a rating"
    DECIDE_RATING = "decide_rating", "申诉裁定", "Decide a contest"
    ASK_SPECIALIST = "ask_specialist", "转专员", "Ask a specialist"
    SPECIALIST_ANSWER = "specialist_answer", "专员答复", "Specialist's answer"
    NORMALISE = "normalise", "恢复常态", "Back to normal"
    DRAW_ATTENTION = "draw_attention", "标注关注", "Draw attention"
    END_ATTENTION = "end_attention", "取消关注", "End attention"


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
BESIDE = UNDER_WAY | {S.RETURN_REVIEW}
"""The states in which a unit beside the lead goes on with its own part: also while the lead's return is weighed."""
AT_UNITS = frozenset({S.TO_SIGN, S.HANDLING, S.RETURN_REVIEW, S.SUSPENDED})
"""The states in which a leading unit holds the ticket."""
SILENT = frozenset({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW, S.TO_DISPATCH, S.REPLY_REVIEW, S.FOLLOW_UP})
"""The states in which the centre's clock may stand still in a disaster: only there one has to begin when it is over."""
ACCEPTED = frozenset(Status) - {S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW}
"""The states of a ticket that was taken up: only then can units have worked on it."""


def _move(from_: set[Status], to: tuple[Status, ...], tier: Tier, beside: frozenset[Status] = frozenset()) -> Move:
    return Move(frozenset(from_), to, tier, beside)


MOVES: dict[Verb, Move] = {
    Verb.REGISTER: _move(set(), (S.REGISTERED, S.IN_REVIEW), Tier.CENTRE),
    Verb.AMEND: _move({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW, S.TO_DISPATCH}, (), Tier.CENTRE),
    Verb.ANSWER_DIRECTLY: _move({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW}, (S.CLOSED,), Tier.CENTRE),
    Verb.PROPOSE_REFUSAL: _move({S.REGISTERED, S.SUPPLEMENT}, (S.IN_REVIEW,), Tier.CENTRE),
    Verb.REFUSE: _move({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW}, (S.CLOSED,), Tier.CENTRE),
    Verb.OVERRIDE_REFUSAL: _move({S.CLOSED}, (S.TO_DISPATCH,), Tier.CENTRE),
    Verb.PROPOSE_OVERRIDE: _move({S.CLOSED}, (), Tier.CENTRE),
    Verb.DECLINE_OVERRIDE: _move({S.CLOSED}, (), Tier.CENTRE),
    Verb.TRANSFER: _move({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW}, (S.CLOSED,), Tier.CENTRE),
    Verb.SUBMIT: _move({S.REGISTERED, S.SUPPLEMENT}, (S.IN_REVIEW,), Tier.CENTRE),
    Verb.SEND_BACK: _move({S.IN_REVIEW}, (S.SUPPLEMENT,), Tier.CENTRE),
    Verb.ACCEPT: _move({S.IN_REVIEW}, (S.TO_DISPATCH,), Tier.CENTRE),
    Verb.DISPATCH: _move({S.TO_DISPATCH}, (S.TO_SIGN,), Tier.CENTRE),
    Verb.RECALL: _move({S.TO_SIGN}, (S.TO_DISPATCH,), Tier.CENTRE),
    Verb.SIGN: _move({S.TO_SIGN}, (S.HANDLING,), Tier.UNIT, BESIDE),
    Verb.CONTACT: _move({S.HANDLING, S.SUSPENDED}, (), Tier.UNIT, BESIDE),
    Verb.SEND_DOWN: _move({S.HANDLING}, (), Tier.UNIT, BESIDE),
    Verb.ADD_JOINT: _move({S.HANDLING}, (), Tier.UNIT, BESIDE),
    Verb.WITHDRAW: _move({S.HANDLING}, (), Tier.UNIT, BESIDE),
    Verb.REPLY: _move({S.HANDLING}, (S.REPLY_REVIEW,), Tier.UNIT, BESIDE),
    Verb.PASS_REPLY: _move({S.REPLY_REVIEW}, (S.FOLLOW_UP,), Tier.CENTRE),
    Verb.REJECT_REPLY: _move({S.REPLY_REVIEW}, (S.HANDLING,), Tier.CENTRE),
    Verb.FOLLOW_UP: _move({S.FOLLOW_UP}, (), Tier.CENTRE),
    Verb.REWORK: _move({S.FOLLOW_UP}, (S.HANDLING, S.TO_DISPATCH), Tier.CENTRE),
    Verb.CLOSE: _move({S.FOLLOW_UP}, (S.CLOSED,), Tier.CENTRE),
    Verb.REOPEN: _move({S.CLOSED}, (S.HANDLING, S.TO_DISPATCH), Tier.CENTRE),
    Verb.URGE: _move({S.TO_SIGN, S.HANDLING}, (), Tier.CENTRE),
    Verb.JOIN_CONTACT: _move(set(Status), (), Tier.CENTRE),
    Verb.ADD_NOTE: _move(set(Status), (), Tier.ANYBODY),
    Verb.ATTACH: _move(set(OPEN), (), Tier.ANYBODY),
    Verb.UNPUBLISH: _move(set(Status), (), Tier.CENTRE),
    Verb.RETURN: _move({S.TO_SIGN}, (S.RETURN_REVIEW,), Tier.UNIT, BESIDE),
    Verb.GRANT_RETURN: _move({S.RETURN_REVIEW}, (S.TO_DISPATCH,), Tier.CENTRE, BESIDE),
    Verb.DENY_RETURN: _move({S.RETURN_REVIEW}, (S.TO_SIGN,), Tier.CENTRE, BESIDE),
    Verb.OPEN_ARBITRATION: _move({S.TO_DISPATCH, S.RETURN_REVIEW}, (S.ARBITRATION,), Tier.CENTRE),
    Verb.DISPUTE: _move({S.TO_SIGN, S.HANDLING, S.SUSPENDED, S.REPLY_REVIEW, S.FOLLOW_UP}, (), Tier.CENTRE),
    Verb.HANDLE_FIRST: _move({S.TO_DISPATCH, S.RETURN_REVIEW, S.ARBITRATION}, (S.TO_SIGN,), Tier.CENTRE),
    Verb.ARBITRATE: _move({S.ARBITRATION}, (S.TO_SIGN, S.TO_DISPATCH), Tier.CENTRE),
    Verb.SETTLE: _move(set(AT_UNITS) | {S.REPLY_REVIEW, S.FOLLOW_UP, S.CLOSED}, (), Tier.CENTRE),
    Verb.TAKE_BACK: _move({S.HANDLING, S.RETURN_REVIEW, S.SUSPENDED}, (S.TO_DISPATCH,), Tier.CENTRE),
    Verb.EXTEND: _move({S.HANDLING}, (), Tier.UNIT, BESIDE),
    Verb.GRANT_EXTENSION: _move({S.HANDLING}, (), Tier.CENTRE, BESIDE),
    Verb.DENY_EXTENSION: _move({S.HANDLING}, (), Tier.CENTRE, BESIDE),
    Verb.SUSPEND: _move({S.HANDLING}, (S.SUSPENDED,), Tier.CENTRE),
    Verb.REVIEW_SUSPENSION: _move({S.SUSPENDED}, (), Tier.CENTRE),
    Verb.RESUME: _move({S.SUSPENDED}, (S.HANDLING,), Tier.CENTRE),
    Verb.ESCALATE: _move({S.IN_REVIEW, S.TO_DISPATCH, S.RETURN_REVIEW, S.ARBITRATION}, (S.TO_DISPATCH,), Tier.CENTRE),
    Verb.EXPEDITE: _move(set(OPEN), (), Tier.CENTRE),
    Verb.MERGE: _move({S.IN_REVIEW, S.TO_DISPATCH}, (S.MERGED,), Tier.CENTRE),
    Verb.UNMERGE: _move({S.MERGED, S.FOLLOW_UP}, (S.TO_DISPATCH,), Tier.CENTRE),
    Verb.FOLLOW_MAIN: _move({S.MERGED}, (S.FOLLOW_UP, S.TO_DISPATCH), Tier.CENTRE),
    Verb.LINK: _move(set(Status), (), Tier.CENTRE),
    Verb.CONCLUDE: _move({S.FOLLOW_UP}, (S.CLOSED, S.FOLLOW_UP), Tier.CENTRE),
    Verb.SUPERVISE: _move(set(Status), (), Tier.CENTRE),
    Verb.SUPERVISION_RECEIPT: _move(set(Status), (), Tier.ANYBODY),
    Verb.SUPERVISION_FEEDBACK: _move(set(Status), (), Tier.ANYBODY),
    Verb.JUDGE_SUPERVISION: _move(set(Status), (), Tier.CENTRE),
    Verb.INSTRUCT: _move(set(Status), (), Tier.CENTRE),
    Verb.INSTRUCTION_TASK: _move(set(Status), (), Tier.CENTRE),
    Verb.INSTRUCTION_FEEDBACK: _move(set(Status), (), Tier.ANYBODY),
    Verb.JUDGE_INSTRUCTION: _move(set(Status), (), Tier.CENTRE),
    Verb.FORM_TEAM: _move(set(UNDER_WAY), (), Tier.CENTRE),
    Verb.TEAM_LOG: _move(set(ACCEPTED), (), Tier.ANYBODY),
    Verb.DISSOLVE_TEAM: _move(set(ACCEPTED), (), Tier.CENTRE),
    Verb.FEED: _move(set(Status), (), Tier.CENTRE),
    Verb.FEED_RECEIPT: _move(set(Status), (), Tier.ANYBODY),
    Verb.FEED_BACK: _move(set(Status), (), Tier.ANYBODY),
    Verb.CONTEST_RATING: _move({S.CLOSED}, (), Tier.UNIT, frozenset({S.CLOSED})),
    Verb.DECIDE_RATING: _move({S.CLOSED}, (), Tier.CENTRE, frozenset({S.CLOSED})),
    Verb.ASK_SPECIALIST: _move({S.REGISTERED, S.SUPPLEMENT, S.IN_REVIEW}, (), Tier.CENTRE),
    Verb.SPECIALIST_ANSWER: _move(set(Status), (), Tier.ANYBODY),
    Verb.NORMALISE: _move(set(SILENT), (), Tier.CENTRE),
    Verb.DRAW_ATTENTION: _move(set(Status), (), Tier.CENTRE),
    Verb.END_ATTENTION: _move(set(Status), (), Tier.CENTRE),
}
"""The one table of moves. A ticket changes its status by a row of this table and in no other way."""


REPLAYED = "replay"
"""The source of tickets of which nothing happened: whatever shows one says so."""


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
    language: Tongue = Tongue.CHINESE
    follow_up: FollowUpWish = FollowUpWish.ANY


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
