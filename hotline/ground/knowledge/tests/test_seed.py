"""The entries a province starts with can be told to citizens as they stand."""

import re
from datetime import date

import pytest

from hotline.ground.catalogue import seed as catalogue_seed
from hotline.ground.knowledge import seed
from hotline.ground.knowledge.words import EntryState
from hotline.ground.organisations import seed as organisations_seed
from hotline.ground.regions import seed as regions_seed
from hotline.lib.datafile import words

ENTRIES = seed.entries()
LEAVES = {node.code for node in catalogue_seed.categories() if node.is_leaf}
UNITS = organisations_seed.index(organisations_seed.load(regions_seed.load("32")))


def test_there_are_enough_entries_and_no_code_or_title_twice() -> None:
    assert len(ENTRIES) >= 60
    assert len({entry.code for entry in ENTRIES}) == len(ENTRIES)
    assert len({entry.title for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_an_entry_is_whole(entry: seed.EntrySeed) -> None:
    assert len(entry.code) <= 40
    assert 0 < len(entry.title) <= 120
    assert len(entry.questions) >= 3
    assert 60 <= len(entry.answer) <= 400
    assert entry.answer.endswith("。")
    assert entry.internal_note
    assert 0 < len(entry.source) <= 200
    assert ("32", entry.owner) in UNITS
    assert entry.categories
    assert set(entry.categories) <= LEAVES
    assert entry.state in set(EntryState)
    assert entry.valid_until_on is None or entry.valid_from_on < entry.valid_until_on


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.code)
def test_an_entry_says_the_same_numbers_in_english(entry: seed.EntrySeed) -> None:
    assert 0 < len(entry.title_en) <= 200
    assert 150 <= len(entry.answer_en) <= 700
    assert entry.answer_en.endswith(".")
    assert not re.search(r"[\u3000-\u9fff]", entry.title_en + entry.answer_en)
    assert set(re.findall(r"\d{3,}", entry.answer)) == set(re.findall(r"\d{3,}", entry.answer_en))


def test_no_english_title_stands_twice() -> None:
    assert len({entry.title_en for entry in ENTRIES}) == len(ENTRIES)


def test_answers_hold_no_links_and_no_slips_of_the_internal_note() -> None:
    for entry in ENTRIES:
        assert not re.search(r"https?://|www\.", entry.answer + entry.source)
        assert "来电人" not in entry.answer
        assert "派单" not in entry.answer


def test_epidemic_answers_expire() -> None:
    epidemic = [entry for entry in ENTRIES if entry.owner == "fkzhb"]
    assert epidemic
    assert all(entry.valid_until_on and entry.valid_until_on <= date(2022, 12, 31) for entry in epidemic)


ASKED_MOST = words("居住证 养老保险关系 公积金 健康码 异地就医 入学 噪声 预付卡 拖欠工资 低保 12350 路灯 停水")


@pytest.mark.parametrize("title", ASKED_MOST)
def test_what_citizens_ask_most_is_answered(title: str) -> None:
    assert any(title in entry.title + "".join(entry.questions) for entry in ENTRIES)
