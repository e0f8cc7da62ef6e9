"""Which category a text speaks of, and which place it names."""

from __future__ import annotations

import pytest

from hotline.flow.intake import suggest
from tests.town import MONDAY, Town

TODAY = MONDAY.date()


def codes(title: str, text: str = "") -> list[str]:
    return [each.code for each in suggest.categories(title, text, TODAY)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("小区门口的路灯一直不亮", "01.01.01"),
        ("窨井污水外溢，臭得很", "01.01.02"),
        ("九十岁独居老人没有饭吃，想请人送餐", "02.01.01"),
        ("The street lamp is broken", "01.01.01"),
    ],
)
def test_the_keywords_of_a_category_speak_for_it(town: Town, said: str, code: str) -> None:
    assert codes("", said)[0] == code


def test_a_suggestion_says_which_words_spoke(town: Town) -> None:
    assert "路灯" in suggest.categories("", "路灯不亮", TODAY)[0].because


def test_a_text_about_nothing_known_gets_no_suggestion(town: Town) -> None:
    assert codes("", "你好，请问一下") == []
    assert codes("", " \n ") == []


def test_the_title_counts_more_than_the_text(town: Town) -> None:
    assert codes("公交班次太少", "晚上路灯也暗")[0] == "03.01.01"


@pytest.mark.parametrize(
    ("said", "area", "code"),
    [
        ("蠡湖街道夏家边小区", "3202", "320211004"),
        ("滨湖区蠡湖夏家边", "3202", "320211004"),
        ("滨湖区有人占道", "3202", "320211"),
        ("滨湖有人占道", "3202", "320211"),
        ("在苏州市的亲戚", "32", "3205"),
        ("蠡湖边", "3202", ""),
        ("没有说地方", "3202", ""),
    ],
)
def test_a_place_is_heard_as_deep_as_it_is_named(town: Town, said: str, area: str, code: str) -> None:
    assert suggest.place(said, area) == code
