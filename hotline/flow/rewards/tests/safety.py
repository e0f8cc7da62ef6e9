"""The town with a 12350 desk, approvers, keepers of the vault, and reports with proof."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hotline.flow.intake import actions as intake
from hotline.flow.intake import additions
from hotline.flow.rewards import actions, amounts, judging, vault
from hotline.flow.rewards.words import Effect, Receipt
from hotline.flow.tickets.models import Attachment, Ticket
from hotline.ground.organisations.models import Organisation
from hotline.ground.people.models import Person, Posting, Role
from hotline.ground.people.words import Scope
from hotline.lib.memo import forget_all
from tests.town import LONG_AGO, MONDAY, Town

ROLES = [
    ("safety_desk", Scope.OWN_CENTRE, ["register", "amend", "submit", "add_note", "attach", "handle_rewards"]),
    ("reward_approver", Scope.AREA, ["approve_rewards", "add_note"]),
    ("vault_keeper", Scope.AREA, ["open_vault"]),
]
PEOPLE = [
    ("safety.wuxi", "戴安", "safety_desk", "320200-rx"),
    ("safety2.wuxi", "安宁", "safety_desk", "320200-rx"),
    ("safety.suzhou", "苏平", "safety_desk", "320500-rx"),
    ("approver.wuxi", "骆允", "reward_approver", "320200-rx"),
    ("approver2.wuxi", "公正", "reward_approver", "320200-rx"),
    ("approver.suzhou", "允中", "reward_approver", "320500-rx"),
    ("keeper.wuxi", "封密", "vault_keeper", "320200-rx"),
    ("keeper2.wuxi", "守密", "vault_keeper", "320200-rx"),
    ("keeper.suzhou", "密封", "vault_keeper", "320500-rx"),
]
NAME, PHONE = "张三丰", "13912348765"


def prepare() -> None:
    """Make roles and people, and load the published amounts."""
    units = dict(Organisation.objects.values_list("code", "pk"))
    for code, scope, permissions in ROLES:
        Role.objects.create(code=code, name=code, name_en=code, scope=scope, permissions=permissions)
    for username, name, role, unit in PEOPLE:
        person = Person.objects.create(username=username, name=name, created_at=datetime(2019, 1, 1, tzinfo=UTC))
        Posting.objects.create(person=person, role_id=role, organisation_id=units[unit], from_on=LONG_AGO)
    amounts.load()
    forget_all()


def reported(town: Town, minute: int = 1, desk: str = "safety.wuxi", centre: str = "320200-rx") -> Ticket:
    """A citizen reports a hazard at the desk; she is known by name and phone until she is sealed."""
    appeal = town.appeal(centre, title="粉尘车间没有除尘", text="某家具厂打磨车间粉尘很大，没有除尘设备。")
    [made] = intake.take(appeal, by=town.actor(desk), at=later(minute))
    return Ticket.objects.get(pk=made.id)


def sealed(town: Town, minute: int = 1, *, is_employee: bool = False) -> tuple[Ticket, Receipt]:
    """A report whose informant is sealed, with proof attached."""
    ticket, by = reported(town, minute), town.actor("safety.wuxi")
    receipt = vault.seal(ticket.number, is_employee=is_employee, by=by, at=later(minute + 1))
    additions.add_file(
        ticket.number, "现场检查记录：未装除尘设备。".encode(), "检查记录.txt", by=by, at=later(minute + 2)
    )
    return ticket, receipt


def proof(ticket: Ticket) -> list[int]:
    """The files attached to a ticket."""
    return list(Attachment.objects.filter(ticket=ticket).values_list("file_id", flat=True))


def effective(town: Town, ticket: Ticket, hazard: int | None = None) -> int:
    """Lay a report to a hazard and judge it effective."""
    by = town.actor("safety.wuxi")
    if hazard is None:
        hazard = judging.note_hazard(ticket.number, "打磨车间无除尘", "某家具有限公司", by=by, at=later(30))
    else:
        judging.add_report(hazard, ticket.number, by=by, at=later(31))
    judging.judge(
        hazard, ticket.number, Effect.EFFECTIVE, "执法检查属实，已立案处罚。", proof(ticket), by=by, at=later(32)
    )
    return hazard


def rule(code: str = "major-hazard") -> int:
    """The identifier of a rule in force."""
    return amounts.rules_on(date(2020, 6, 1)).get(code=code).pk


def proposed(town: Town, ticket: Ticket, hazard: int, base: int = 50_000) -> int:
    """Propose the reward."""
    from decimal import Decimal

    by = town.actor("safety.wuxi")
    return actions.propose(
        hazard, ticket.number, rule(), Decimal(base), "罚款五万元，按标准奖励。", by=by, at=later(40)
    )


def later(minutes: int = 10) -> datetime:
    """Some minutes after the town's Monday morning."""
    return MONDAY + timedelta(minutes=minutes)
