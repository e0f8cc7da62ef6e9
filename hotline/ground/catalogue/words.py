"""Words of the catalogue: kinds, urgencies, limits and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hotline.lib.words import Word


class Kind(Word):
    """What a citizen wants with one matter."""

    ENQUIRY = "enquiry", "咨询", "Enquiry"
    HELP = "help", "求助", "Help"
    COMPLAINT = "complaint", "投诉", "Complaint"
    REPORT = "report", "举报", "Report"
    SUGGESTION = "suggestion", "建议", "Suggestion"
    PRAISE = "praise", "表扬", "Praise"


class Urgency(Word):
    """How fast a matter must move."""

    NORMAL = "normal", "一般", "Normal"
    URGENT = "urgent", "紧急", "Urgent"
    UTILITIES = "utilities", "水电气暖", "Utilities"
    DANGER = "danger", "危险", "Danger"


class ClockKind(Word):
    """What a clock measures."""

    REVIEW = "review", "审核", "Review"
    DISPATCH = "dispatch", "派单", "Dispatch"
    SIGN = "sign", "签收", "Sign"
    CONTACT = "contact", "联系", "Contact"
    HANDLE = "handle", "办理", "Handle"
    REPLY_REVIEW = "reply_review", "办结审核", "Reply review"
    FOLLOW_UP = "follow_up", "回访", "Follow-up"
    REWORK = "rework", "重办", "Rework"
    RETURN_WINDOW = "return_window", "退单期限", "Return within"
    RETURN_REVIEW = "return_review", "退单审核", "Return review"
    ARBITRATION = "arbitration", "会商", "Arbitration"
    EXTENSION = "extension", "最长延期", "Longest extension"
    SUSPENSION = "suspension", "挂起复核", "Suspension review"
    EXTENSION_REVIEW = "extension_review", "延期审批", "Extension review"
    OVERRIDE_REVIEW = "override_review", "破例审批", "Override review"
    CONTEST_REVIEW = "contest_review", "申诉裁定", "Contest review"


USUAL = {
    ClockKind.RETURN_WINDOW: "2wd",
    ClockKind.RETURN_REVIEW: "4h",
    ClockKind.ARBITRATION: "2wd",
    ClockKind.EXTENSION: "10wd",
    ClockKind.SUSPENSION: "30d",
    ClockKind.EXTENSION_REVIEW: "4wh",
    ClockKind.OVERRIDE_REVIEW: "1wd",
    ClockKind.CONTEST_REVIEW: "5wd",
}
"""The limits of the side loops where a policy is silent (the field's usual limits)."""


class Blame(Word):
    """What a reason of dissatisfaction lies in: the handling, a policy, or the wish itself; counted apart."""

    HANDLING = "handling", "办理类", "Handling"
    POLICY = "policy", "政策类", "Policy"
    WISH = "wish", "诉求类", "The wish"


class ReasonPurpose(Word):
    """What a listed reason is given for."""

    REFUSE = "refuse", "不予受理", "Refusal"
    SUPPLEMENT = "supplement", "退回补充", "Send back"
    REWORK = "rework", "重办", "Rework"
    DISSATISFACTION = "dissatisfaction", "不满意原因", "Dissatisfaction"
    TRANSFER = "transfer", "转接去向", "Transfer target"
    REJECT_REPLY = "reject_reply", "办结退回", "Reply rejected"
    RETURN = "return", "退单", "Return"
    EXTENSION = "extension", "延期", "Extension"
    SUSPENSION = "suspension", "挂起", "Suspension"
    SUPERVISION = "supervision", "督办", "Supervision"
    CONTEST = "contest", "评价申诉", "Contested rating"
    FINALITY = "finality", "依规终结", "Conclusion with reasons"
    NUISANCE = "nuisance", "骚扰标记", "Nuisance mark"
    ESCALATION = "escalation", "提级", "Escalation"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits one policy row gives; each is text such as ``"30min"``, ``"1wd"``, ``"24h"``."""

    policy: str
    by_clock: dict[ClockKind, str]


@dataclass(frozen=True, slots=True)
class NewCategory:
    """A category as an administrator describes it; the code begins with its parent's."""

    code: str
    name: str
    name_en: str
    hint: str = ""
    hint_en: str = ""
    keywords: tuple[str, ...] = ()
    usual_kind: Kind = Kind.HELP
    urgency: Urgency = Urgency.NORMAL


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row of the dispatch directory: a unit outright, or the department of a level in the ticket's region."""

    category: str
    from_on: date
    until_on: date | None = None
    region: str = ""
    centre_level: str = ""
    unit_id: int | None = None
    department: str = ""
    level: str = ""
    joint_departments: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a policy bounds beside the clocks: fruitless follow-ups, reworks, days of a rating link, returns, and more.

    :ivar confirm_minutes: how long a disaster of the whole province waits for its second person.
    :ivar disaster_days: how long a set of essential limits may let a disaster last at most.
    :ivar hot_days: how far back hot matters are looked for.
    :ivar opening_minutes: how long the informants' vault stays open once a second keeper agreed.
    """

    max_tries: int = 3
    max_reworks: int = 2
    rating_days: int = 7
    max_returns: int = 2
    max_extensions: int = 2
    contest_days: int = 30
    confirm_minutes: int = 120
    disaster_days: int = 14
    hot_days: int = 30
    opening_minutes: int = 30


@dataclass(frozen=True, slots=True)
class NewLimits:
    """Limits for the tickets that match; an empty matcher matches everything."""

    limits: dict[ClockKind, str]
    kind: str = ""
    category_prefix: str = ""
    urgency: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class NewReason:
    """A listed reason as an administrator writes it."""

    purpose: ReasonPurpose
    code: str
    name: str
    name_en: str
    advice: str = ""
    advice_en: str = ""
    ordinal: int = 0
    blame: str = ""
