"""The entries a province starts with, in the database."""

from __future__ import annotations

from hotline.ground.knowledge import loading, queries, seed
from hotline.ground.knowledge.models import Entry
from tests.town import MONDAY, Town


def test_every_entry_is_loaded_published_and_found_once(town: Town) -> None:
    entries = seed.entries()
    assert loading.load(entries, at=MONDAY) == len(entries)
    assert loading.load(entries, at=MONDAY) == 0
    assert Entry.objects.count() == len(entries)
    found = queries.search(entries[0].title, MONDAY.date())
    assert found[0].code == entries[0].code


def test_an_english_title_finds_its_entry_among_the_first_three(town: Town) -> None:
    entries = seed.entries()
    loading.load(entries, at=MONDAY)
    missed = [
        each.code
        for each in entries
        if each.code not in [hit.code for hit in queries.search(each.title_en, MONDAY.date(), limit=3)]
    ]
    assert len(missed) <= len(entries) * 0.03, missed
    for asked, code in (("lift", "dianti-guzhang"), ("street light", "ludeng-guzhang"), ("95598", "tingdian")):
        assert code in [hit.code for hit in queries.search(asked, MONDAY.date())]


def test_what_citizens_ask_finds_its_entry_among_the_first_three(town: Town) -> None:
    entries = seed.entries()
    loading.load(entries, at=MONDAY)
    missed = [
        (question, each.code)
        for each in entries
        for question in each.questions
        if each.code not in [hit.code for hit in queries.suggest_for("", question, MONDAY.date(), limit=3)]
    ]
    assert len(missed) <= sum(len(each.questions) for each in entries) * 0.03, missed
