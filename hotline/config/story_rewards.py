"""Steps of stories about 12350: informants sealed, hazards judged, rewards proposed, approved and paid by code."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hotline.config.story_road import Play, Step
from hotline.flow.intake import additions
from hotline.flow.rewards import actions, amounts, judging, queries, vault
from hotline.flow.rewards.words import Effect, Verdict
from hotline.flow.tickets import lookups
from hotline.ground.people.words import Actor
from hotline.lib.days import civil_day

WORDS = {
    "seal": ("封存举报人", "Seal the informant"),
    "note_hazard": ("归入隐患事项", "Lay to a hazard"),
    "judge_report": ("认定举报", "Judge the report"),
    "propose_reward": ("提出奖励", "Propose the reward"),
    "decide_reward": ("审批奖励", "Approve the reward"),
    "pay_reward": ("凭编码发放奖励", "Pay the reward by the code"),
}
_told: dict[str, str] = {}
"""The codes the informants of a story took with them, by ticket: nobody else has them."""


def _attach(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    additions.add_file(number, str(step["note"]).encode(), step["file"], by=by, at=at)


def _seal(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    _told[number] = vault.seal(number, by=by, at=at).code


def _hazard(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    known = next((row for row in queries.hazards(by) if row.name == step["hazard"]), None)
    if known is None:
        judging.note_hazard(number, step["hazard"], step["accused"], by=by, at=at)
    else:
        judging.add_report(known.pk, number, by=by, at=at)


def _of(number: str, by: Actor) -> int:
    found = lookups.chain_of(number)
    report = queries.report_of(found[0]) if found else None
    assert report is not None, number
    return report.hazard_id


def _judge(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    found = lookups.chain_of(number)
    proof = [pk for pk, _ in queries.files(found[0])] if found else []
    judging.judge(_of(number, by), number, Effect(step["effect"]), step["note"], proof, by=by, at=at)


def _propose(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    rule = amounts.rules_on(civil_day(at)).get(code=step["rule"])
    actions.propose(_of(number, by), number, rule.pk, Decimal(str(step["base"])), step["note"], by=by, at=at)


def _current(number: str, by: Actor) -> int:
    return next(row.pk for row in queries.rewards(_of(number, by)) if row.is_current)


def _decide(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    actions.decide(_current(number, by), Verdict(step["verdict"]), step["note"], by=by, at=at)


def _pay(code: str, number: str, step: Step, by: Actor, at: datetime) -> None:
    actions.pay(_current(number, by), _told[number], str(step["voucher"]), by=by, at=at)


VERBS: dict[str, Play] = {
    "attach": _attach,
    "seal": _seal,
    "note_hazard": _hazard,
    "judge_report": _judge,
    "propose_reward": _propose,
    "decide_reward": _decide,
    "pay_reward": _pay,
}
