"""From draft to published to revised to retired: who may, in which order, and what is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from hotline.ground.journal import actions as journal
from hotline.ground.journal.queries import about
from hotline.ground.knowledge import actions, errors, queries, rules
from hotline.ground.knowledge.models import Entry, EntryVersion
from hotline.ground.knowledge.words import EntryState, EntryVerb, NewEntry
from hotline.ground.people.words import Actor
from hotline.lib.refusal import NotPermitted
from tests.town import MONDAY, Town

LAMPS = NewEntry(
    title="路灯报修由谁负责",
    answer="城市照明由城管部门维护，24 小时内到场。",
    source="江苏省城市照明管理办法",
    valid_from_on=date(2020, 1, 1),
    questions=("路灯坏了找谁", "小区路灯不亮"),
    categories=("01.01.01",),
)
CODE = "lamps"


@pytest.fixture
def author(town: Town) -> Actor:
    return town.actor("editor.js")


@pytest.fixture
def reviewer(town: Town) -> Actor:
    return town.actor("editor2.js")


def put(state: EntryState, author: Actor, reviewer: Actor) -> Entry:
    """An entry in the state."""
    actions.draft(CODE, LAMPS, by=author, at=MONDAY)
    if state is not EntryState.DRAFT:
        actions.submit(CODE, by=author, at=MONDAY)
    if state in (EntryState.PUBLISHED, EntryState.RETIRED):
        actions.publish(CODE, by=reviewer, at=MONDAY)
    if state is EntryState.RETIRED:
        actions.retire(CODE, "办法已废止", by=reviewer, at=MONDAY)
    return Entry.objects.get(code=CODE)


DOING: dict[EntryVerb, Callable[[Actor, Actor], Any]] = {
    EntryVerb.CHANGE: lambda a, r: actions.change(CODE, LAMPS, by=a, at=MONDAY),
    EntryVerb.SUBMIT: lambda a, r: actions.submit(CODE, by=a, at=MONDAY),
    EntryVerb.SEND_BACK: lambda a, r: actions.send_back(CODE, "来源不全", by=r, at=MONDAY),
    EntryVerb.PUBLISH: lambda a, r: actions.publish(CODE, by=r, at=MONDAY),
    EntryVerb.REVISE: lambda a, r: actions.revise(CODE, LAMPS, by=a, at=MONDAY),
    EntryVerb.CONFIRM: lambda a, r: actions.confirm(CODE, None, by=r, at=MONDAY),
    EntryVerb.RETIRE: lambda a, r: actions.retire(CODE, "不再适用", by=r, at=MONDAY),
    EntryVerb.TAKE_UP: lambda a, r: actions.take_up(CODE, by=a, at=MONDAY),
}


@pytest.mark.parametrize("verb", DOING)
@pytest.mark.parametrize("state", EntryState)
def test_every_verb_in_every_state(state: EntryState, verb: EntryVerb, author: Actor, reviewer: Actor) -> None:
    put(state, author, reviewer)
    before, after = rules.MOVES[verb]
    if state is before:
        DOING[verb](author, reviewer)
        assert Entry.objects.get(code=CODE).state == after
        last = about("knowledge", CODE).last()
        assert last is not None
        assert last.verb == verb
    else:
        with pytest.raises(errors.WrongState, match=state.zh):
            DOING[verb](author, reviewer)
        assert Entry.objects.get(code=CODE).state == state


def test_the_author_cannot_publish_her_own_entry(author: Actor, reviewer: Actor) -> None:
    actions.draft(CODE, LAMPS, by=reviewer, at=MONDAY)
    actions.submit(CODE, by=reviewer, at=MONDAY)
    with pytest.raises(errors.ReviewerIsAuthor):
        actions.publish(CODE, by=reviewer, at=MONDAY)
    assert Entry.objects.get(code=CODE).state == EntryState.IN_REVIEW


def test_whoever_changes_a_draft_becomes_its_author(author: Actor, reviewer: Actor) -> None:
    actions.draft(CODE, LAMPS, by=author, at=MONDAY)
    actions.change(CODE, replace(LAMPS, title="路灯由谁修"), by=reviewer, at=MONDAY)
    actions.submit(CODE, by=author, at=MONDAY)
    with pytest.raises(errors.ReviewerIsAuthor):
        actions.publish(CODE, by=reviewer, at=MONDAY)


def test_an_editor_without_the_right_to_review_publishes_nothing(author: Actor, reviewer: Actor) -> None:
    put(EntryState.IN_REVIEW, reviewer, reviewer)
    with pytest.raises(NotPermitted, match="审核知识"):
        actions.publish(CODE, by=author, at=MONDAY)


def test_an_agent_writes_no_knowledge(town: Town) -> None:
    with pytest.raises(NotPermitted, match="编写知识"):
        actions.draft(CODE, LAMPS, by=town.actor("agent.wuxi"), at=MONDAY)


def test_a_citys_editor_keeps_to_her_city(town: Town, author: Actor) -> None:
    wuxi = replace(author, grants=tuple(replace(grant, region_code="3202") for grant in author.grants))
    actions.draft("wuxi", replace(LAMPS, region="320211"), by=wuxi, at=MONDAY)
    for region in ("3205", "32", ""):
        with pytest.raises(errors.NotYourArea):
            actions.draft("more", replace(LAMPS, region=region), by=wuxi, at=MONDAY)


def test_a_revision_waits_beside_the_entry_and_then_takes_its_place(author: Actor, reviewer: Actor) -> None:
    put(EntryState.PUBLISHED, author, reviewer)
    actions.revise(CODE, replace(LAMPS, answer="改为 12 小时内到场。"), by=author, at=MONDAY)
    assert queries.published([CODE], on=MONDAY.date())[0].answer == LAMPS.answer
    assert [each.code for each in queries.waiting()] == [CODE]
    actions.accept_revision(CODE, by=reviewer, at=MONDAY + timedelta(hours=1))
    entry = queries.published([CODE], on=MONDAY.date())[0]
    assert (entry.answer, entry.version, entry.proposed) == ("改为 12 小时内到场。", 2, None)
    kept = queries.versions(CODE).get()
    assert (kept.version, kept.answer) == (1, LAMPS.answer)
    assert queries.search("12 小时内", MONDAY.date()) == [entry]


def test_who_proposed_a_revision_cannot_accept_it(author: Actor, reviewer: Actor) -> None:
    put(EntryState.PUBLISHED, author, reviewer)
    actions.revise(CODE, LAMPS, by=reviewer, at=MONDAY)
    with pytest.raises(errors.ReviewerIsAuthor):
        actions.accept_revision(CODE, by=reviewer, at=MONDAY)
    assert not EntryVersion.objects.exists()


def test_a_second_proposal_waits_for_the_first(author: Actor, reviewer: Actor) -> None:
    put(EntryState.PUBLISHED, author, reviewer)
    actions.revise(CODE, LAMPS, by=author, at=MONDAY)
    with pytest.raises(errors.RevisionWaiting, match="省知识编辑"):
        actions.revise(CODE, LAMPS, by=reviewer, at=MONDAY)
    actions.decline_revision(CODE, "没有变化", by=reviewer, at=MONDAY)
    actions.revise(CODE, LAMPS, by=reviewer, at=MONDAY)
    with pytest.raises(errors.ReasonMissing):
        actions.decline_revision(CODE, " ", by=reviewer, at=MONDAY)


def test_no_revision_no_decision(author: Actor, reviewer: Actor) -> None:
    put(EntryState.PUBLISHED, author, reviewer)
    for decide in (actions.accept_revision, lambda code, **by: actions.decline_revision(code, "无", **by)):
        with pytest.raises(errors.NoRevision):
            decide(CODE, by=reviewer, at=MONDAY)


def test_retiring_drops_a_waiting_revision(author: Actor, reviewer: Actor) -> None:
    put(EntryState.PUBLISHED, author, reviewer)
    actions.revise(CODE, LAMPS, by=author, at=MONDAY)
    actions.retire(CODE, "废止", by=reviewer, at=MONDAY)
    assert not queries.waiting().exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "标题"),
        ({"title": "长" * 121}, "标题"),
        ({"answer": ""}, "答案"),
        ({"source": ""}, "来源"),
        ({"questions": ("",)}, "问法"),
        ({"valid_until_on": date(2020, 1, 1)}, "失效日期"),
        ({"region": "99"}, "99"),
        ({"categories": ("88.88",)}, "88.88"),
    ],
)
def test_an_incomplete_entry_is_refused_in_words(author: Actor, wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(errors.IncompleteEntry, match=sentence):
        actions.draft(CODE, replace(LAMPS, **wrong), by=author, at=MONDAY)
    assert not Entry.objects.exists()


def test_a_code_is_used_once_and_a_missing_one_is_named(author: Actor, reviewer: Actor) -> None:
    put(EntryState.DRAFT, author, reviewer)
    with pytest.raises(errors.CodeTaken):
        actions.draft(CODE, LAMPS, by=author, at=MONDAY)
    with pytest.raises(errors.EntryNotFound, match="nowhere"):
        actions.submit("nowhere", by=author, at=MONDAY)


def test_nothing_changes_when_the_journal_fails(
    author: Actor, reviewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(EntryState.IN_REVIEW, author, reviewer)
    monkeypatch.setattr(journal, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.publish(CODE, by=reviewer, at=MONDAY)
    assert Entry.objects.get(code=CODE).state == EntryState.IN_REVIEW


def test_confirming_moves_the_end(author: Actor, reviewer: Actor) -> None:
    put(EntryState.PUBLISHED, author, reviewer)
    with pytest.raises(errors.IncompleteEntry):
        actions.confirm(CODE, MONDAY.date(), by=reviewer, at=MONDAY)
    actions.confirm(CODE, date(2021, 1, 1), by=reviewer, at=MONDAY)
    assert not queries.published([CODE], on=date(2021, 1, 1))
    assert queries.published([CODE], on=date(2020, 12, 31))


IN_ENGLISH = replace(LAMPS, title_en="Who mends street lights", answer_en="Urban management, within a day.")


def test_english_is_found_kept_as_a_version_and_may_be_taken_away(author: Actor, reviewer: Actor) -> None:
    actions.draft(CODE, IN_ENGLISH, by=author, at=MONDAY)
    actions.submit(CODE, by=author, at=MONDAY)
    actions.publish(CODE, by=reviewer, at=MONDAY)
    assert [each.code for each in queries.search("mends street", MONDAY.date())] == [CODE]
    assert [each.code for each in queries.search("路灯报修", MONDAY.date())] == [CODE]
    actions.revise(CODE, LAMPS, by=author, at=MONDAY)
    assert actions.proposal(Entry.objects.get(code=CODE)).title_en == ""
    actions.accept_revision(CODE, by=reviewer, at=MONDAY)
    assert queries.search("mends street", MONDAY.date()) == []
    old = EntryVersion.objects.get(entry__code=CODE)
    assert (old.title_en, old.answer_en) == (IN_ENGLISH.title_en, IN_ENGLISH.answer_en)


def test_a_revision_proposed_before_there_was_english_is_read(author: Actor, reviewer: Actor) -> None:
    put(EntryState.PUBLISHED, author, reviewer)
    actions.revise(CODE, LAMPS, by=author, at=MONDAY)
    entry = Entry.objects.get(code=CODE)
    old = {name: value for name, value in (entry.proposed or {}).items() if not name.endswith("_en")}
    Entry.objects.filter(code=CODE).update(proposed=old)
    actions.accept_revision(CODE, by=reviewer, at=MONDAY)
    assert Entry.objects.get(code=CODE).title_en == ""


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        ({"title_en": "Only a title"}, "须同时填写"),
        ({"answer_en": "Only an answer"}, "须同时填写"),
        ({"title_en": "x" * 201, "answer_en": "y"}, "英文标题最多 200"),
    ],
)
def test_half_an_english_entry_is_refused(author: Actor, facts: dict[str, Any], problem: str) -> None:
    with pytest.raises(errors.IncompleteEntry, match=problem):
        actions.draft(CODE, replace(LAMPS, **facts), by=author, at=MONDAY)
    assert not Entry.objects.exists()
