"""Pure decisions of special desks."""

from __future__ import annotations

from datetime import date

from hotline.ground.catalogue.words import Urgency
from hotline.ground.desks import rules, seed
from hotline.ground.desks.words import AnswerKind, Choice, Question, Script
from hotline.ground.organisations import seed as organisations_seed
from hotline.ground.people import seed as people_seed
from hotline.ground.regions import seed as regions_seed

FEVER = Question(1, AnswerKind.YES_NO, "发热吗", "Fever?", True, grave=frozenset({"yes"}))
WHERE = Question(
    2, AnswerKind.CHOICE, "去过哪里", "Where?", True, (Choice("1", "本市", "Here"), Choice("2", "外地", "Away"))
)
NOTE = Question(3, AnswerKind.TEXT, "住在哪里", "Where do they stay?", False)
SCRIPT = Script(1, 1, 1, date(2020, 1, 24), "您好", "Hello", ("呼吸困难",), Urgency.DANGER, (FEVER, WHERE, NOTE))


def test_only_what_must_be_answered_is_missing() -> None:
    assert rules.missing(SCRIPT.questions, {}) == [FEVER, WHERE]
    assert rules.missing(SCRIPT.questions, {"ask_1": "no", "ask_2": "  "}) == [WHERE]
    assert rules.missing(SCRIPT.questions, {"ask_1": "no", "ask_2": "1"}) == []


def test_an_answer_is_one_of_those_offered() -> None:
    assert rules.impossible(SCRIPT.questions, {"ask_1": "perhaps"}) is FEVER
    assert rules.impossible(SCRIPT.questions, {"ask_2": "3"}) is WHERE
    assert rules.impossible(SCRIPT.questions, {"ask_1": "yes", "ask_2": "2", "ask_3": "anything"}) is None


def test_danger_is_heard_in_the_words_in_written_answers_and_in_grave_answers() -> None:
    assert rules.signs(SCRIPT, "一切都好", {"ask_1": "no"}) == ()
    assert rules.signs(SCRIPT, "老人呼吸困难", {"ask_1": "no"}) == ("呼吸困难",)
    assert rules.signs(SCRIPT, "", {"ask_3": "在家，呼吸困难"}) == ("呼吸困难",)
    assert rules.signs(SCRIPT, "", {"ask_1": "yes"}) == ("#1",)


def test_the_faster_urgency_wins() -> None:
    assert rules.faster(Urgency.NORMAL, Urgency.URGENT) is Urgency.URGENT
    assert rules.faster(Urgency.DANGER, Urgency.URGENT) is Urgency.DANGER
    assert rules.faster(Urgency.UTILITIES, Urgency.NORMAL) is Urgency.UTILITIES


def test_the_desks_that_ship_name_units_and_people_that_exist() -> None:
    units = {unit.code for unit in organisations_seed.load(regions_seed.load("32"))}
    accounts = {account.username: account.organisation for account in people_seed.accounts()}
    seeds = seed.desks()
    assert {each.facts["code"] for each in seeds} == {
        "epidemic",
        "rumour",
        "minors",
        "counselling",
        "enterprise",
        "safety",
    }
    for each in seeds:
        assert {unit for _, unit, _ in each.recipients} | {unit for unit, _, _ in each.specialisms} <= units
        assert {accounts[username] for username in each.skilled} == {each.centre}
        assert each.script.text_en.isascii() or "–" in each.script.text_en
        assert each.facts["elsewhere"] or not each.facts["calendar_code"]
        for question in each.questions:
            offered = {"yes", "no"} if question.kind is AnswerKind.YES_NO else {one.code for one in question.choices}
            assert set(question.grave) <= offered
