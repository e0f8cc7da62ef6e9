"""Words of feeds: what leaves, to whom, what the receiver found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from hotline.lib.words import Word


class FeedField(Word):
    """What of a ticket a department may be given; texts and personal data always leave masked."""

    KIND = "kind", "诉求类型", "Kind"
    CATEGORY = "category", "诉求分类", "Category"
    REGION = "region", "所属区域", "Region"
    URGENCY = "urgency", "紧急程度", "Urgency"
    CHANNEL = "channel", "来源渠道", "Channel"
    REGISTERED = "registered", "登记时间", "Registered at"
    TITLE = "title", "标题", "Title"
    TEXT = "text", "诉求内容", "What was said"
    PLACE = "place", "发生地点", "Place"
    CALLER = "caller", "诉求人（仅姓氏）", "Citizen (surname only)"
    PHONE = "phone", "联系电话（脱敏）", "Phone (masked)"


class Finding(Word):
    """What the receiving department found."""

    CONFIRMED = "confirmed", "属实，已整治", "Confirmed and put right"
    IN_HAND = "in_hand", "属实，正在整治", "Confirmed, in hand"
    NOT_FOUND = "not_found", "现场未发现", "Not found on site"
    NOT_OURS = "not_ours", "不属本部门职责", "Not our duty"


class DeliveryState(Word):
    """Where a delivery stands; computed from its facts, never stored."""

    DELIVERED = "delivered", "待接收", "To be received"
    RECEIVED = "received", "待反馈", "To be answered"
    ANSWERED = "answered", "已反馈", "Answered"


class Withholding(Word):
    """Why a matching ticket was not delivered."""

    CONFIDENTIAL = "confidential", "保密工单，不对外流转", "Confidential: never fed"
    NO_RECEIVER = "no_receiver", "当地没有对应部门", "No such department there"
    NO_RIGHT = "no_right", "没有有效的数据共享协议", "No agreement in force"


class ReceiverLevel(Word):
    """At which level the receiving department sits; it is the one of the ticket's own region."""

    PROVINCE = "province", "省级部门", "Provincial department"
    CITY = "city", "设区市部门", "City's department"
    COUNTY = "county", "县（市、区）部门", "County's department"


DIGITS = {ReceiverLevel.PROVINCE: 2, ReceiverLevel.CITY: 4, ReceiverLevel.COUNTY: 6}
"""How many digits of a ticket's region lead to the receiver's."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which tickets a feed copies; an empty part narrows nothing. Codes mean their subtrees.

    A ticket fits where it lies in one of the categories and regions, came by one of the channels, says at least one
    of ``any_words`` and none of ``no_words``, and is of one of the topics.
    """

    categories: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    any_words: tuple[str, ...] = ()
    no_words: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """A department's right to data: on what ground, which categories and fields, where, from when until when."""

    department: str
    region: str
    basis: str
    categories: tuple[str, ...]
    fields: tuple[FeedField, ...]
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewFeed:
    """A standing rule: to which department at which level, and how soon it signs for a delivery and answers it."""

    code: str
    name: str
    name_en: str
    department: str
    level: ReceiverLevel
    receipt_limit: str = "1wd"
    answer_limit: str = "5wd"


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What a feed copies from a moment on, and why it was set so."""

    scope: Scope
    fields: tuple[FeedField, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a ticket decides whether it fits."""

    category: str
    region: str
    channel: str
    said: str
    is_confidential: bool
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Trial:
    """What a scope would have copied: how many tickets of how many looked at, by city, and some of them."""

    looked_at: int
    fitting: int
    withheld: int
    by_city: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How a feed fared in a stretch of time in one city; ``on_time`` counts receipts within the limit of ``due``."""

    city: str
    delivered: int
    received: int
    answered: int
    confirmed: int
    due: int
    on_time: int


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time ``[since, until)``."""

    since: datetime
    until: datetime
