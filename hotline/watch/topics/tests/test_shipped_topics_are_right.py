"""The topics a province starts with: each can be read, is no catch-all, and judges its examples as it should."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hotline.ground.people.words import Actor
from hotline.lib.datafile import read_yaml
from hotline.watch.topics import evaluating, grammar, loading, matching, rules
from hotline.watch.topics.models import Topic, TopicVersion
from hotline.watch.topics.words import Matter, TopicState
from tests.town import MONDAY, Town

SENTENCES: dict[str, Any] = read_yaml(Path(__file__).parent / "data" / "sentences.yaml")
ROWS = {row.code: row for row in loading.rows()}


def fits(code: str, sentence: str) -> bool:
    return evaluating.says(rules.tree(ROWS[code].expression), evaluating.folded([sentence]))


@pytest.mark.parametrize("code", ROWS)
def test_a_shipped_topic_matches_its_own_examples_and_not_the_others(code: str) -> None:
    assert grammar.words(grammar.parse(ROWS[code].expression))
    examples = SENTENCES[code]
    assert examples["fits"]
    assert examples["other"]
    assert [each for each in examples["fits"] if not fits(code, each)] == []
    assert [each for each in examples["other"] if fits(code, each)] == []


def test_no_shipped_topic_takes_a_third_of_what_is_not_its_own() -> None:
    """Two hundred sentences about as many matters: who takes many of them tells nothing apart."""
    sentences = {each for one in SENTENCES.values() for each in (*one["fits"], *one["other"])}
    taken = Counter(code for code in ROWS for each in sentences if fits(code, each))
    assert [code for code, count in taken.items() if count * 10 > len(sentences)] == []


def test_the_sets_named_by_the_province_are_there() -> None:
    under = Counter(row.umbrella for row in ROWS.values())
    assert under["epidemic"] >= 60
    assert all(under[code] >= 3 for code in ("safety", "group-rental", "flood", "wages"))
    assert len({row.name for row in ROWS.values()}) == len({row.name_en for row in ROWS.values()}) == len(ROWS)
    assert set(SENTENCES) == set(ROWS)


@pytest.mark.django_db
def test_a_new_province_has_them_all_running_and_an_old_one_gets_what_it_lacks(town: Town) -> None:
    lacking = list(loading.shipped())
    assert [row.code for row in lacking] == list(ROWS)
    assert loading.load() == len(ROWS)
    assert Topic.objects.filter(state=TopicState.RUNNING).count() == TopicVersion.objects.count() == len(ROWS)
    assert Topic.objects.get(code="epidemic-masks").umbrella == Topic.objects.get(code="epidemic")
    assert list(loading.shipped()) == []
    TopicVersion.objects.filter(topic__code="flood-dykes").delete()
    Topic.objects.filter(code="flood-dykes").delete()
    [one] = loading.shipped()
    one.write(MONDAY)
    again = Topic.objects.get(code="flood-dykes")
    assert (again.entered_at, again.entered_by) == (MONDAY, Actor.system().name)


@pytest.mark.django_db
def test_what_speaks_of_the_epidemic_only_by_its_time_ends_with_it(town: Town) -> None:
    loading.load()
    ends = TopicVersion.objects.filter(topic__umbrella__code="epidemic").values_list("until_on", flat=True).distinct()
    assert list(ends) == [date(2023, 1, 8)]
    others = TopicVersion.objects.exclude(topic__umbrella__code="epidemic").values_list("until_on", flat=True)
    assert set(others) == {None}
    watches = matching.running(MONDAY)
    fields = evaluating.folded(("培训机构关门，学费不退。",))

    def joined(day: date) -> set[str]:
        found = Matter(fields, "09.01.02", "3202", "3202", "phone", "complaint", day)
        return set(rules.settle(found, watches, {}, lambda code, version: None).new)

    assert joined(date(2023, 1, 7)) == {"epidemic", "epidemic-training"}
    assert joined(date(2023, 1, 8)) == set()


@pytest.mark.django_db
def test_a_loaded_province_gets_the_end_unless_it_changed_the_topic_itself(town: Town) -> None:
    loading.load()
    TopicVersion.objects.update(until_on=None)
    mine = TopicVersion.objects.get(topic__code="epidemic-masks")
    mine.pk, mine.version, mine.set_by = None, 2, "分析员"
    mine.save()
    found = list(loading.shipped())
    members = {code for code, row in ROWS.items() if row.until_on} - {"epidemic-masks"}
    assert {row.code for row in found} == {f"{code}:until" for code in members}
    for row in found:
        row.write(MONDAY)
    last = TopicVersion.objects.filter(topic__code="epidemic-training").latest("version")
    assert (last.version, last.until_on, last.from_at) == (2, date(2023, 1, 8), MONDAY)
    assert list(loading.shipped()) == []
