"""Words of rewards: amounts, verdicts, what an informant and a keeper see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from hotline.lib.words import Word


class Basis(Word):
    """What an amount is reckoned from."""

    PERCENT = "percent", "按罚款金额的百分比", "Percent of the fine"
    PER_PERSON = "per_person", "按查实人数", "By persons found"
    FIXED = "fixed", "固定金额", "Fixed amount"


class Effect(Word):
    """What was found about a report."""

    EFFECTIVE = "effective", "有效举报", "Effective report"
    INEFFECTIVE = "ineffective", "无效举报", "Not effective"


class Verdict(Word):
    """What was decided about a reward or an appeal."""

    APPROVED = "approved", "同意", "Approved"
    DENIED = "denied", "不同意", "Denied"


class Standing(Word):
    """Where an informant's report stands, as she herself may know it."""

    CHECKING = "checking", "核查中", "Being checked"
    INEFFECTIVE = "ineffective", "核查未属实或不符合奖励条件", "Not confirmed, or not eligible"
    NOT_FIRST = "not_first", "同一事项已由更早的举报人获得奖励", "An earlier informant was rewarded"
    REVIEWING = "reviewing", "奖励审批中", "Reward being approved"
    DENIED = "denied", "奖励未获批准", "Reward denied"
    COLLECT = "collect", "可以领奖", "Reward to be collected"
    PAID = "paid", "已领奖", "Reward collected"
    LAPSED = "lapsed", "逾期未领，视为放弃", "Not collected in time"


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule of amounts: a rate on its basis, within floor and ceiling, raised for employees of the accused unit."""

    code: str
    name: str
    name_en: str
    basis: Basis
    rate: Decimal
    floor: Decimal | None
    ceiling: Decimal | None
    uplift: Decimal
    collect_days: int
    source: str
    from_on: date


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the informant takes with her: the code by which alone she is known from now on."""

    informant_id: int
    code: str


@dataclass(frozen=True, slots=True)
class Identity:
    """An informant in clear, as a keeper sees her for as long as an opening holds."""

    name: str
    phone: str
    identity: str
    address: str
    email: str


@dataclass(frozen=True, slots=True)
class Told:
    """What an informant may know of her own report."""

    number: str
    reported_at: datetime
    standing: Standing
    amount: Decimal | None
    collect_until: date | None
    reason: str
    may_appeal: bool
    appeals: tuple[tuple[datetime, str, str], ...] = ()
