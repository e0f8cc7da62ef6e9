"""Every expression in the manual can be read, and every one it calls wrong is refused for what it says."""

from __future__ import annotations

import re

import pytest

from hotline.config import env
from hotline.watch.topics import checking, grammar, loading, trying
from hotline.watch.topics.errors import BadExpression, MatchesEverything
from hotline.web.tracking import editing

MANUAL = (env.ROOT / "docs" / "how-to" / "topics.md").read_text(encoding="utf-8")
REFUSED = re.findall(r"^\| `([^`]+)` \| (.+) \|$", MANUAL.partition("### What is refused")[2], re.M)
LANGUAGE = MANUAL.partition("## The expression")[2].partition("### What is refused")[0]
FINE = [
    said
    for said in re.findall(r"`([^`]+)`", LANGUAGE)
    if re.search(r"[一-鿿]", said) and not said.startswith(("hotline", "make"))
]


@pytest.mark.parametrize("expression", FINE)
def test_an_example_can_be_read(expression: str) -> None:
    assert grammar.words(grammar.parse(expression))


def test_there_are_examples_of_every_operator_in_both_writings() -> None:
    assert len(FINE) > 20
    assert all(any(f" {operator} " in each for each in FINE) for operator in ("and", "or", "与", "或"))
    assert all(any(part in each for each in FINE) for part in ("not ", "非 ", "near/", "近/", "（", "“"))


@pytest.mark.parametrize(("expression", "why"), REFUSED)
def test_what_is_called_wrong_is_refused_at_the_place_named(expression: str, why: str) -> None:
    with pytest.raises((BadExpression, MatchesEverything)) as caught:
        grammar.parse(expression)
    place = re.search(r"character (\d+)", why)
    if place:
        assert caught.value.facts["place"] == int(place[1])
    else:
        assert isinstance(caught.value, MatchesEverything) or "missing" in why


def test_the_numbers_in_the_manual_are_those_of_the_program() -> None:
    assert len(REFUSED) == 7
    assert f"{grammar.LONGEST:,} characters, {grammar.MOST_WORDS} words, {grammar.DEEPEST} brackets deep" in MANUAL
    assert f"{grammar.LONGEST_WORD} characters a word" in MANUAL
    assert f"alone means {grammar.NEAREST}, {grammar.FARTHEST} is the most" in MANUAL
    assert f"{checking.NEARLY_ALL} of the latest hundred" in MANUAL
    assert (trying.SAMPLES, editing.SECONDS, editing.TRIED_DAYS) == (20, 8.0, 90)
    assert len(loading.rows()) > 90
