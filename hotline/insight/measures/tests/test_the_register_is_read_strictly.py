"""The register: whole, in order, and every slip in it told with its measure and line; versions by date."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from hotline.flow.followup.words import NEGATIVE, Satisfied
from hotline.insight.measures import errors, facts, register
from hotline.insight.measures.comparing import Period
from hotline.insight.measures.facts import Question
from hotline.insight.measures.sights import Seen
from hotline.insight.measures.words import Fact, Told, Window
from hotline.lib.datafile import DataFileError, read_yaml

from .made import table, ticket

PLAIN: dict[str, Any] = read_yaml(register.DATA)


def changed(fact: str, **more: Any) -> dict[str, Any]:
    """The register with something else in a measure's last version."""
    data = deepcopy(PLAIN)
    data["measures"][fact]["versions"][-1] |= more
    return data


def test_every_measure_has_an_owner_words_in_both_languages_and_a_beginning() -> None:
    for fact, every in register.register().items():
        for each in every:
            said = [each.owner, each.numerator, *([each.denominator] if each.denominator else [])]
            assert all(words.zh and words.en.isascii() for words in said[1:]), fact
            assert each.since <= date(2026, 12, 31)
            assert (each.told is Told.PERCENT) is all(view.counted for view in each.views)


def test_content_is_what_followup_calls_content() -> None:
    view = register.versions(Fact.SATISFACTION)[-1].view()
    named = set(view.counted[0].removeprefix("satisfied in ").split())
    assert named == {each.value for each in frozenset(Satisfied) - NEGATIVE}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (changed("direct", counted=["is_happy"]), "measure “direct”, version 2.*no column “is_happy”"),
        (changed("direct", counted=["hours"]), "“hours” is a column of another kind"),
        (changed("direct", of=["closing = vanished"]), "closing is never vanished"),
        (changed("direct", of=["closing = answered refused"]), "write “in” for several"),
        (changed("direct", of=["closed_at <= hours"]), "not of one kind"),
        (changed("direct", of=["DROP TABLE ticket"]), "none of the forms"),
        (changed("direct", of="is_direct"), "is a list of conditions"),
        (changed("direct", counted=[]), "no counted"),
        (changed("direct", views={"moonlight": {}}), "moonlight"),
        (changed("direct", views={"asked": {}}), "asked"),
        (changed("direct", views={"registered": {"colour": "red"}}), "colour"),
        (changed("direct", colour="red"), "nothing is called colour"),
        (changed("hours", value={"column": "closing", "by": "mean"}), "no column of numbers"),
        (changed("hours", value={"column": "hours", "by": "mood"}), "mood"),
        (changed("direct", version=4), "numbered from 1"),
        (changed("direct", **{"from": date(1999, 1, 1)}), "begins after the one before"),
        (PLAIN | {"measures": {"appeals": PLAIN["measures"]["appeals"]}}, "words of measures differ"),
        (PLAIN | {"owners": {}}, "among the owners"),
    ],
)
def test_a_slip_is_told_with_its_place(data: dict[str, Any], told: str) -> None:
    with pytest.raises(DataFileError, match=told):
        register.read(data)


def test_the_version_in_force_on_the_last_day_counts_unless_another_is_named() -> None:
    rows = [
        ticket(1, date(2026, 1, 5), is_direct=True, closing="answered"),
        ticket(2, date(2026, 1, 5), closing="refused"),
        ticket(3, date(2025, 12, 31), is_direct=True, closing="answered"),
        ticket(4, date(2025, 12, 31), closing="refused"),
    ]
    seen, new = Seen(table(rows)), Period(date(2026, 1, 1), date(2026, 2, 1))
    old = Period(date(2025, 12, 1), date(2026, 1, 1))
    found = [facts.answered(seen, Question(Fact.DIRECT, new, version=version)) for version in (None, 1, 2)]
    assert [(each.version, each.denominator) for each in found] == [(2, 1), (1, 2), (2, 1)]
    assert facts.answered(seen, Question(Fact.DIRECT, old)).version == 1
    compared = facts.compared(seen, Question(Fact.DIRECT, new), "period")
    assert (compared.this.version, compared.that.version) == (2, 2)
    with pytest.raises(errors.UnknownVersion, match="没有第 3 版定义，现有：1、2"):
        facts.answered(seen, Question(Fact.DIRECT, new, version=3))
    with pytest.raises(errors.UnknownWindow, match="不能“按回访日”统计，可用的有：按"):
        facts.answered(seen, Question(Fact.DIRECT, new, window=Window.ASKED))


def test_what_the_facts_do_not_hold_is_not_counted_as_nothing() -> None:
    with pytest.raises(errors.NotHeld, match="没有来电 / 来件的记录，不能统计“接通率”"):
        facts.answered(Seen(table([])), Question(Fact.CONNECT, Period(date(2026, 1, 1), date(2026, 2, 1))))
