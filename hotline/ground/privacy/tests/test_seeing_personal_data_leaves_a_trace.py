"""Unmasking and exports: with a reason, within a limit, in the journal, before the auditor's eyes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.ground.journal import actions as journal
from hotline.ground.journal.queries import timeline
from hotline.ground.people.words import Actor
from hotline.ground.privacy import actions, errors, queries
from hotline.ground.privacy.models import Export, Unmasking
from hotline.ground.privacy.words import MaskedField
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, Town

SUBJECT = "contact:15"


def _look(by: Actor, reason: str = "核对联系方式", days: int = 0, hours: int = 0) -> Unmasking:
    at = MONDAY + timedelta(days=days, hours=hours)
    return actions.unmask(SUBJECT, MaskedField.PHONE, reason, by=by, at=at)


def test_a_look_with_a_reason_is_noted_and_journaled(town: Town) -> None:
    agent = town.actor("agent.wuxi")
    row = _look(agent, "  核对  联系方式 ")
    assert (row.subject, row.field, row.reason, row.at) == (SUBJECT, "phone", "核对 联系方式", MONDAY)
    assert agent.person_id is not None
    event = timeline("person", agent.person_id).get()
    assert event.verb == "unmask"
    assert event.facts == {"subject": SUBJECT, "field": "phone", "reason": "核对 联系方式"}


@pytest.mark.parametrize("reason", ["", "   ", "看看", "a b"])
def test_a_reason_that_says_nothing_is_refused(town: Town, reason: str) -> None:
    with pytest.raises(errors.ReasonTooShort, match="至少 4 个字"):
        _look(town.actor("agent.wuxi"), reason)
    assert not Unmasking.objects.exists()


def test_whoever_has_no_such_role_sees_nothing(town: Town) -> None:
    for nobody in (town.actor("dispatcher.wuxi"), Actor.citizen(), Actor.system()):
        with pytest.raises(errors.MayNotUnmask):
            _look(nobody)


def test_the_limit_holds_for_a_day_and_begins_anew_at_midnight_in_shanghai(town: Town) -> None:
    agent = replace(town.actor("agent.wuxi"), unmask_limit=2)
    _look(agent)
    _look(agent, hours=14)
    assert queries.left_today(agent, MONDAY) == 0
    with pytest.raises(errors.UnmaskingUsedUp, match="2 次"):
        _look(agent, hours=14)
    assert queries.uses_today(agent.person_id or 0, MONDAY) == 2
    _look(agent, hours=15)  # 00:30 of the next day
    assert queries.left_today(agent, MONDAY + timedelta(hours=15)) == 1


def test_a_number_in_the_facts_never_reaches_the_journal(town: Town) -> None:
    agent = town.actor("agent.wuxi")
    facts = {"note": "回电13912345678", "after": {"text": "证件 110105194912310021"}, "all": ["a.b@example.com", 5]}
    event = journal.record("person", 1, "noted", by=agent, at=MONDAY, facts=facts)
    event.refresh_from_db()
    assert event.facts["note"] == "回电139****5678"
    assert "110105194912310021" not in str(event.facts)
    assert event.facts["all"] == ["a***@example.com", 5]
    dispatcher = town.actor("dispatcher.wuxi")
    row = actions.log_export("found", ["number"], {"words": "13912345678"}, 1, by=dispatcher, at=MONDAY)
    assert row.filters == {"words": "139****5678"}


def test_somebody_elses_looks_do_not_count(town: Town) -> None:
    _look(replace(town.actor("agent.wuxi"), unmask_limit=1))
    _look(replace(town.actor("agent2.wuxi"), unmask_limit=1))
    assert Unmasking.objects.count() == 2


def test_nothing_is_noted_when_the_journal_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _look(town.actor("agent.wuxi"))
    assert not Unmasking.objects.exists()


def test_the_auditor_sees_everybodys_looks_and_others_only_their_own(town: Town) -> None:
    for name in ("agent.wuxi", "agent.wuxi", "agent2.wuxi"):
        _look(town.actor(name))
    span = {"since": MONDAY, "until": MONDAY + timedelta(days=1)}
    auditor = town.actor("auditor.js")
    assert queries.unmaskings(auditor, **span).count() == 3
    assert queries.unmaskings(town.actor("agent2.wuxi"), **span).count() == 1
    assert [looks for _, _, looks in queries.busiest(auditor, **span)] == [2, 1]
    assert queries.unmaskings_of(SUBJECT, auditor).count() == 3
    assert not queries.unmaskings_of(SUBJECT, town.actor("agent.wuxi")).exists()
    assert not queries.unmaskings(auditor, since=MONDAY + timedelta(days=1), until=MONDAY + timedelta(days=2)).exists()


def test_a_list_that_leaves_is_noted_with_its_columns_and_filters(town: Town) -> None:
    lead = town.actor("lead.wuxi")
    actions.log_export("queue", ["number", "title"], {"status": "to_sign"}, 214, by=lead, at=MONDAY)
    row = Export.objects.get()
    assert (row.columns, row.filters, row.rows) == (["number", "title"], {"status": "to_sign"}, 214)
    span = {"since": MONDAY, "until": MONDAY + timedelta(seconds=1)}
    assert queries.exports(town.actor("auditor.js"), **span).get() == row
    assert not queries.exports(town.actor("agent.wuxi"), **span).exists()


def test_whoever_may_not_export_is_told_so(town: Town) -> None:
    with pytest.raises(NotPermitted, match="导出"):
        actions.log_export("queue", [], {}, 0, by=town.actor("agent.wuxi"), at=MONDAY)
    assert not Export.objects.exists()


def test_a_phone_is_found_again_by_its_fingerprint_alone() -> None:
    assert queries.blind("13912340001") == queries.blind("13912340001") != queries.blind("13912340002")
    assert queries.blind("") is None
