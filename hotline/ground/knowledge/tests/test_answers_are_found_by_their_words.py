"""Search and suggestions: Chinese words, ranking, categories, regions, validity; and what is due for review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hotline.ground.knowledge import actions, errors, queries
from hotline.ground.knowledge.models import Entry
from hotline.ground.knowledge.words import EntryState, NewEntry
from tests.town import MONDAY, Town

ON = MONDAY.date()


def entry(title: str, answer: str, **more: object) -> NewEntry:
    """A complete entry."""
    new = NewEntry(title, answer, "市政府办公室", date(2020, 1, 1))
    return replace(new, **more)  # type: ignore[arg-type]


SEED = {
    "lamps": entry("路灯不亮怎么报修", "请提供灯杆编号，城管部门 24 小时内处理。", categories=("01.01.01",)),
    "drains": entry("污水外溢由谁处理", "排水管网归城管部门，路灯杆旁的井盖亦同。", categories=("01.01.02",)),
    "meals": entry("独居老人送餐怎么申请", "向街道民政窗口申请助餐服务。", categories=("02.01.01",)),
    "city": entry("城市管理热线如何使用", "请拨打 12345。", categories=("01",)),
    "suzhou": entry("苏州路灯报修", "苏州市城管局负责。", region="3205", categories=("01.01.01",)),
    "old": entry("路灯旧办法", "已废止。", valid_until_on=date(2020, 2, 1)),
    "later": entry("路灯新办法", "尚未施行。", valid_from_on=date(2020, 6, 1)),
}


@pytest.fixture(autouse=True)
def _loaded(town: Town) -> None:
    assert actions.load(SEED.items(), at=MONDAY) == len(SEED)


def codes(found: list[Entry]) -> list[str]:
    """Their codes."""
    return [each.code for each in found]


def test_a_two_character_word_is_found_and_the_title_outweighs_the_answer() -> None:
    assert codes(queries.search("路灯", ON, region="320211004")) == ["lamps", "drains"]


def test_what_is_not_valid_yet_or_any_more_is_not_found() -> None:
    assert "old" not in codes(queries.search("路灯 办法", ON))
    assert codes(queries.search("路灯新办法", date(2020, 6, 1)))[0] == "later"


def test_all_words_are_asked_for_before_any_of_them() -> None:
    assert codes(queries.search("路灯 井盖", ON)) == ["drains"]
    assert codes(queries.search("送餐 火星", ON)) == ["meals"]


def test_a_region_hides_what_holds_elsewhere() -> None:
    assert "suzhou" not in codes(queries.search("路灯报修", ON, region="320211"))
    assert "suzhou" in codes(queries.search("路灯报修", ON, region="320505"))


def test_a_category_narrows_to_itself_and_what_stands_above_and_below() -> None:
    assert codes(queries.search("城管", ON, "01.01.02")) == ["drains"]
    assert set(codes(queries.search("城管", ON, "01.01", region="3202"))) == {"lamps", "drains"}
    assert queries.search("送餐", ON, "01") == []


@pytest.mark.parametrize("nothing", ["", "   ", "，。！", "'; DROP TABLE x; --:*&|!", "的 了"])
def test_a_query_without_words_or_with_syntax_breaks_nothing(nothing: str) -> None:
    queries.search(nothing, ON)
    queries.suggest_for("", nothing, ON)


def test_a_suggestion_leans_on_what_is_said_and_prefers_the_category() -> None:
    said = "我们小区门口的路灯坏了一个星期，旁边污水也流出来了"
    assert codes(queries.suggest_for("01.01.02", said, ON, region="3202"))[0] == "drains"
    assert codes(queries.suggest_for("01.01.01", said, ON, region="3202"))[0] == "lamps"
    assert codes(queries.suggest_for("", "老人独居没人送餐", ON))[0] == "meals"
    assert set(codes(queries.suggest_for("01.01.01", "", ON, region="3202"))) == {"lamps", "city"}
    assert queries.suggest_for("", "", ON) == []


def test_an_entry_can_be_cited_by_its_code_only_while_it_holds() -> None:
    assert codes(queries.published(["lamps", "old", "later", "none"], on=ON)) == ["lamps"]


def test_loading_again_writes_nothing_and_keeps_what_was_changed() -> None:
    Entry.objects.filter(code="lamps").update(title="改过")
    assert actions.load(SEED.items(), at=MONDAY) == 0
    assert Entry.objects.get(code="lamps").title == "改过"
    with pytest.raises(errors.IncompleteEntry, match="bad"):
        actions.load([("bad", entry("", ""))], at=MONDAY)


def test_what_ends_soon_or_was_long_not_looked_at_is_due_for_review() -> None:
    assert set(codes(list(queries.due_for_review(ON)))) == {"old"}
    assert set(codes(list(queries.due_for_review(ON + timedelta(days=366))))) == set(SEED)
    assert queries.by_state(EntryState.PUBLISHED).count() == queries.by_state().count() == len(SEED)
