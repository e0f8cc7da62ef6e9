"""Roles and demonstration accounts hang together."""

from hotline.flow.tickets.words import Verb
from hotline.ground.organisations import seed as organisations_seed
from hotline.ground.people import seed
from hotline.ground.people.words import Capability, Scope
from hotline.ground.regions import seed as regions_seed

ROLES = seed.roles()
ACCOUNTS = seed.accounts()
UNITS = {unit.code: unit for unit in organisations_seed.load(regions_seed.load("32"))}

UNIT_ROLES = {"unit_handler", "unit_leader", "specialist", "duty_officer"}
KNOWN = {verb.value for verb in Verb} | {capability.value for capability in Capability}


def test_the_nineteen_roles_are_bilingual_and_know_their_permissions() -> None:
    assert len({role.code for role in ROLES}) == 19
    for role in ROLES:
        assert role.name
        assert role.name_en.isascii()
        assert role.scope in set(Scope)
        assert set(role.permissions) <= KNOWN
        assert len(set(role.permissions)) == len(role.permissions)


def test_every_permission_is_held_by_some_role() -> None:
    assert {permission for role in ROLES for permission in role.permissions} == KNOWN


def test_those_who_rule_or_audit_need_a_one_time_password() -> None:
    assert {role.code for role in ROLES if role.is_privileged} == {
        "supervisor",
        "leader",
        "administrator",
        "auditor",
        "reward_approver",
        "vault_keeper",
    }


def test_nobody_reviews_the_reply_she_wrote() -> None:
    for role in ROLES:
        assert not {"reply", "pass_reply"} <= set(role.permissions)


def test_the_auditor_only_looks() -> None:
    auditor = next(role for role in ROLES if role.code == "auditor")
    assert set(auditor.permissions) == {"view_journal", "export"}


def test_accounts_are_unique_and_posted_to_units_that_exist() -> None:
    assert len({account.username for account in ACCOUNTS}) == len(ACCOUNTS)
    assert len({account.name for account in ACCOUNTS}) == len(ACCOUNTS)
    for account in ACCOUNTS:
        assert account.organisation in UNITS
        assert account.role in {role.code for role in ROLES}
        assert len(account.username) <= 40


def test_every_role_is_played_by_somebody() -> None:
    assert {account.role for account in ACCOUNTS} == {role.code for role in ROLES}


def test_unit_roles_sit_in_units_and_centre_roles_in_centres() -> None:
    for account in ACCOUNTS:
        is_centre = UNITS[account.organisation].kind == "centre"
        receives = account.username.startswith("receiver.")  # a centre is the unit to which the one above sends
        assert is_centre is (receives or account.role not in UNIT_ROLES)
