"""The first effective report is rewarded, approved by another person, paid by a code, and appealed against."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from hotline.flow.rewards import actions, amounts, appeals, errors, judging, queries
from hotline.flow.rewards.models import AmountRule, Informant, Report, Reward
from hotline.flow.rewards.words import Basis, Effect, NewRule, Standing, Verdict
from hotline.ground.journal.models import Event
from hotline.lib.refusal import NotPermitted, Refusal
from tests.town import Town

from .safety import effective, later, prepare, proof, proposed, reported, rule, sealed

OPINION = "材料齐全，符合标准。"


@pytest.fixture(autouse=True)
def desk(town: Town) -> None:
    """A 12350 desk in Wuxi, another in Suzhou."""
    prepare()


def test_a_report_is_judged_rewarded_approved_and_paid_by_its_code(town: Town) -> None:
    ticket, receipt = sealed(town)
    assert queries.told(queries.by_code(receipt.code), later()).standing is Standing.CHECKING
    reward = proposed(town, ticket, effective(town, ticket))
    assert Reward.objects.get(pk=reward).amount == Decimal(7500)
    assert queries.told(queries.by_code(receipt.code), later(41)).standing is Standing.REVIEWING

    actions.decide(reward, Verdict.APPROVED, OPINION, by=town.actor("approver.wuxi"), at=later(50))
    told = queries.told(queries.by_code(receipt.code), later(51))
    assert (told.standing, told.amount, told.collect_until) == (Standing.COLLECT, Decimal(7500), date(2020, 5, 1))

    actions.pay(reward, receipt.code, "PZ-2020-0301", by=town.actor("safety2.wuxi"), at=later(60))
    assert queries.told(queries.by_code(receipt.code), later(61)).standing is Standing.PAID
    verbs = Event.objects.filter(facts__table="reward").order_by("pk").values_list("verb", "by_name")
    assert list(verbs) == [("propose", "戴安"), ("decide", "骆允"), ("pay", "安宁")]


def test_a_second_informant_of_the_same_hazard_gets_nothing(town: Town) -> None:
    first, _ = sealed(town, 1)
    second, code = sealed(town, 10)
    hazard = effective(town, first)
    effective(town, second, hazard)
    with pytest.raises(errors.NotFirst, match=first.number):
        proposed(town, second, hazard)
    proposed(town, first, hazard)
    with pytest.raises(errors.NotFirst):
        proposed(town, second, hazard)
    assert queries.told(queries.by_code(code.code), later()).standing is Standing.NOT_FIRST
    row = Reward.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reward.objects.create(
            **{name: getattr(row, name) for name in ("hazard", "report", "informant", "rule", "base", "amount", "why")},
            proposed_at=later(),
            proposed_by=row.proposed_by,
        )


def test_an_earlier_report_is_judged_first(town: Town) -> None:
    first, _ = sealed(town, 1)
    second, _ = sealed(town, 10)
    by = town.actor("safety.wuxi")
    hazard = effective(town, second)
    judging.add_report(hazard, first.number, by=by, at=later(33))
    with pytest.raises(errors.EarlierUnjudged, match=first.number):
        proposed(town, second, hazard)
    judging.judge(hazard, first.number, Effect.INEFFECTIVE, "举报内容与现场不符。", [], by=by, at=later(34))
    assert Reward.objects.get(pk=proposed(town, second, hazard)).report.ticket_id == second.pk


def test_whoever_proposed_does_not_approve_and_nobody_decides_twice(town: Town) -> None:
    ticket, _ = sealed(town)
    reward = proposed(town, ticket, effective(town, ticket))
    Reward.objects.filter(pk=reward).update(proposed_by_id=town.person("approver.wuxi").pk)
    with pytest.raises(errors.OwnProposal):
        actions.decide(reward, Verdict.APPROVED, OPINION, by=town.actor("approver.wuxi"), at=later(50))
    actions.decide(reward, Verdict.DENIED, OPINION, by=town.actor("approver2.wuxi"), at=later(51))
    with pytest.raises(errors.DecidedAlready, match="公正"):
        actions.decide(reward, Verdict.APPROVED, OPINION, by=town.actor("approver2.wuxi"), at=later(52))


def test_who_does_not_handle_or_approve_here_does_neither(town: Town) -> None:
    ticket, _ = sealed(town)
    hazard = effective(town, ticket)
    reward = proposed(town, ticket, hazard)
    with pytest.raises(errors.RewardNotFound):
        actions.decide(reward, Verdict.APPROVED, OPINION, by=town.actor("approver.suzhou"), at=later(50))
    with pytest.raises(errors.RewardNotFound):
        actions.decide(reward, Verdict.APPROVED, OPINION, by=town.actor("safety2.wuxi"), at=later(50))
    for stranger in ("safety.suzhou", "agent.wuxi", "supervisor.js", "handler.binhu"):
        with pytest.raises((errors.CaseNotFound, NotPermitted)):
            queries.hazard(hazard, town.actor(stranger))
    assert not queries.to_decide(town.actor("approver.suzhou")).exists()
    assert queries.to_decide(town.actor("approver.wuxi")).count() == 1


def test_nothing_is_paid_without_approval_twice_too_late_or_to_another_code(town: Town) -> None:
    ticket, receipt = sealed(town)
    reward, desk = proposed(town, ticket, effective(town, ticket)), town.actor("safety.wuxi")
    with pytest.raises(errors.NotApproved):
        actions.pay(reward, receipt.code, "PZ-1", by=desk, at=later(45))
    actions.decide(reward, Verdict.APPROVED, OPINION, by=town.actor("approver.wuxi"), at=later(50))
    with pytest.raises(errors.WrongCode):
        actions.pay(reward, "AAAA-BBBB-CCCC", "PZ-1", by=desk, at=later(51))
    with pytest.raises(errors.NoVoucher):
        actions.pay(reward, receipt.code, " ", by=desk, at=later(52))
    with pytest.raises(errors.TooLateToCollect):
        actions.pay(reward, receipt.code, "PZ-1", by=desk, at=later() + timedelta(days=61))
    assert queries.told(queries.by_code(receipt.code), later() + timedelta(days=61)).standing is Standing.LAPSED
    actions.pay(reward, receipt.code, "PZ-1", by=desk, at=later(53))
    with pytest.raises(errors.PaidAlready, match="PZ-1"):
        actions.pay(reward, receipt.code, "PZ-2", by=desk, at=later(54))


def test_an_effective_report_needs_ground_and_proof_of_its_own_ticket(town: Town) -> None:
    ticket, _ = sealed(town, 1)
    other, _ = sealed(town, 10)
    by = town.actor("safety.wuxi")
    hazard = judging.note_hazard(ticket.number, "无除尘", "某公司", by=by, at=later(30))
    for wrong, refusal in (([], errors.NoProof), (proof(other), errors.UnknownProof)):
        with pytest.raises(refusal):
            judging.judge(hazard, ticket.number, Effect.EFFECTIVE, "执法检查属实。", wrong, by=by, at=later(31))
    with pytest.raises(errors.NoReason):
        judging.judge(hazard, ticket.number, Effect.EFFECTIVE, "", proof(ticket), by=by, at=later(32))
    with pytest.raises(errors.NotEffective):
        proposed(town, ticket, hazard)
    judging.judge(hazard, ticket.number, Effect.EFFECTIVE, "执法检查属实。", proof(ticket), by=by, at=later(33))
    with pytest.raises(errors.JudgedAlready):
        judging.judge(hazard, ticket.number, Effect.INEFFECTIVE, "执法检查不实。", [], by=by, at=later(34))
    assert Report.objects.get(ticket=ticket).effect == "effective"


def test_an_unsealed_report_or_one_of_another_hazard_is_refused(town: Town) -> None:
    by = town.actor("safety.wuxi")
    plain = reported(town)
    with pytest.raises(errors.NotSealed):
        judging.note_hazard(plain.number, "无除尘", "某公司", by=by, at=later())
    ticket, _ = sealed(town, 5)
    hazard = judging.note_hazard(ticket.number, "无除尘", "某公司", by=by, at=later(20))
    with pytest.raises(errors.InCaseAlready, match="无除尘"):
        judging.add_report(hazard, ticket.number, by=by, at=later(21))
    with pytest.raises(errors.NoName):
        judging.note_hazard(ticket.number, " ", "某公司", by=by, at=later(22))


@pytest.mark.parametrize(("base", "which", "refusal"), [(0, None, errors.ImpossibleBase), (1, 0, errors.UnknownRule)])
def test_an_impossible_base_or_rule_is_refused(
    base: int, which: int | None, refusal: type[Refusal], town: Town
) -> None:
    ticket, _ = sealed(town)
    hazard, by = effective(town, ticket), town.actor("safety.wuxi")
    chosen = rule() if which is None else which
    with pytest.raises(refusal):
        actions.propose(hazard, ticket.number, chosen, Decimal(base), "按标准奖励。", by=by, at=later(40))
    assert not Reward.objects.exists()


def test_an_employee_gets_more_where_the_rule_says_so(town: Town) -> None:
    amounts.set_rule(
        NewRule(
            "major-hazard",
            "重大事故隐患",
            "Major hazard",
            Basis.PERCENT,
            Decimal(15),
            Decimal(3000),
            Decimal(300_000),
            Decimal(20),
            60,
            "应急〔2020〕69号",
            date(2020, 3, 1),
        ),
        by=town.actor("admin.js"),
        at=later(),
    )
    ticket, _ = sealed(town, is_employee=True)
    hazard = effective(town, ticket)
    assert Reward.objects.get(pk=proposed(town, ticket, hazard)).amount == Decimal(9000)


def test_a_changed_rule_leaves_past_amounts_alone(town: Town) -> None:
    ticket, _ = sealed(town)
    reward = proposed(town, ticket, effective(town, ticket))
    before = AmountRule.objects.get(code="major-hazard")
    new = NewRule(
        "major-hazard",
        "重大事故隐患",
        "",
        Basis.PERCENT,
        Decimal(20),
        None,
        None,
        Decimal(0),
        30,
        "新办法",
        date(2020, 3, 2),
    )
    amounts.set_rule(new, by=town.actor("admin.js"), at=later())
    before.refresh_from_db()
    assert before.until_on == date(2020, 3, 2)
    row = Reward.objects.get(pk=reward)
    assert (row.amount, row.rule_id) == (Decimal(7500), before.pk)
    assert [each.rate for each in amounts.rules_on(date(2020, 3, 2)).filter(code="major-hazard")] == [Decimal(20)]


def test_a_denied_reward_is_appealed_against_and_decided_by_somebody_else(town: Town) -> None:
    ticket, receipt = sealed(town)
    hazard = effective(town, ticket)
    reward = proposed(town, ticket, hazard)
    with pytest.raises(errors.NothingToAppeal):
        appeals.raise_appeal(receipt.code, "审批太慢了，请加快", at=later(45))
    actions.decide(reward, Verdict.DENIED, "罚款尚未执行到位。", by=town.actor("approver.wuxi"), at=later(50))
    appeals.raise_appeal(receipt.code, "罚款已经缴纳，请重新审批", at=later(60))
    with pytest.raises(errors.AppealWaiting):
        appeals.raise_appeal(receipt.code, "再次提出申诉请求", at=later(61))
    row = Informant.objects.get(ticket=ticket)
    with pytest.raises(errors.OwnDecision):
        appeals.decide(row.pk, Verdict.APPROVED, "罚款已缴，申诉成立", by=town.actor("approver.wuxi"), at=later(62))
    appeals.decide(row.pk, Verdict.APPROVED, "罚款已缴，申诉成立", by=town.actor("approver2.wuxi"), at=later(63))
    with pytest.raises(errors.NoAppeal):
        appeals.decide(row.pk, Verdict.DENIED, "申诉不成立，维持", by=town.actor("approver2.wuxi"), at=later(64))
    again = proposed(town, ticket, hazard)
    assert again != reward
    assert [each.pk for each in queries.rewards(hazard)] == [again, reward]


def test_an_ineffective_report_is_judged_anew_after_a_granted_appeal_only(town: Town) -> None:
    ticket, receipt = sealed(town)
    by = town.actor("safety.wuxi")
    hazard = judging.note_hazard(ticket.number, "无除尘", "某公司", by=by, at=later(30))
    judging.judge(hazard, ticket.number, Effect.INEFFECTIVE, "现场未发现问题。", [], by=by, at=later(31))
    row = Informant.objects.get(ticket=ticket)
    for verdict, effect in ((Verdict.DENIED, "ineffective"), (Verdict.APPROVED, "")):
        appeals.raise_appeal(receipt.code, "夜间生产时粉尘很大", at=later(40))
        appeals.decide(row.pk, verdict, "按申诉重新核查", by=town.actor("approver.wuxi"), at=later(41))
        assert Report.objects.get(ticket=ticket).effect == effect


def test_a_paid_reward_is_not_taken_back_by_an_appeal(town: Town) -> None:
    ticket, receipt = sealed(town)
    reward = proposed(town, ticket, effective(town, ticket))
    actions.decide(reward, Verdict.APPROVED, OPINION, by=town.actor("approver.wuxi"), at=later(50))
    appeals.raise_appeal(receipt.code, "金额少于标准，请复核", at=later(51))
    actions.pay(reward, receipt.code, "PZ-9", by=town.actor("safety.wuxi"), at=later(52))
    row = Informant.objects.get(ticket=ticket)
    with pytest.raises(errors.PaidOut):
        appeals.decide(row.pk, Verdict.APPROVED, "金额有误，重新审批", by=town.actor("approver2.wuxi"), at=later(53))


@pytest.mark.parametrize(
    "changed",
    [
        {"rate": Decimal(0)},
        {"rate": Decimal(120)},
        {"floor": Decimal(9), "ceiling": Decimal(8)},
        {"uplift": Decimal(101)},
        {"collect_days": 0},
        {"source": " "},
        {"name": ""},
        {"from_on": date(2017, 1, 1), "code": "major-hazard"},
    ],
)
def test_an_impossible_rule_is_refused(changed: dict[str, object], town: Town) -> None:
    said: dict[str, object] = {
        "code": "new",
        "name": "新标准",
        "name_en": "",
        "basis": Basis.PERCENT,
        "rate": Decimal(10),
        "floor": None,
        "ceiling": None,
        "uplift": Decimal(0),
        "collect_days": 60,
        "source": "文件",
        "from_on": date(2020, 3, 5),
    }
    before = AmountRule.objects.count()
    with pytest.raises(errors.ImpossibleRule):
        amounts.set_rule(NewRule(**said | changed), by=town.actor("admin.js"), at=later())  # type: ignore[arg-type]
    with pytest.raises(NotPermitted):
        amounts.set_rule(NewRule(**said), by=town.actor("safety.wuxi"), at=later())  # type: ignore[arg-type]
    assert AmountRule.objects.count() == before
