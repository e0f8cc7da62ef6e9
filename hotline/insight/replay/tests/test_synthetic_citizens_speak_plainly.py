"""The words of a replay: every leaf is spoken of, topics are heard in theirs alone, nobody real can be meant."""

from __future__ import annotations

from random import Random

import pytest

from hotline.ground.catalogue import seed as catalogue
from hotline.insight.replay import phrasing, recipes
from hotline.insight.replay.phrasing import Occasion
from hotline.watch.topics import evaluating, grammar

LEAVES = sorted(each.code for each in catalogue.categories() if each.code.count(".") == 2)
KINDS = ("enquiry", "help", "complaint", "report", "suggestion", "praise")
HEARD = {
    "flood": "汛情 or 洪水 or 内涝 or 防汛 or 洪涝 or 水灾 or 受淹 or 抗洪",
    "epidemic": "疫情 or 新冠 or 新型冠状病毒 or 防疫 or 抗疫 or 涉疫",
}


def told(leaf: str, topics: tuple[str, ...], kind: str = "complaint", seed: int = 1, blame: str = "") -> str:
    """Title and text of one ticket."""
    said = phrasing.matter(Occasion(leaf, topics, kind, "phone", "蠡湖街道", blame), Random(seed))
    return f"{said.title} {said.text}"


def spoken_of() -> set[tuple[str, tuple[str, ...]]]:
    """Every leaf with the topics in which the recipe has it."""
    recipe = recipes.recipe(2020)
    named = {(leaf, each.topics) for each in recipe.strata for leaf in each.leaves}
    return named | {(leaf, ()) for leaf in LEAVES if leaf[:2] in recipe.rest}


@pytest.mark.parametrize("kind", KINDS)
def test_every_leaf_of_the_recipe_can_be_put_into_words(kind: str) -> None:
    for leaf, topics in spoken_of():
        for seed in range(3):
            said = told(leaf, topics, kind, seed)
            assert "{" not in said
            assert len(said) > 15


def test_the_words_of_a_topic_are_heard_in_its_tickets_and_in_no_others() -> None:
    for leaf, topics in spoken_of():
        for kind in ("complaint", "help", "report", "enquiry", "suggestion"):
            for seed in range(4):
                folded = evaluating.folded((told(leaf, topics, kind, seed),))
                heard = {code for code, text in HEARD.items() if evaluating.says(grammar.parse(text), folded)}
                assert heard == set(topics), (leaf, kind, folded)


def test_the_same_ticket_is_told_the_same_and_others_differ() -> None:
    assert told("03.01.01", (), seed=5) == told("03.01.01", (), seed=5)
    assert len({told("03.01.01", (), seed=seed) for seed in range(200)}) > 150


def test_nobody_can_be_rung_and_nobody_has_a_given_name() -> None:
    for seed in range(100):
        said = phrasing.matter(Occasion("03.01.01", (), "help", "web", "蠡湖街道", ""), Random(seed))
        assert said.phone.startswith("154")
        assert len(said.phone) == 11
        assert said.name[1:] in ("先生", "女士")


@pytest.mark.parametrize("blame", ["policy", "handling", "wish"])
def test_who_is_dissatisfied_got_another_answer_and_says_why(blame: str) -> None:
    said = phrasing.matter(Occasion("08.04.01", (), "enquiry", "phone", "蠡湖街道", blame), Random(1))
    assert (
        said.answer != phrasing.matter(Occasion("08.04.01", (), "enquiry", "phone", "蠡湖街道", ""), Random(1)).answer
    )
    assert phrasing.remark(blame)
    assert not phrasing.remark("")
