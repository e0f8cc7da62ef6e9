"""The drawn papers say what the code says."""

from __future__ import annotations

import pytest
from django.apps import apps

from hotline.config import paper_measures, papers
from hotline.flow.tickets.words import MOVES, Status, Verb
from hotline.insight.measures import register
from hotline.lib.words import Word

ENUMS = papers.enums()


def test_the_table_of_moves_is_fresh() -> None:
    assert papers.MOVES_FILE.read_text(encoding="utf-8") == papers.moves(), "run `make messages`"


def test_the_list_of_terms_is_fresh() -> None:
    assert papers.TERMS_FILE.read_text(encoding="utf-8") == papers.terms(), "run `make messages`"


def test_the_list_of_measures_is_fresh() -> None:
    assert papers.MEASURES_FILE.read_text(encoding="utf-8") == paper_measures.measures(), "run `make messages`"


def test_every_measure_and_every_version_of_it_is_explained() -> None:
    page = paper_measures.measures()
    for fact, every in register.register().items():
        assert f"### {fact.zh} {fact.en} (`{fact}`)" in page
        for each in every:
            assert f"**Version {each.version}**, from {each.since}" in page
            assert each.numerator.zh in page
            assert each.numerator.en in page


def test_every_verb_has_a_row_and_every_state_a_place() -> None:
    page = papers.moves()
    assert all(f"| `{verb}` |" in page for verb in Verb)
    assert all(f"as {status}\n" in page for status in Status)
    assert set(MOVES) == set(Verb)


@pytest.mark.parametrize(("room", "kind"), ENUMS, ids=[f"{room}.{kind.__name__}" for room, kind in ENUMS])
def test_no_enum_uses_a_word_twice(room: str, kind: type[Word]) -> None:
    assert len({member.zh for member in kind}) == len(kind)
    assert len({member.en for member in kind}) == len(kind)
    assert all(member.value == member.value.lower() and member.value.isascii() for member in kind)
    assert kind.__doc__


@pytest.mark.parametrize("place", [place for _, _, place, _ in papers.CONCEPTS])
def test_every_concept_stands_in_the_code(place: str) -> None:
    room, name = place.split(".")
    models = {model.__name__ for model in apps.get_app_config(room).get_models()}
    assert name in models | {kind.__name__ for where, kind in ENUMS if where == room}


def test_no_concept_has_two_words() -> None:
    assert len({english for english, *_ in papers.CONCEPTS}) == len(papers.CONCEPTS)
    assert len({chinese for _, chinese, *_ in papers.CONCEPTS}) == len(papers.CONCEPTS)
